import { CONSENSUS_LIMITS } from '../../../../shared/codec/consensus-limits.ts';
import type { CreditParameters } from '../../../../shared/codec/credit-parameters.ts';
import type { ConsensusParameters } from '../../../../shared/codec/genesis-document.ts';
import type { ParameterValue } from '../../../../shared/codec/governance.ts';
import { TRANSACTION_LIMITS } from '../../../../shared/codec/transaction.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';

type Range = readonly [min: number, max: number];
type Ranges<T> = { readonly [Name in keyof T]: Range };

/** Within these a network can still find its way back to other values by governance. Times in wall milliseconds. */
const CONSENSUS_RANGES: Ranges<ConsensusParameters> = {
	baseTimeoutMinMs: [10, 60_000],
	baseTimeoutInitialMs: [10, 120_000],
	baseTimeoutMaxMs: [100, 600_000],
	roundTimeoutMaxMs: [30_000, 3_600_000],
	idleIntervalMs: [100, 3_600_000],
	clockAheadMs: [10, 60_000],
	clockBehindMs: [100, 600_000],
	/** From the longest transaction to what any block's payload may have. */
	maxBlockBytes: [TRANSACTION_LIMITS.bytes, CONSENSUS_LIMITS.payloadBytes],
};

const CREDIT_RANGES: Ranges<CreditParameters> = {
	genesisCredit: [1, 1_000],
	joiningCredit: [1, 1_000],
	maxCredit: [1, 1_000],
	ownBlockGain: [0, 1_000],
	genesisParticipation: [0, 1_000],
	maxParticipation: [1, 1_000],
	voteGain: [0, 1_000],
	missLoss: [0, 1_000],
	maxFailures: [1, 24],
};

type Orders<T> = readonly (readonly [lower: keyof T & string, upper: keyof T & string])[];

const CONSENSUS_ORDER: Orders<ConsensusParameters> = [
	['baseTimeoutMinMs', 'baseTimeoutInitialMs'],
	['baseTimeoutInitialMs', 'baseTimeoutMaxMs'],
	['baseTimeoutMaxMs', 'roundTimeoutMaxMs'],
];

const CREDIT_ORDER: Orders<CreditParameters> = [
	['joiningCredit', 'maxCredit'],
	['genesisCredit', 'maxCredit'],
	['genesisParticipation', 'maxParticipation'],
];

/** @throws CodedError PROPOSAL_EMPTY, PARAMETER_TWICE, PARAMETER_RANGE or PARAMETER_ORDER */
export function changeConsensus(
	before: ConsensusParameters,
	changes: readonly ParameterValue<keyof ConsensusParameters>[],
): ConsensusParameters {
	return changeParameters(before, changes, CONSENSUS_RANGES, CONSENSUS_ORDER);
}

/** @throws CodedError PROPOSAL_EMPTY, PARAMETER_TWICE, PARAMETER_RANGE or PARAMETER_ORDER */
export function changeCredit(
	before: CreditParameters,
	changes: readonly ParameterValue<keyof CreditParameters>[],
): CreditParameters {
	return changeParameters(before, changes, CREDIT_RANGES, CREDIT_ORDER);
}

function changeParameters<T extends { readonly [Name in keyof T]: number }>(
	before: T,
	changes: readonly ParameterValue<keyof T & string>[],
	ranges: Ranges<T>,
	orders: Orders<T>,
): T {
	if (changes.length === 0) throw new CodedError('PROPOSAL_EMPTY');
	const given = new Map<keyof T & string, number>();
	for (const { name, value } of changes) {
		if (given.has(name)) throw new CodedError('PARAMETER_TWICE', { name });
		given.set(name, value);
		const [min, max] = ranges[name];
		if (value < min || value > max) throw new CodedError('PARAMETER_RANGE', { name, value, min, max });
	}
	const after = { ...before, ...Object.fromEntries(given) };
	for (const [lower, upper] of orders)
		if (after[lower] > after[upper]) throw new CodedError('PARAMETER_ORDER', { lower, upper });
	return after;
}
