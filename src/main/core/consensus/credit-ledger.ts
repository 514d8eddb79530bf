import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { type CreditParameters, DEFAULT_CREDIT } from '../../../shared/codec/credit-parameters.ts';

export interface ValidatorCredit {
	/** 1…1000: weight in the draw of leaders. */
	readonly credit: number;
	/** 0…1000: scales what votes earn; never elects. */
	readonly participation: number;
	/** Blamed failures since the credit was last full, at most 12. */
	readonly failures: number;
	/** First round in which the validator may lead again; 0 when it was never benched. */
	readonly benchedUntil: number;
}

/** A committed block within the window of late votes. */
export interface LedgerBlock {
	readonly height: number;
	readonly round: number;
	/** True when it has a transaction: votes for empty blocks earn nothing. */
	readonly earns: boolean;
	/** Ascending; whose votes the chain has credited so far. */
	readonly voters: readonly ValidatorIndex[];
}

/** Failed rounds between a committed block and its parent: parentRound < r < round. */
export interface LedgerGap {
	readonly height: number;
	readonly parentRound: number;
	readonly round: number;
}

/** Everything that credit and election need of the committed prefix up to `height`; equal prefixes give equal ledgers. */
export interface CreditLedger {
	readonly height: number;
	readonly round: number;
	/** By validator index. */
	readonly validators: readonly ValidatorCredit[];
	/** The newest 5 blocks, ascending by height; genesis counts as voted for by all. */
	readonly blocks: readonly LedgerBlock[];
	/** The last n distinct committed proposers, newest first. */
	readonly proposers: readonly ValidatorIndex[];
	/** Gaps of the newest 20 blocks, ascending. */
	readonly gaps: readonly LedgerGap[];
	/** Rounds within `gaps` whose certificate has been carried, ascending. */
	readonly accounted: readonly number[];
	/** Validators proven guilty in this epoch, ascending. */
	readonly convicted: readonly ValidatorIndex[];
}

export function genesisLedger(validators: number, parameters: CreditParameters = DEFAULT_CREDIT): CreditLedger {
	const everyone = Array.from({ length: validators }, (_, index) => index);
	return {
		height: 0,
		round: 0,
		validators: everyone.map(() => ({
			credit: parameters.genesisCredit,
			participation: parameters.genesisParticipation,
			failures: 0,
			benchedUntil: 0,
		})),
		blocks: [{ height: 0, round: 0, earns: false, voters: everyone }],
		proposers: [],
		gaps: [],
		accounted: [],
		convicted: [],
	};
}
