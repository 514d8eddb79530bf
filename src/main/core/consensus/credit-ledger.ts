import type { ValidatorIndex } from '../../../shared/codec/block.ts';

/** On-chain figures of the credit rules (c-lbft § 4); they change only by governance. */
export interface CreditParameters {
	readonly genesisCredit: number;
	readonly maxCredit: number;
	readonly ownBlockGain: number;
	readonly genesisParticipation: number;
	readonly maxParticipation: number;
	readonly voteGain: number;
	readonly missLoss: number;
	/** Bench of the k-th failure: n·2^(k+1) rounds, k at most this. */
	readonly maxFailures: number;
}

export const CREDIT_PARAMETERS: CreditParameters = {
	genesisCredit: 500,
	maxCredit: 1000,
	ownBlockGain: 100,
	genesisParticipation: 500,
	maxParticipation: 1000,
	voteGain: 2,
	missLoss: 4,
	maxFailures: 12,
};

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
}

export function genesisLedger(validators: number, parameters: CreditParameters = CREDIT_PARAMETERS): CreditLedger {
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
	};
}
