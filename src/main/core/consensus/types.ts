/**
 * What a driver of the consensus core meets: events in, effects out, and what a restart hands back.
 * The messages themselves are wire forms and live in `src/shared/codec/consensus-messages.ts`.
 */
import type {
	Block,
	BlockHeader,
	CommitProof,
	Evidence,
	TimeoutReason,
	ValidatorIndex,
} from '../../../shared/codec/block.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import type { ConsensusMessage, SyncInfo } from '../../../shared/codec/consensus-messages.ts';
import type { CreditParameters } from '../../../shared/codec/credit-parameters.ts';
import type { ConsensusParameters } from '../../../shared/codec/genesis-document.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import type { ErrorDetails } from '../../../shared/errors/coded-error.ts';
import type { Offence } from '../../../shared/proofs/evidence.ts';
import type { CreditLedger } from './credit-ledger.ts';

export interface ValidatorInfo {
	readonly id: string;
	readonly name: string;
	readonly publicKey: Uint8Array;
}

export interface Epoch {
	readonly chainId: string;
	readonly epoch: number;
	readonly validators: readonly ValidatorInfo[];
	readonly parameters: ConsensusParameters;
	readonly credit: CreditParameters;
	/** Height of the last block before this epoch; 0 for the first. Its place is that of the genesis node, round 0. */
	readonly startHeight: number;
	/** Credit after that block. */
	readonly startCredit: CreditLedger;
	/** What round 0's certificate names: the genesis digest, or `epochGenesisId` for a later epoch. */
	readonly genesisId: Digest;
	/** Time of that block; the genesis time for the first epoch. */
	readonly genesisTime: TimeMs;
	/** State root after that block. */
	readonly genesisStateRoot: Digest;
}

export type ConsensusTimer = 'round' | 'propose' | 'resend' | 'clock' | 'sync';

/** Every event carries `now` (chain clock, ms) and `wall` (monotonic ms) so that the step itself reads no clock. */
export interface Instant {
	readonly now: TimeMs;
	readonly wall: number;
	/** Chain milliseconds per wall millisecond at this instant, ≥ 1. */
	readonly speed: number;
}

export type ConsensusEvent =
	| { readonly kind: 'start' }
	| { readonly kind: 'message'; readonly from: ValidatorIndex; readonly message: ConsensusMessage }
	| { readonly kind: 'timer'; readonly timer: ConsensusTimer }
	/** Answer to `request-payload` of the same round; an answer to another round is ignored. */
	| { readonly kind: 'payload'; readonly round: number; readonly transactions: readonly Uint8Array[] }
	/**
	 * The mempool or the schedule has work for a block: replicas arm the short timer, a waiting leader is asked again.
	 * The core forgets it with the next proposal; while work is left after a `commit`, say it again.
	 */
	| { readonly kind: 'work-available' }
	/**
	 * A committed block was executed and is stored durably with its results: the core drops its own copy. `epochEndsAt`
	 * is the height of this epoch's last block once that is decided. Blocks above it are void: never executed.
	 */
	| {
			readonly kind: 'executed';
			readonly height: number;
			readonly stateRoot: Digest;
			readonly epochEndsAt: number | null;
	  }
	/** The chain clock was set anew: proposals that were ahead of it are looked at again. */
	| { readonly kind: 'clock-changed' };

/**
 * Effects are carried out in order. A driver must have completed every earlier `persist` (one synced batch) before it
 * performs any later effect; it may merge several steps' effects into one batch as long as that order holds.
 */
