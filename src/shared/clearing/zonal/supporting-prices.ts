import type { PriceRange } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import type { PeriodLink, PriceBounds } from './zones.ts';

/** Lowest and highest price of each zone that some supporting price vector has, in ticks; infinite where nothing bounds. */
export interface PriceIntervals {
	readonly low: Float64Array;
	readonly high: Float64Array;
}

/** `to`'s price exceeds `from`'s by `most` ticks at most. */
interface Difference {
	readonly from: number;
	readonly to: number;
	readonly most: number;
}

/**
 * What the flows say of price differences: where more could flow the receiving end is worth at most the fee more, where
 * less could flow at least so; below zero less flow costs the fee, above it spares it.
 */
export function differencesOf(links: readonly PeriodLink[], flows: ArrayLike<number>, tick: number): Difference[] {
	const differences: Difference[] = [];
	links.forEach(({ from, to, min, max, fee }, index) => {
		const flow = flows[index] as number;
		const ticks = fee / tick;
		if (flow < max) differences.push({ from, to, most: flow >= 0 ? ticks : -ticks });
		if (flow > min) differences.push({ from: to, to: from, most: flow > 0 ? -ticks : ticks });
	});
	return differences;
}

/** Shrinks intervals to what some price vector within them attains (Bellman–Ford). @returns whether there is one */
export function tighten({ low, high }: PriceIntervals, differences: readonly Difference[]): boolean {
	for (let round = 0; round <= low.length; round++) {
		let isTight = true;
		for (const { from, to, most } of differences) {
			const highest = (high[from] as number) + most;
			if (highest < (high[to] as number)) {
				high[to] = highest;
				isTight = false;
			}
			const lowest = (low[to] as number) - most;
			if (lowest > (low[from] as number)) {
				low[from] = lowest;
				isTight = false;
			}
		}
		if (isTight) break;
	}
	return low.every((lowest, zone) => lowest <= (high[zone] as number));
}

/** Narrows intervals to the ticks within the bounds. */
export function intersect({ low, high }: PriceIntervals, bounds: readonly PriceBounds[], tick: number): void {
	bounds.forEach(({ lowest, highest }, zone) => {
		if (lowest !== null) low[zone] = Math.max(low[zone] as number, Math.ceil(lowest / tick));
		if (highest !== null) high[zone] = Math.min(high[zone] as number, Math.floor(highest / tick));
	});
}

/**
 * One price per zone by the profile: the midpoint of its interval rounded half down, or an end. The floors of the
 * midpoints between the lowest and the highest supporting vector support as well (L♮-convexity). A zone with one
 * finite end takes that end, as near as the prices chosen so far allow: first the zones with a lowest price, then those
 * with a highest. A zone that nothing bounds has no price.
 */
export function choosePrices(
	intervals: PriceIntervals,
	differences: readonly Difference[],
	rule: Profile['price'],
	tick: number,
): PriceRange[] {
	const chosen: PriceIntervals = { low: intervals.low.slice(), high: intervals.high.slice() };
	const fix = (isDue: (low: number, high: number) => boolean, choose: (low: number, high: number) => number): void => {
		const { low, high } = chosen;
		const due = [...low.keys()].filter((zone) => isDue(intervals.low[zone] as number, intervals.high[zone] as number));
		const prices = due.map((zone) => choose(low[zone] as number, high[zone] as number));
		due.forEach((zone, index) => {
			low[zone] = prices[index] as number;
			high[zone] = prices[index] as number;
		});
		if (due.length > 0) tighten(chosen, differences);
	};
	fix(
		(low, high) => Number.isFinite(low) && Number.isFinite(high),
		(low, high) => (rule === 'lower' ? low : rule === 'upper' ? high : low + Math.floor((high - low) / 2)),
	);
	fix(
		(low, high) => Number.isFinite(low) && !Number.isFinite(high),
		(low) => low,
	);
	fix(
		(low, high) => Number.isFinite(high) && !Number.isFinite(low),
		(_, high) => high,
	);
	return Array.from(chosen.low, (ticks, zone) => {
		const low = intervals.low[zone] as number;
		const high = intervals.high[zone] as number;
		if (!Number.isFinite(low) && !Number.isFinite(high)) return NO_PRICE;
		const price = ticks * tick;
		return { price, low: Number.isFinite(low) ? low * tick : price, high: Number.isFinite(high) ? high * tick : price };
	});
}

/** The midpoints as a vector without gaps, the same however the optimum was found: what nothing bounds is next to 0. */
export function chooseKeys(intervals: PriceIntervals, differences: readonly Difference[]): Float64Array {
	const prices = choosePrices(intervals, differences, 'midpoint', 1).map(({ price }) => price);
	const low = Float64Array.from(prices, (price, zone) => price ?? (intervals.low[zone] as number));
	const high = Float64Array.from(prices, (price, zone) => price ?? (intervals.high[zone] as number));
	for (const [zone, price] of prices.entries()) {
		if (price !== null) continue;
		tighten({ low, high }, differences);
		const key = Math.min(Math.max(0, low[zone] as number), high[zone] as number);
		low[zone] = key;
		high[zone] = key;
	}
	return low;
}

export const NO_PRICE: PriceRange = { price: null, low: null, high: null };
