import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniformBook } from '../../../src/shared/clearing/book/uniform-price.ts';
import { type LimitOrder, type Market, netLimitOf } from '../../../src/shared/clearing/market.ts';
import { mechanisms } from '../../../src/shared/clearing/mechanisms.ts';
import type { PriceRange } from '../../../src/shared/clearing/outcome.ts';
import { type Profile, profiles } from '../../../src/shared/clearing/profiles.ts';
import { bookMarkets, mutable } from '../../fixtures/book-markets.ts';

const { clear, check } = mechanisms['uniform-price'];
const anyProfile = fc.constantFrom<Profile>(
	...Object.values(profiles),
	{ ...profiles['time-priority-v1'], credit: 'first' },
	{ ...profiles['time-priority-v1'], price: 'upper' },
);

/** Positions of one side of a period, by limit. */
function levelsOf(market: Market, side: 'bid' | 'offer', period: number): Map<number, number[]> {
	const positions = [...market.orders.keys()].filter((at) => {
		const order = market.orders[at] as LimitOrder;
		return order.side === side && order.period === period;
	});
	return Map.groupBy(positions, (at) => (market.orders[at] as LimitOrder).price);
}

const quantityOf = (market: Market, at: number): number => (market.orders[at] as LimitOrder).quantity;

describe('uniform price over the periods of a zone', () => {
	it('is accepted by its checker under every profile', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, (market, profile) => {
				expect(check(market, profile, clear(market, profile))).toEqual([]);
			}),
			{ numRuns: 2_000 },
		);
	});

	it('gives each period what its book alone gives', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, (market, profile) => {
				const outcome = clear(market, profile);
				for (let period = 0; period < market.periods; period++) {
					const positions = [...market.orders.keys()].filter((at) => market.orders[at]?.period === period);
					const orders = positions.map((at) => market.orders[at] as LimitOrder);
					const fee = market.zones[0]?.fee[period] as number;
					if (profile.credit === 'first') continue;
					const alone = uniformBook.clear({ tick: market.tick, lot: market.lot, fee, orders }, profile);
					const { price, priceLow: low, priceHigh: high } = alone;
					expect(outcome.prices[0]?.[period]).toEqual({ price, low, high });
					expect(positions.map((at) => outcome.fills[at])).toEqual(alone.fills);
					expect(positions.map((at) => outcome.verdicts[at])).toEqual(alone.verdicts);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('conserves energy and money in every period, and nobody who trades loses', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, (market, profile) => {
				const outcome = clear(market, profile);
				const traded = new Array<number>(market.orders.length).fill(0);
				let surplus = 0;
				let gains = 0n;
				for (const { bid, offer, period, quantity, price, buyerPrice } of outcome.trades) {
					const [buying, selling] = [market.orders[bid] as LimitOrder, market.orders[offer] as LimitOrder];
					expect([buying.side, buying.period, selling.side, selling.period]).toEqual(['bid', period, 'offer', period]);
					expect(netLimitOf(market, buying)).toBeGreaterThanOrEqual(buyerPrice);
					expect(selling.price).toBeLessThanOrEqual(price);
					traded[bid] = (traded[bid] as number) + quantity;
					traded[offer] = (traded[offer] as number) + quantity;
					surplus += (buyerPrice - price) * quantity;
					gains += BigInt((netLimitOf(market, buying) - selling.price) * quantity);
				}
				expect(traded).toEqual(outcome.fills);
				expect(surplus).toBe(0);
				expect(gains).toBe(outcome.welfare);
				expect(outcome.trades.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(outcome.volume);
			}),
			{ numRuns: 1_000 },
		);
	});

	it('has the welfare, volume and interval of every other profile', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, (market, profile) => {
				const [some, other] = [clear(market, profile), clear(market, profiles['default-v1'])];
				expect([some.welfare, some.volume]).toEqual([other.welfare, other.volume]);
				const interval = (ranges: readonly PriceRange[] | undefined) => ranges?.map(({ low, high }) => [low, high]);
				expect(interval(some.prices[0])).toEqual(interval(other.prices[0]));
			}),
			{ numRuns: 500 },
		);
	});
});

