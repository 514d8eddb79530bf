import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LimitOrder, type Market, netLimitOf } from '../../../src/shared/clearing/market.ts';
import { mechanisms } from '../../../src/shared/clearing/mechanisms.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { type OrderSources, withSources } from '../../../src/shared/clearing/source-pools.ts';
import { accepts, type EnergySource, type SourcePreference } from '../../../src/shared/clearing/sources.ts';

const generators: readonly EnergySource[] = [
	{ generator: 'sun', isRenewable: true },
	{ generator: 'wind', isRenewable: true },
	{ generator: 'coal', isRenewable: false },
];
const preferences: readonly SourcePreference[] = ['any', 'renewable', { generator: 'sun' }, { generator: 'coal' }];

/** Markets of one zone and period in which bids prefer and offers have a source. */
const sourced: fc.Arbitrary<{ market: Market; sources: OrderSources }> = fc
	.array(
		fc.record({
			side: fc.constantFrom('bid' as const, 'offer' as const),
			price: fc.integer({ min: 0, max: 12 }),
			quantity: fc.integer({ min: 1, max: 9 }),
			preference: fc.constantFrom(...preferences),
			source: fc.constantFrom(...generators, null),
		}),
		{ maxLength: 24 },
	)
	.map((orders) => ({
		market: {
			periods: 1,
			zones: [{ name: '', fee: [1] }],
			links: [],
			tick: 1,
			lot: 1,
			orders: orders.map(({ side, price, quantity }): LimitOrder => ({ side, price, quantity, zone: 0, period: 0 })),
			blocks: [],
		},
		sources: {
			preferences: orders.map(({ side, preference }) => (side === 'bid' ? preference : null)),
			sources: orders.map(({ side, source }) => (side === 'offer' ? source : null)),
		},
	}));

const { clear, check } = mechanisms['uniform-price'];
const profile = profiles['default-v1'];

/** Whether the energy of the offer may go to the bid; energy of unknown source to those alone who take any. */
function mayServe({ preferences, sources }: OrderSources, offer: number, bid: number): boolean {
	const [preference, source] = [preferences[bid] ?? 'any', sources[offer] ?? null];
	return source === null ? preference === 'any' : accepts(preference, source);
}

describe('a market with source preferences', () => {
	it('is accepted by the checker, and every buyer gets only energy that it takes, at no loss and no surplus', () => {
		fc.assert(
			fc.property(sourced, ({ market, sources }) => {
				const { market: pooled } = withSources(market, sources);
				const outcome = clear(pooled, profile);
				expect(check(pooled, profile, outcome)).toEqual([]);
				expect(outcome.surplus).toBe(0n);
				for (const { bid, offer, price, buyerPrice } of outcome.trades) {
					expect(mayServe(sources, offer, bid)).toBe(true);
					expect(buyerPrice).toBe(price);
					expect(netLimitOf(market, market.orders[bid] as LimitOrder)).toBeGreaterThanOrEqual(price);
					expect(market.orders[offer]?.price).toBeLessThanOrEqual(price);
				}
			}),
			{ numRuns: 400 },
		);
	});

	it('leaves no bid and offer over that cross and fit', () => {
		fc.assert(
			fc.property(sourced, ({ market, sources }) => {
				const { fills } = clear(withSources(market, sources).market, profile);
				const left = [...market.orders.keys()].filter(
					(at) => (fills[at] as number) < (market.orders[at]?.quantity ?? 0),
				);
				for (const bid of left)
					for (const offer of left) {
						const [buying, selling] = [market.orders[bid] as LimitOrder, market.orders[offer] as LimitOrder];
						if (buying.side !== 'bid' || selling.side !== 'offer' || !mayServe(sources, offer, bid)) continue;
						expect(netLimitOf(market, buying)).toBeLessThan(selling.price);
					}
			}),
			{ numRuns: 400 },
		);
	});

	it('never has renewable energy cheaper than energy of any source, where both have a price', () => {
		fc.assert(
			fc.property(sourced, ({ market, sources }) => {
				const { market: pooled, pools } = withSources(market, sources);
				const { prices } = clear(pooled, profile);
				const priceOf = (pool: number): number | null => prices[pool]?.[0]?.price ?? null;
				const [any, renewable] = [priceOf(0), priceOf(pools.indexOf('renewable'))];
				if (any !== null && renewable !== null) expect(renewable).toBeGreaterThanOrEqual(any);
			}),
			{ numRuns: 400 },
		);
	});

	it('clears as one book where nobody prefers anything', () => {
		fc.assert(
			fc.property(sourced, ({ market, sources }) => {
				const open = { ...sources, preferences: sources.preferences.map(() => null) };
				expect(clear(withSources(market, open).market, profile).fills).toEqual(clear(market, profile).fills);
			}),
			{ numRuns: 200 },
		);
	});
});
