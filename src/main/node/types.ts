import type { Block, BlockHeader, CommitProof, ValidatorIndex } from '../../shared/codec/block.ts';
import type { Digest } from '../../shared/codec/bytes.ts';
import type { ContractEvent } from '../../shared/codec/events.ts';
import type { GenesisDocument } from '../../shared/codec/genesis-document.ts';
import type { Receipt } from '../../shared/codec/receipt.ts';
import type { CodedError } from '../../shared/errors/coded-error.ts';
import type { EpochChangeProof } from '../../shared/proofs/epoch-change.ts';
import type { HistoryProof } from '../../shared/proofs/history-proof.ts';
import type { StateProof } from '../../shared/proofs/state-proof.ts';
import type { RoundTrace } from '../core/consensus/types.ts';
import type { Signer } from '../core/ports.ts';
import type { NodeAudit } from './audit/types.ts';
import type { NodeDocuments } from './documents/types.ts';
import type { KeyDesk } from './keys/key-desk.ts';
import type { KnownEpoch } from './known-epoch.ts';
import type { NodeLedger } from './ledger/types.ts';
import type { NetworkFigures } from './network/network-figures.ts';
import type { GovernanceSigning } from './start/governance-signing.ts';

/** Chain clock: genesis time + speed × wall time, or a later anchor. */
export interface ClockSetting {
	readonly anchorChainMs: number;
	/** Unix wall time at which the chain clock reads `anchorChainMs`. */
	readonly anchorWallMs: number;
	/** Chain milliseconds per wall millisecond, ≥ 1. */
	readonly speed: number;
}

export interface ChainClock {
	now(): number;
	readonly setting: ClockSetting;
	/** Never lets the clock run backwards: an earlier reading than the present one is refused with CLOCK_BACKWARDS. */
	set(setting: ClockSetting): void;
}

/** A block that is final and executed, as listeners and the read model receive it, in height order. */
export interface ExecutedBlock {
	readonly block: Block;
	readonly blockId: Digest;
	readonly proof: CommitProof;
	readonly stateRoot: Digest;
	readonly transactionIds: readonly Digest[];
	readonly receipts: readonly Receipt[];
	readonly events: readonly ContractEvent[];
	/** Unix wall ms at which this node finalised it; not replicated. */
	readonly finalisedAtMs: number;
}

export interface TransactionOutcome {
	readonly transactionId: Digest;
	readonly height: number;
	readonly receipt: Receipt;
	/** Events of this call. */
	readonly events: readonly ContractEvent[];
}

export interface PeerState {
	readonly validator: ValidatorIndex;
	readonly connected: boolean;
	readonly roundTripMs: number | null;
	/** Wall ms by which this node's chain clock is ahead of the peer's, by its last heartbeat; null before the first. */
	readonly clockAheadMs?: number | null;
}

/** A state root, and what certifies it. */
export interface Certification {
	/** Height after which `stateRoot` holds. */
	readonly height: number;
	readonly stateRoot: Digest;
	/**
	 * Final headers, as `verifyFinality` takes them: the first one carries `stateRoot`, `commitProof` names the last. One
	 * is the usual case; more where the first became final through a descendant.
	 */
	readonly certifiedBy: readonly BlockHeader[];
	readonly commitProof: CommitProof;
}

export interface ProvenLeaf {
	readonly path: string;
	readonly value: Uint8Array | null;
	/** `verifyStateProof(proof, path, value, stateRoot, sha256)` holds. */
	readonly proof: StateProof;
}

export interface CertifiedStateProof extends Certification, ProvenLeaf {}

/** Several leaves under one root, in the order in which their paths were given. */
export interface CertifiedValues extends Certification {
	readonly values: readonly ProvenLeaf[];
}

/** From a receipt or event of any block since genesis to the newest certified root. */
export interface HistoryEvidence {
	readonly history: HistoryProof;
	/** Of the leaf `chain/history`, with what certifies its root. */
	readonly state: CertifiedStateProof;
}

/** `verifyEventProof` holds for `state.stateRoot`. */
export interface CertifiedEventProof extends HistoryEvidence {
	readonly event: ContractEvent;
}

/** `verifyReceiptProof` holds for `state.stateRoot`. */
export interface CertifiedReceiptProof extends HistoryEvidence {
	readonly receipt: Receipt;
}

/**
 * `present`: only a proof of the path's present value will do, waited for a little. `certified`: the newest value that
 * a final header certifies, at once; for leaves that change with every block, whose present value never is.
 */
export type ProofFreshness = 'present' | 'certified';

export interface NodeSnapshot {
	readonly phase: 'starting' | 'syncing' | 'validating' | 'observing' | 'stopping' | 'failed';
	readonly phases: readonly { readonly name: string; readonly ms: number }[];
	/** Why a node in phase `failed` stopped voting; absent in every other phase. */
	readonly failure?: CodedError | undefined;
	readonly height: number;
	readonly round: number;
	readonly epoch: number;
	readonly headTime: number | null;
	readonly stateRoot: Digest;
	readonly mempool: { readonly transactions: number; readonly bytes: number };
	readonly peers: readonly PeerState[];
	readonly residentBytes: number;
	readonly eventLoopDelayP99Ms: number;
	readonly uptimeSeconds: number;
}

