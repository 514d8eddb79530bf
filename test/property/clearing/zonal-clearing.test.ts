import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LimitOrder, type Market, netLimitOf } from '../../../src/shared/clearing/market.ts';
import type { Outcome, PriceRange } from '../../../src/shared/clearing/outcome.ts';
import { type Profile, profiles } from '../../../src/shared/clearing/profiles.ts';
import { uniformPrice } from '../../../src/shared/clearing/uniform-price.ts';
import { checkZones } from '../../../src/shared/clearing/zonal/check-zones.ts';
import { clearZones, type ZonesProof } from '../../../src/shared/clearing/zonal/clear-zones.ts';
import { prepareZones } from '../../../src/shared/clearing/zonal/prepare-market.ts';
import type { PriceBounds } from '../../../src/shared/clearing/zonal/zones.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { bookMarkets } from '../../fixtures/book-markets.ts';
import { zonalMarkets } from '../../fixtures/zonal-markets.ts';
import { bestByTrial, earliestByTrial, isSupported } from '../../fixtures/zonal-oracle.ts';

const anyProfile = fc.constantFrom<Profile>(
	...Object.values(profiles),
	{ ...profiles['time-priority-v1'], credit: 'first' },
	{ ...profiles['time-priority-v1'], price: 'upper' },
);
const middling = zonalMarkets({ zones: 7, links: 12, periods: 2, orders: 60, quantity: 8, capacity: 12, limit: 6 });
const small = zonalMarkets({ zones: 4, links: 4, periods: 1, orders: 9, quantity: 3, capacity: 3, limit: 5 });

/** Null where forced flows cannot be. */
function clearIfFeasible(market: Market, profile: Profile): Outcome<ZonesProof> | null {
	try {
		return clearZones(market, profile);
	} catch (error) {
		if (codeOf(error) === 'CLEARING_INFEASIBLE') return null;
		throw error;
	}
}

