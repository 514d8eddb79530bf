import type { Block, BlockHeader, CommitProof, TimeoutReason, ValidatorIndex } from '../../../shared/codec/block.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import type { ConsensusMessage, SyncInfo } from '../../../shared/codec/consensus-messages.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';

export interface ValidatorInfo {
	readonly id: string;
	readonly name: string;
	readonly publicKey: Uint8Array;
}

/** On-chain parameters of one epoch; times in wall milliseconds. */
export interface ConsensusParameters {
	readonly baseTimeoutMinMs: number;
	readonly baseTimeoutInitialMs: number;
	readonly baseTimeoutMaxMs: number;
	/** ≥ 30 s. */
	readonly roundTimeoutMaxMs: number;
	readonly idleIntervalMs: number;
	/** How far a block's time may lie ahead of, and behind, a voter's clock; wall ms, scaled by the clock's speed. */
	readonly clockAheadMs: number;
	readonly clockBehindMs: number;
	readonly maxBlockBytes: number;
}

export interface Epoch {
	readonly chainId: string;
	readonly epoch: number;
	readonly validators: readonly ValidatorInfo[];
	readonly parameters: ConsensusParameters;
	/** Identity of the genesis block, which round 0's certificate names. */
	readonly genesisId: Digest;
	readonly genesisTime: TimeMs;
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
	/** Answer to `request-payload` of the same round. */
	| { readonly kind: 'payload'; readonly round: number; readonly transactions: readonly Uint8Array[] }
	/** The mempool or the schedule has work for a block: replicas arm the short timer, a waiting leader proposes. */
	| { readonly kind: 'work-available' }
	/** A committed block was executed. */
	| { readonly kind: 'executed'; readonly height: number; readonly stateRoot: Digest }
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
	/** I lead `round`: answer with `payload`; `urgent` wants an answer now, even an empty one. */
	| {
			readonly kind: 'request-payload';
			readonly round: number;
			readonly urgent: boolean;
			readonly maxBytes: number;
			readonly exclude: readonly Uint8Array[];
	  }
	/** Final; in height order, each height once. The driver stores it, executes it and answers `executed`. */
	| { readonly kind: 'commit'; readonly block: Block; readonly blockId: Digest; readonly proof: CommitProof }
	/** A peer wants committed blocks; the driver reads them from its store and sends `blocks`. */
	| {
			readonly kind: 'serve-blocks';
			readonly to: ValidatorIndex;
			readonly fromHeight: number;
			readonly count: number;
			readonly pending: readonly Block[];
	  }
	/** Two conflicting signed messages of one author. */
	| {
			readonly kind: 'report-evidence';
			readonly offender: ValidatorIndex;
			readonly first: ConsensusMessage;
			readonly second: ConsensusMessage;
	  }
	/** What the latency charts draw; carries no consequence. */
	| { readonly kind: 'trace'; readonly trace: RoundTrace };

/** Null deletes. Keys are short text, unique within the core's own space. */
export interface PersistRecord {
	readonly key: string;
	readonly value: Uint8Array | null;
}

/** One observation of a round as this validator saw it. */
export type RoundTrace = { readonly round: number; readonly wall: number } & (
	| { readonly what: 'entered'; readonly leader: ValidatorIndex; readonly by: 'qc' | 'tc' | 'start' }
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

/** What a restarted driver hands back: the core's own records and the committed tip with its recent ancestors. */
export interface Recovery {
	readonly records: readonly PersistRecord[];
	/** Committed headers, ascending, enough to rebuild credit and election (driver keeps at least the last 8n + 64). */
	readonly committed: readonly {
		readonly header: BlockHeader;
		readonly blockId: Digest;
		readonly stateRoot: Digest | null;
		readonly transactions: number;
	}[];
	readonly proof: CommitProof | null;
	/** Credit snapshot as executed state holds it at the first of `committed` minus one, or null for genesis. */
	readonly credit: Uint8Array | null;
}

export type { ConsensusMessage, SyncInfo };
