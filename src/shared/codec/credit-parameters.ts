import { integer, record } from './reader.ts';

/** On-chain figures of the credit rules (c-lbft § 4); they change only by governance, with an epoch. */
export interface CreditParameters {
	readonly genesisCredit: number;
	/** Credit of a validator that joins later: a new key starts low, so that leaving and coming back heals nothing. */
	readonly joiningCredit: number;
	readonly maxCredit: number;
	readonly ownBlockGain: number;
	readonly genesisParticipation: number;
	readonly maxParticipation: number;
	readonly voteGain: number;
	readonly missLoss: number;
	/** Bench of the k-th failure: n·2^(k+1) rounds, k at most this. */
	readonly maxFailures: number;
}

export const DEFAULT_CREDIT: CreditParameters = {
	genesisCredit: 500,
	joiningCredit: 100,
	maxCredit: 1000,
	ownBlockGain: 100,
	genesisParticipation: 500,
	maxParticipation: 1000,
	voteGain: 2,
	missLoss: 4,
	maxFailures: 12,
};

const figure = integer(0, 1_000_000);

export const readCreditParameters = record<CreditParameters>({
	genesisCredit: integer(1, 1_000_000),
	joiningCredit: integer(1, 1_000_000),
	maxCredit: integer(1, 1_000_000),
	ownBlockGain: figure,
	genesisParticipation: figure,
	maxParticipation: integer(1, 1_000_000),
	voteGain: figure,
	missLoss: figure,
	maxFailures: integer(1, 24),
});
