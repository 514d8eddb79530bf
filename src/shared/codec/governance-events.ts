import type { EpochDescription } from './epoch.ts';
import type { GovernanceChange } from './governance.ts';
import type { TimeMs } from './units.ts';

/** A validator's figures at the start of an epoch. */
export interface ValidatorFigures {
	readonly credit: number;
	readonly participation: number;
	readonly failures: number;
	/** In rounds of this epoch. */
	readonly benchedUntil: number;
}

export type GovernanceEvent =
	| {
			kind: 'governance-proposed';
			proposal: string;
			proposer: string;
			changes: readonly GovernanceChange[];
			text: string;
			/** What validators sign, as `changesDigest` gives it. */
			digest: Uint8Array;
			expiresAt: TimeMs;
	  }
	| {
			kind: 'governance-approved';
			proposal: string;
			/** Id. */
			validator: string;
			epoch: number;
			signature: Uint8Array;
			/** Of this epoch's validators so far, and how many enact. */
			approvals: number;
			needed: number;
	  }
	| {
			kind: 'governance-enacted';
			proposal: string;
			changes: readonly GovernanceChange[];
			/** Ids, in the order of approval. */
			approvals: readonly string[];
			/** Last height of the epoch where a change ends it. */
			epochEndsAt: number | null;
	  }
	/** In the block from which the version is in force; `from` is null for a new contract. */
	| { kind: 'contract-upgraded'; contract: string; from: number | null; to: number }
	| { kind: 'governance-withdrawn'; proposal: string }
	| { kind: 'governance-expired'; proposal: string }
	/** The block that says it is the last of the epoch before; for the first epoch, genesis. */
	| {
			kind: 'epoch-changed';
			description: EpochDescription;
			/** By index in the new epoch. */
			figures: readonly ValidatorFigures[];
	  };
