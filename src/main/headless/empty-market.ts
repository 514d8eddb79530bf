import type { TestnetOptions } from '../node/testnet.ts';

/** A market with its three operators and nobody else: participants register on the running chain. */
export function emptyMarket(): Pick<TestnetOptions, 'market' | 'participants'> {
	const operator = (id: 'market-operator' | 'grid-operator' | 'meter-operator', name: string) => ({
		id,
		role: id,
		name,
		zone: 'zone-1',
		/** 1,000,000 currency units. */
		balance: 1_000_000_000_000,
		meters: [],
		delegates: [],
	});
	return {
		market: { marketOperator: 'market-operator', gridOperator: 'grid-operator' },
		participants: [
			operator('market-operator', 'Market operator'),
			operator('grid-operator', 'Grid company'),
			operator('meter-operator', 'Meter operator'),
		],
	};
}
