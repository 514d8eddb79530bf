import type { PriceRange } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import type { PeriodLink, PriceBounds } from '../zonal/zones.ts';
import { decidedInjections, type Evaluation, restsByPeriod } from './decision.ts';
import { cutOf, familyBounds, type PriceSpace } from './price-space.ts';
import { type BlockProblem, spaceOf } from './problem.ts';
import { middleOf, supportingPrices } from './supporting-prices.ts';

/**
 * The prices of a decision, by period and zone: the zonal clearing's own, its intervals first cut to what families with
 * a bound on a single price need; where a family would still lose by them, moved as `supportingPrices` says. A zone in
 * which only blocks trade, with each other, takes the middle (or the end that the profile names) of what its rejected
 * orders and the cuts leave. No price lies beyond all limits of the market. Null where nothing trades.
 */
export function finalPrices(problem: BlockProblem, evaluation: Evaluation, rule: Profile['price']): PriceRange[][] {
	const {
		zones,
		range: { lowest, highest },
	} = problem.periods;
	const space = spaceOf(problem, evaluation) as PriceSpace;
	const cleared = clearedRanges(problem, evaluation);
	const busy = busyZones(problem, evaluation);
	const own = { midpoint: middleOf(space), lower: space.low, upper: space.high }[rule];
	const start = own.map((price, place) => cleared[Math.floor(place / zones)]?.[place % zones]?.price ?? price);
	const prices = (supportingPrices(space, start) ?? supportingPrices(space, middleOf(space))) as readonly number[];
	return cleared.map((row, period) =>
		row.map((range, zone): PriceRange => {
			const place = period * zones + zone;
			const price = prices[place] as number;
			if (range.price === null && busy[period]?.[zone] !== true) return range;
			const low = range.low ?? (space.low[place] as number);
			const high = range.high ?? (space.high[place] as number);
			return { price, low: Math.max(lowest, Math.min(low, price)), high: Math.min(highest, Math.max(high, price)) };
		}),
	);
}

/** Ranges of the zonal clearing within the cuts of the families' bounds on single prices. */
function clearedRanges(problem: BlockProblem, { steps, rests }: Evaluation): readonly (readonly PriceRange[])[] {
	const { terms, periods, periodCount, tick } = problem;
	const { zones } = periods;
	const cuts = Array.from({ length: periodCount * zones }, () => ({ lowest: null, highest: null }) as PriceBounds);
	for (const bound of familyBounds(terms, zones, steps)) {
		const cut = cutOf(bound, tick);
		if (!cut) continue;
		const { lowest, highest } = cuts[cut.place] as PriceBounds;
		cuts[cut.place] = {
			lowest: cut.lowest === null || (lowest !== null && lowest > cut.lowest) ? lowest : cut.lowest,
			highest: cut.highest === null || (highest !== null && highest < cut.highest) ? highest : cut.highest,
		};
	}
	const byPeriod = restsByPeriod(terms, periodCount, rests);
	return decidedInjections(terms, periodCount, zones, steps).map((row, period) => {
		const bounds = cuts.slice(period * zones, (period + 1) * zones);
		const book = periods.book(period, byPeriod[period] as number[]);
		return book.zones.clear(row, bounds)?.prices ?? row.map(() => ({ price: null, low: null, high: null }));
	});
}

/** Zones in which an accepted block trades, and those that open borders join to them. */
function busyZones({ terms, periods, periodCount }: BlockProblem, { steps }: Evaluation): boolean[][] {
	return Array.from({ length: periodCount }, (_, period) => {
		const busy = new Array<boolean>(periods.zones).fill(false);
		for (const [at, { zone, step }] of terms.entries()) if (steps[at] !== 0 && step[period] !== 0) busy[zone] = true;
		spread(busy, periods.book(period, []).input.links);
		return busy;
	});
}

function spread(busy: boolean[], links: readonly PeriodLink[]): void {
	for (let isChanged = true; isChanged; ) {
		isChanged = false;
		for (const { from, to, min, max } of links) {
			if (min === max || busy[from] === busy[to]) continue;
			busy[from] = true;
			busy[to] = true;
			isChanged = true;
		}
	}
}
