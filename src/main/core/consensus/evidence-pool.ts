import type { Evidence, ValidatorIndex } from '../../../shared/codec/block.ts';

/** What this validator can prove, and what helps to find more; bounded by the number of validators. */
export interface EvidenceState {
	/** One proof against each validator that is not convicted yet. */
	readonly pool: Map<ValidatorIndex, Evidence>;
	/** Highest round in which an author's timeout was heard: only up to it can a vote be forgotten. */
	readonly latestTimeout: Map<ValidatorIndex, number>;
	/** A proof came in with this event: a block is owed for it. */
	hasNews: boolean;
}

export function createEvidenceState(): EvidenceState {
	return { pool: new Map(), latestTimeout: new Map(), hasNews: false };
}

export function ascendingProofs({ pool }: EvidenceState): Evidence[] {
	return [...pool.values()].sort((a, b) => a.offender - b.offender);
}