describe('zonal clearing', () => {
	it('is accepted by its checker under every profile', () => {
		let cleared = 0;
		fc.assert(
			fc.property(middling, anyProfile, (market, profile) => {
				const outcome = clearIfFeasible(market, profile);
				if (outcome === null) return;
				cleared += 1;
				expect(checkZones(market, profile, outcome)).toEqual([]);
			}),
			{ numRuns: 1_000 },
		);
		expect(cleared).toBeGreaterThan(500);
	});

	it('has the highest welfare, and of that the largest volume, of all fills and flows', () => {
		fc.assert(
			fc.property(small, anyProfile, (market, profile) => {
				const outcome = clearIfFeasible(market, profile);
				const best = bestByTrial(market);
				expect(outcome && { welfare: Number(outcome.welfare), volume: outcome.volume }).toEqual(best);
			}),
			{ numRuns: 1_500 },
		);
	});

	it('gives each zone the interval that all supporting prices span, and prices that support together', () => {
		const tiny = zonalMarkets({ zones: 3, links: 3, periods: 1, orders: 8, quantity: 3, capacity: 3, limit: 5 });
		const most = 14;
		fc.assert(
			fc.property(tiny, anyProfile, (market, profile) => {
				const outcome = clearIfFeasible(market, profile);
				if (outcome === null) return;
				const { fills, tick } = { fills: outcome.fills, tick: market.tick };
				const flows = outcome.flows.map((flow) => flow[0] as number);
				const ranges = outcome.prices.map((prices) => prices[0] as PriceRange);
				const seen = ranges.map(() => ({ low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }));
				for (let code = 0; code < (2 * most + 1) ** market.zones.length; code++) {
					const prices = ranges.map(
						(_, zone) => ((Math.floor(code / (2 * most + 1) ** zone) % (2 * most + 1)) - most) * tick,
					);
					if (!isSupported(market, fills, flows, prices)) continue;
					prices.forEach((price, zone) => {
						const each = seen[zone] as { low: number; high: number };
						each.low = Math.min(each.low, price);
						each.high = Math.max(each.high, price);
					});
				}
				const chosen = ranges.map(({ price }, zone) => price ?? (seen[zone]?.low as number));
				if (ranges.every(({ price }) => price !== null)) expect(isSupported(market, fills, flows, chosen)).toBe(true);
				ranges.forEach(({ price, low, high }, zone) => {
					if (price === null) return;
					const each = seen[zone] as { low: number; high: number };
					const isOpen = (end: number): boolean => Math.abs(end) > (most - 6) * tick;
					expect(low).toBe(isOpen(each.low) ? price : each.low);
					expect(high).toBe(isOpen(each.high) ? price : each.high);
				});
			}),
			{ numRuns: 150 },
		);
	});

	it('serves tied orders earliest first as far as borders allow, where the profile says so', () => {
		const tied = zonalMarkets({ zones: 3, links: 3, periods: 1, orders: 6, quantity: 2, capacity: 2, limit: 2 });
		fc.assert(
			fc.property(tied, (market) => {
				const outcome = clearIfFeasible(market, profiles['time-priority-v1']);
				expect(outcome?.fills ?? null).toEqual(earliestByTrial(market));
			}),
			{ numRuns: 2_000 },
		);
	});

	it('gives one zone exactly what its book alone gives', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, (market, profile) => {
				const { prices, volume, welfare, fills, verdicts, trades, surplus } = clearZones(market, profile);
				const book = uniformPrice.clear(market, profile);
				expect({ prices, volume, welfare, fills, verdicts, trades, surplus }).toEqual({
					prices: book.prices,
					volume: book.volume,
					welfare: book.welfare,
					fills: book.fills,
					verdicts: book.verdicts,
					trades: book.trades,
					surplus: book.surplus,
				});
			}),
			{ numRuns: 1_500 },
		);
	});

	it('conserves energy and money, and nobody who trades loses', () => {
		fc.assert(
			fc.property(middling, anyProfile, (market, profile) => {
				const outcome = clearIfFeasible(market, profile);
				if (outcome === null) return;
				const traded = market.orders.map(() => 0);
				let surplus = 0;
				let rent = 0;
				let isPricedThroughout = true;
				for (const { bid, offer, period, quantity, price, buyerPrice } of outcome.trades) {
					const [buying, selling] = [market.orders[bid] as LimitOrder, market.orders[offer] as LimitOrder];
					expect([buying.side, buying.period, selling.side, selling.period]).toEqual(['bid', period, 'offer', period]);
					expect(netLimitOf(market, buying)).toBeGreaterThanOrEqual(buyerPrice);
					expect(selling.price).toBeLessThanOrEqual(price);
					traded[bid] = (traded[bid] as number) + quantity;
					traded[offer] = (traded[offer] as number) + quantity;
					surplus += (buyerPrice - price) * quantity;
				}
				market.links.forEach(({ from, to, fee, min, max }, link) => {
					for (let period = 0; period < market.periods; period++) {
						const flow = outcome.flows[link]?.[period] as number;
						surplus -= Math.abs(flow) * (fee[period] as number);
						const [source, target] = [outcome.prices[from]?.[period]?.price, outcome.prices[to]?.[period]?.price];
						if (flow === 0) continue;
						if (typeof source !== 'number' || typeof target !== 'number') {
							isPricedThroughout = false;
							continue;
						}
						const gain = flow * (target - source) - Math.abs(flow) * (fee[period] as number);
						if ((min[period] as number) <= 0 && (max[period] as number) >= 0) expect(gain).toBeGreaterThanOrEqual(0);
						rent += gain;
					}
				});
				expect(traded).toEqual(outcome.fills);
				expect(BigInt(surplus)).toBe(outcome.surplus);
				if (isPricedThroughout) expect(surplus).toBe(rent);
				expect(outcome.trades.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(outcome.volume);
			}),
			{ numRuns: 1_000 },
		);
	});

	it('does not depend on the place of orders among orders of other limits', () => {
		const withoutFees = middling.map(
			(market): Market => ({
				...market,
				zones: market.zones.map(({ name, fee }) => ({ name, fee: fee.map(() => 0) })),
				links: market.links.map((link) => ({ ...link, fee: link.fee.map(() => 0) })),
			}),
		);
		fc.assert(
			fc.property(withoutFees, anyProfile, (market, profile) => {
				const outcome = clearIfFeasible(market, profile);
				if (outcome === null) return;
				const limitOf = (at: number): number => (market.orders[at] as LimitOrder).price;
				const places = [...market.orders.keys()].sort((a, b) => limitOf(a) - limitOf(b) || a - b);
				const sorted = clearZones({ ...market, orders: places.map((at) => market.orders[at] as LimitOrder) }, profile);
				const { prices, volume, welfare, flows, surplus, proof } = outcome;
				expect(sorted).toMatchObject({ prices, volume, welfare, flows, surplus, proof });
				expect(sorted.fills).toEqual(places.map((at) => outcome.fills[at]));
				expect(sorted.verdicts).toEqual(places.map((at) => outcome.verdicts[at]));
			}),
			{ numRuns: 500 },
		);
	});
});