/**
 * A running validator (or observer): what the console API, the demo market and the command line hold. One per data
 * directory; a lock names its owner.
 */
export interface GridquorumNode extends GovernanceSigning {
	readonly genesis: GenesisDocument;
	readonly chainId: string;
	/** Index among the present epoch's validators; null for a node without a place there. */
	readonly self: ValidatorIndex | null;
	readonly dataDirectory: string;
	readonly clock: ChainClock;
	/** Participants whose signing keys this node's keystore holds. */
	readonly identities: readonly { readonly participant: string; readonly publicKey: Uint8Array }[];

	start(): Promise<void>;
	/** Stops voting, flushes, closes network and database, in reverse order of the start. Safe to call twice. */
	stop(): Promise<void>;
	snapshot(): NodeSnapshot;
	/** Epochs so far, ascending from the first; blocks are signed in the scope of their own epoch. */
	epochs(): readonly KnownEpoch[];
	/** Proof of the handover to an epoch (`verifyEpochChange`); null for the first and for epochs unknown here. */
	epochChange(epoch: number): Promise<EpochChangeProof | null>;

	/** Admits a signed transaction to the mempool and passes it on. @throws CodedError CODEC_* | TX_* | TRANSACTION_* | MEMPOOL_* */
	submit(encoded: Uint8Array): Promise<Digest>;
	/**
	 * Resolves when the transaction is final and executed.
	 * @throws CodedError TX_NONCE when another transaction took its nonce, TRANSACTION_UNAFFORDABLE, TRANSACTION_EXPIRED,
	 * TRANSACTION_UNCERTAIN, NODE_FAILED or NODE_STOPPED
	 */
	outcome(transactionId: Digest): Promise<TransactionOutcome>;
	/** Signs as a participant of this keystore, with the next free nonce, and submits. @throws CodedError KEY_UNKNOWN | … */
	call(
		participant: string,
		call: { contract: string; method: string; arguments: Uint8Array },
	): Promise<TransactionOutcome>;
	/** The signer of a participant of this keystore, for documents such as deeds. @throws CodedError KEY_UNKNOWN */
	signerOf(participant: string): Signer;

	/**
	 * Hands the key of a document, which this participant of the keystore can read, to the grantee of a grant in force.
	 * The grantor's own node does so unasked. @throws CodedError GRANT_* | KEY_* | DOCUMENT_* | …
	 */
	releaseKey(participant: string, grant: string, document: string): Promise<TransactionOutcome>;

	/** Final, executed blocks in height order; a listener that throws is logged and dropped. */
	onBlock(listener: (block: ExecutedBlock) => void): () => void;
	onTrace(listener: (trace: RoundTrace) => void): () => void;
	/** Executed blocks from disk, ascending, both ends inclusive: read models replay them on start. */
	readBlocks(fromHeight: number, toHeight: number): AsyncIterable<ExecutedBlock>;
	stateValue(path: string): Promise<Uint8Array | null>;
	/** Present values of several paths, of one moment. */
	stateValues(paths: readonly string[]): Promise<readonly (Uint8Array | null)[]>;
	/** Against the newest certified root; waits briefly for one that covers the path's present value, else null. */
	prove(path: string, freshness?: ProofFreshness): Promise<CertifiedStateProof | null>;
	/** As `prove`, of at most 64 paths under one root. @throws CodedError STATE_PATHS_TOO_MANY */
	proveTogether(paths: readonly string[], freshness?: ProofFreshness): Promise<CertifiedValues | null>;
	/** Documents as evidence. @throws CodedError NODE_NOT_STARTED | NODE_STOPPED */
	readonly documents: NodeDocuments;
	/** Audit bundles of what this node can prove. @throws CodedError NODE_NOT_STARTED | NODE_STOPPED */
	readonly audit: NodeAudit;
	/** Of the event at a place of a block's events; null where it cannot be proven by this node. */
	proveEvent(height: number, index: number): Promise<CertifiedEventProof | null>;
	/** Of the receipt at a place of a block's receipts; null where it cannot be proven by this node. */
	proveReceipt(height: number, index: number): Promise<CertifiedReceiptProof | null>;
	/** What is stored of the chain, by place, id and path. @throws CodedError NODE_NOT_STARTED | NODE_STOPPED */
	readonly ledger: NodeLedger;
	/** Connections and links as they are now; none before the start. */
	network(): NetworkFigures;
	/** Looks after the keystore. @throws CodedError NODE_NOT_STARTED | NODE_STOPPED */
	readonly keys: KeyDesk;
	/** Prometheus text format. */
	metrics(): Promise<string>;
}
