import type { KeylessParticipant, TestnetOptions } from '../node/testnet.ts';

/** 1,000,000 currency units. */
const MARKET_BALANCE = 1_000_000_000_000;
/** 1,000 currency units: fees of many proposals and approvals. */
const OPERATOR_BALANCE = 1_000_000_000;

/**
 * A market with its three operators, whose keys the first validator keeps, and a participant for each validator, whose
 * key that validator keeps: without one its console could neither propose nor approve a governance change. Everybody
 * else registers on the running chain.
 */
export function emptyMarket(validators: number): Pick<TestnetOptions, 'market' | 'participants' | 'keysAt'> {
	const participant = (
		id: string,
		role: KeylessParticipant['role'],
		name: string,
		balance: number,
	): KeylessParticipant => ({
		id,
		role,
		name,
		zone: 'zone-1',
		eic: null,
		balance,
		meters: [],
		delegates: [],
	});
	const operators = Array.from({ length: validators }, (_, index) => `operator-${index}`);
	return {
		market: { marketOperator: 'market-operator', gridOperator: 'grid-operator' },
		participants: [
			participant('market-operator', 'market-operator', 'Market operator', MARKET_BALANCE),
			participant('grid-operator', 'grid-operator', 'Grid company', MARKET_BALANCE),
			participant('meter-operator', 'meter-operator', 'Meter operator', MARKET_BALANCE),
			...operators.map((id, index) => participant(id, 'validator', `Operator ${index}`, OPERATOR_BALANCE)),
		],
		keysAt: (id) => Math.max(0, operators.indexOf(id)),
	};
}