describe('a prepared period', () => {
	const injected = fc.array(fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 7, maxLength: 7 }), {
		minLength: 1,
		maxLength: 6,
	});

	it('clears again and again as if each time were the first', () => {
		fc.assert(
			fc.property(middling, anyProfile, injected, (market, profile, rounds) => {
				const prepared = prepareZones(market, 0, profile);
				for (const round of rounds) {
					const injections = market.zones.map((_, zone) => (round[zone] as number) * market.lot);
					const again = prepared.clear(injections);
					const first = prepareZones(market, 0, profile).clear(injections);
					expect(again === null).toBe(first === null);
					expect(prepared.obstacle(injections) === null).toBe(first !== null);
					if (again === null || first === null) continue;
					expect([again.prices, again.welfare]).toEqual([first.prices, first.welfare]);
					const [shares, fresh] = [again.share(), first.share()];
					expect(shares).toEqual(fresh);
				}
			}),
			{ numRuns: 400 },
		);
	});

	it('has no more welfare than any prices allow, and as much as those that support it', () => {
		const prices = fc.array(fc.integer({ min: -10, max: 40 }), { minLength: 7, maxLength: 7 });
		fc.assert(
			fc.property(middling, injected, prices, (market, [round], tried) => {
				const prepared = prepareZones(market, 0, profiles['default-v1']);
				const injections = market.zones.map((_, zone) => (round?.[zone] as number) * market.lot);
				const optimum = prepared.clear(injections);
				if (optimum === null) return;
				const boundAt = (at: readonly number[]): bigint =>
					injections.reduce((sum, each, zone) => sum + BigInt(each * (at[zone] as number)), prepared.valueAt(at));
				expect(boundAt(tried.slice(0, market.zones.length))).toBeGreaterThanOrEqual(optimum.welfare);
				expect(boundAt(optimum.support)).toBe(optimum.welfare);
			}),
			{ numRuns: 500 },
		);
	});

	it('keeps to bounds of prices, or says that none do', () => {
		const bounds = fc.array(fc.tuple(fc.integer({ min: -2, max: 6 }), fc.nat({ max: 4 }), fc.boolean()), {
			minLength: 7,
			maxLength: 7,
		});
		fc.assert(
			fc.property(middling, bounds, (market, tried) => {
				const prepared = prepareZones(market, 0, profiles['default-v1']);
				const free = prepared.clear();
				if (free === null) return;
				const limits = market.zones.map((_, zone) => {
					const [lowest, width, isBound] = tried[zone] as [number, number, boolean];
					if (!isBound) return { lowest: null, highest: null };
					return { lowest: lowest * market.tick, highest: (lowest + width) * market.tick };
				});
				const bound = prepared.clear(null, limits);
				if (bound?.prices === null || bound === null) return;
				bound.prices.forEach(({ price, low, high }, zone) => {
					const { lowest, highest } = limits[zone] as PriceBounds;
					if (price === null || low === null || high === null) return;
					expect(low).toBeGreaterThanOrEqual(lowest ?? low);
					expect(high).toBeLessThanOrEqual(highest ?? high);
					expect([low <= price, price <= high]).toEqual([true, true]);
				});
				const wanted = (free.prices as readonly PriceRange[]).map(({ price }) => ({ lowest: price, highest: price }));
				const kept = prepared.clear(null, wanted)?.prices;
				// A zone that nothing bounded may take an end from a neighbour that is bound now.
				expect(kept?.map(({ price }, zone) => (wanted[zone]?.lowest === null ? null : price))).toEqual(
					wanted.map(({ lowest }) => lowest),
				);
			}),
			{ numRuns: 400 },
		);
	});
});