describe('a profile', () => {
	it('places the price at the lower or upper end, or in the middle rounded half down', () => {
		fc.assert(
			fc.property(bookMarkets, (market) => {
				const at = (price: Profile['price']) => clear(market, { ...profiles['default-v1'], price }).prices[0] ?? [];
				at('lower').forEach((range) => void expect(range.price).toBe(range.low));
				at('upper').forEach((range) => void expect(range.price).toBe(range.high));
				for (const { price, low, high } of at('midpoint')) {
					if (price === null || low === null || high === null) continue;
					const above = (price - low) / market.tick;
					const below = (high - price) / market.tick;
					expect([below, below - 1]).toContain(above);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('serves a level that is cut in the order of credit and arrival where it says so', () => {
		fc.assert(
			fc.property(bookMarkets, fc.boolean(), (market, creditFirst) => {
				const profile: Profile = { ...profiles['time-priority-v1'], credit: creditFirst ? 'first' : 'ignored' };
				const { fills } = clear(market, profile);
				for (let period = 0; period < market.periods; period++)
					for (const side of ['bid', 'offer'] as const)
						for (const level of levelsOf(market, side, period).values()) {
							let left = level.reduce((sum, at) => sum + (fills[at] as number), 0);
							const credit = (at: number): number => (market.orders[at] as LimitOrder).priority ?? 0;
							const turn = creditFirst ? level.toSorted((a, b) => credit(b) - credit(a) || a - b) : level;
							for (const at of turn) {
								const fill = Math.min(left, quantityOf(market, at));
								expect(fills[at]).toBe(fill);
								left -= fill;
							}
						}
			}),
			{ numRuns: 1_000 },
		);
	});

	it('shares a level that is cut within one lot of exact shares where it says pro rata', () => {
		fc.assert(
			fc.property(bookMarkets, (market) => {
				const { fills } = clear(market, profiles['default-v1']);
				for (let period = 0; period < market.periods; period++)
					for (const side of ['bid', 'offer'] as const)
						for (const level of levelsOf(market, side, period).values()) {
							const wanted = level.reduce((sum, at) => sum + quantityOf(market, at), 0);
							const given = level.reduce((sum, at) => sum + (fills[at] as number), 0);
							for (const at of level) {
								const exact = (given * quantityOf(market, at)) / wanted;
								expect(Math.abs((fills[at] as number) - exact)).toBeLessThan(market.lot);
							}
						}
			}),
			{ numRuns: 500 },
		);
	});
});

describe('the checker of uniform price', () => {
	const alterations = ['price', 'low', 'high', 'volume', 'welfare', 'surplus', 'fill', 'dual'] as const;
	const ofTrades = ['bid', 'offer', 'period', 'quantity', 'price', 'buyerPrice'] as const;

	it('refuses an outcome after any number of it was altered', () => {
		fc.assert(
			fc.property(
				bookMarkets,
				anyProfile,
				fc.constantFrom(...alterations, ...ofTrades.map((field) => `trade ${field}` as const)),
				fc.nat(),
				fc.constantFrom(-10, -1, 1, 10),
				(market, profile, what, pick, by) => {
					const outcome = clear(market, profile);
					fc.pre(outcome.volume > 0);
					const bad = mutable(outcome);
					const range = bad.prices[0]?.find(({ price }) => price !== null);
					const trade = bad.trades[pick % bad.trades.length];
					const duals =
						bad.proof.form === 'books' && bad.proof.duals.find(({ lastAcceptedBid }) => lastAcceptedBid !== null);
					if (!range || !trade || !duals || duals.lastAcceptedBid === null) throw new Error('volume without a trade');
					if (what === 'price' || what === 'low' || what === 'high') range[what] = (range[what] as number) + by;
					else if (what === 'volume') bad.volume += by;
					else if (what === 'welfare' || what === 'surplus') bad[what] += BigInt(by);
					else if (what === 'fill')
						bad.fills[pick % bad.fills.length] = (bad.fills[pick % bad.fills.length] as number) + by;
					else if (what === 'dual') duals.lastAcceptedBid += by;
					else {
						const field = ofTrades.find((each) => what === `trade ${each}`) as (typeof ofTrades)[number];
						trade[field] += by;
					}
					expect(check(market, profile, bad)).not.toEqual([]);
				},
			),
			{ numRuns: 4_000 },
		);
	});

	it('refuses an outcome under a profile that would have given another', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, anyProfile, (market, one, other) => {
				const [outcome, expected] = [clear(market, one), clear(market, other)];
				const isSame =
					JSON.stringify([outcome.fills, outcome.prices]) === JSON.stringify([expected.fills, expected.prices]);
				expect(check(market, other, outcome).length === 0).toBe(isSame);
			}),
			{ numRuns: 1_000 },
		);
	});
});
