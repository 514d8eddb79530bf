import type { Decision } from '../protocols/replica.ts';
import type { LatencyName } from './latency.ts';

/** A decision with the times at which the replicas held it final. */
export interface RecordedDecision extends Decision {
	/** Virtual ms by replica; Infinity where it does not hold it. */
	readonly decidedAtMs: Float64Array;
	/** When the Q-th replica held it. */
	readonly quorumAtMs: number;
}

/** What one run showed; everything that the lab measures is computed from this. */
export interface RunRecord {
	readonly protocol: string;
	readonly seed: number;
	readonly size: number;
	readonly quorum: number;
	readonly latency: LatencyName;
	/** Mean one-way delay between two replicas, ms: one "delay". */
	readonly meanDelayMs: number;
	/** Replicas with a fault that lasts; the others are honest, up and punctual in the end. */
	readonly struck: readonly number[];
	/** Virtual time at the end, ms. */
	readonly durationMs: number;
	/** Those that a quorum holds, ascending by height from 1 on without a hole. */
	readonly decisions: readonly RecordedDecision[];
	/** Messages of all replicas until a quorum held a decision of this round; of rounds higher than all before them. */
	readonly messagesAtRound: ReadonlyMap<number, number>;
	/** By replica; a broadcast counts n−1. */
	readonly messagesSent: Float64Array;
	readonly bytesSent: Float64Array;
	/** Messages that reached a running replica. */
	readonly delivered: number;
	/** What must never be, each naming the seed: conflicting decisions, decisions out of order, no progress. */
	readonly violations: readonly string[];
	/** Changes with every message and decision: equal fingerprints are equal runs. */
	readonly fingerprint: number;
}