export type ConsensusEffect =
	| { readonly kind: 'persist'; readonly records: readonly PersistRecord[] }
	| { readonly kind: 'send'; readonly to: ValidatorIndex; readonly message: ConsensusMessage }
	/** To all other validators; the core has already counted its own. */
	| { readonly kind: 'broadcast'; readonly message: ConsensusMessage }
	| { readonly kind: 'set-timer'; readonly timer: ConsensusTimer; readonly afterMs: number }
	| { readonly kind: 'cancel-timer'; readonly timer: ConsensusTimer }
	/**
	 * I lead `round`: answer with `payload` as soon as there is a transaction or due scheduled work; `urgent` wants an
	 * answer now, even an empty one. Asked again with `urgent` when the idle interval has passed. `exclude` holds the
	 * ids (`transactionIdBytes`, hashed) of transactions in blocks that are not committed yet.
	 */
	| {
			readonly kind: 'request-payload';
			readonly round: number;
			readonly urgent: boolean;
			readonly maxBytes: number;
			readonly exclude: readonly Uint8Array[];
	  }
	/**
	 * Final; in height order, each height once per run (again after a restart that lost it). The driver stores it,
	 * executes it and answers `executed`. `proof` names this block or, where it became final through a descendant,
	 * that descendant: then the headers between link the two (`verifyFinality`).
	 */
	| { readonly kind: 'commit'; readonly block: Block; readonly blockId: Digest; readonly proof: CommitProof }
	/**
	 * A peer wants blocks of an epoch; the driver reads `count` committed ones from its store (see `createBlocksResponse`
	 * for the bounds), void ones of an epoch that has ended included, adds `pending` and sends `blocks`.
	 */
	| {
			readonly kind: 'serve-blocks';
			readonly to: ValidatorIndex;
			readonly epoch: number;
			readonly fromHeight: number;
			readonly count: number;
			readonly pending: readonly Block[];
	  }
	/** A peer is in an older epoch: the driver sends it the stored handover to `epoch` as `epoch-change`. */
	| { readonly kind: 'serve-epoch'; readonly to: ValidatorIndex; readonly epoch: number }
	/**
	 * The epoch is over: the block at `height` was its last, and `headers` (as `verifyFinality` takes them) certify the
	 * root after it. This core signs, says and hears nothing more. The driver adds the proof of `consensus/epoch` under
	 * that root, stores the handover (`Store.persistEpoch`) and starts a core for the next epoch.
	 */
	| {
			readonly kind: 'epoch-ended';
			readonly height: number;
			readonly stateRoot: Digest;
			readonly headers: readonly BlockHeader[];
			readonly commitProof: CommitProof;
	  }
	/** A verified proof of guilt, the first against its offender; the core sees to it that a block carries it. */
	| { readonly kind: 'report-evidence'; readonly evidence: Evidence; readonly offence: Offence }
	/** A peer's message broke a rule and changed nothing: for logs and peer scores. */
	| {
			readonly kind: 'refused';
			readonly from: ValidatorIndex;
			readonly code: ErrorCode;
			readonly details: ErrorDetails;
	  }
	/** What the latency charts draw; carries no consequence. */
	| { readonly kind: 'trace'; readonly trace: RoundTrace };

/** Null deletes. Keys are short text, unique within the core's own space. */
export interface PersistRecord {
	readonly key: string;
	readonly value: Uint8Array | null;
}

/** One observation of a round as this validator saw it. */
export type RoundTrace = {
	readonly round: number;
	/** Monotonic ms: whole in the core, with fractions where a driver passes it on. */
	readonly wall: number;
} /** `leader` is null while this validator has not executed far enough to tell. */ & (
	| { readonly what: 'entered'; readonly leader: ValidatorIndex | null; readonly by: 'qc' | 'tc' | 'start' }
	| {
			readonly what: 'proposal';
			readonly leader: ValidatorIndex;
			readonly height: number;
			readonly transactions: number;
	  }
	| { readonly what: 'vote'; readonly voter: ValidatorIndex }
	| { readonly what: 'certified' }
	| { readonly what: 'order-vote'; readonly voter: ValidatorIndex }
	| {
			readonly what: 'committed';
			readonly height: number;
			readonly blockId: Digest;
			readonly by: 'order' | 'two-chain' | 'sync';
	  }
	| { readonly what: 'timeout-sent'; readonly awaitedLeader: ValidatorIndex; readonly reason: TimeoutReason }
	| { readonly what: 'timed-out' }
);

/** One committed block as recovery needs it. */
export interface CommittedHeader {
	readonly header: BlockHeader;
	readonly blockId: Digest;
	/** Null where the block is stored but not executed yet. */
	readonly stateRoot: Digest | null;
	/** How many transactions the block holds. */
	readonly transactions: number;
}

/** What a restarted driver hands back: the core's own records and the committed tip with its recent ancestors. */
export interface Recovery {
	readonly records: readonly PersistRecord[];
	/** The newest committed blocks of the epoch, ascending: at least 8n + 64 of them, or all since its start. */
	readonly committed: readonly CommittedHeader[];
	/**
	 * Credit ledger (`encodeCreditLedger`) after the block before the first of `committed`, or after a later one of them
	 * where a snapshot hides the figures before; null when it is that of the epoch's start.
	 */
	readonly credit: Uint8Array | null;
	/** As the newest executed block told it. */
	readonly epochEndsAt: number | null;
	/** Proof stored with the newest committed block. */
	readonly tipProof: CommitProof | null;
}

/** A node at the start of an epoch. */
export const FRESH: Recovery = { records: [], committed: [], credit: null, epochEndsAt: null, tipProof: null };

export type { ConsensusMessage, SyncInfo };
