import type { Evaluation } from './decision.ts';
import type { BlockTerms } from './terms.ts';

/** Σ coefficient × price + constant ≥ 0 for the prices of one family; the place of a price is period × zones + zone. */
export interface FamilyBound {
	/** Block whose accepted subtree it is. */
	readonly block: number;
	readonly coefficients: ReadonlyMap<number, bigint>;
	readonly constant: bigint;
}

/** difference ≥ price[to] − price[from] ≥ least, ends null where nothing bounds it. */
export interface Difference {
	readonly from: number;
	readonly to: number;
	readonly least: number | null;
	readonly most: number | null;
}

/** The integer prices on the tick that support a decision and by which no accepted family loses. */
export interface PriceSpace {
	/** By place; ends are supporting prices themselves, differences kept. */
	readonly low: readonly number[];
	readonly high: readonly number[];
	readonly differences: readonly Difference[];
	/** Bounds on several prices; those on a single one are in `low` and `high`. */
	readonly bounds: readonly FamilyBound[];
	readonly tick: number;
	readonly zones: number;
}

/** A single family's bound on one price. */
export interface Cut {
	readonly place: number;
	readonly lowest: number | null;
	readonly highest: number | null;
}

/**
 * One bound per accepted block: itself and its accepted descendants must not lose together, so a parent may be saved by
 * its children, never a child by its parent. A divisible block counts by a step: what its rest gains changes no sign.
 */
export function familyBounds(terms: readonly BlockTerms[], zones: number, steps: ArrayLike<number>): FamilyBound[] {
	const bounds: FamilyBound[] = [];
	for (const block of terms.keys()) {
		if (steps[block] === 0) continue;
		const coefficients = new Map<number, bigint>();
		const constant = addSubtree(terms, zones, steps, block, coefficients);
		for (const [place, coefficient] of coefficients) if (coefficient === 0n) coefficients.delete(place);
		bounds.push({ block, coefficients, constant });
	}
	return bounds;
}

function addSubtree(
	terms: readonly BlockTerms[],
	zones: number,
	steps: ArrayLike<number>,
	at: number,
	coefficients: Map<number, bigint>,
): bigint {
	const count = BigInt(steps[at] as number);
	if (count === 0n) return 0n;
	const { zone, sign, step, active, worth, children } = terms[at] as BlockTerms;
	for (const period of active) {
		const place = period * zones + zone;
		const own = BigInt(sign) * count * BigInt(step[period] as number);
		coefficients.set(place, (coefficients.get(place) ?? 0n) + own);
	}
	let constant = worth * count;
	for (const child of children) constant += addSubtree(terms, zones, steps, child, coefficients);
	return constant;
}

/** The bound as a cut of its one price, to the tick inside; null where it is of several prices or of none. */
export function cutOf({ coefficients, constant }: FamilyBound, tick: number): Cut | null {
	const [only, another] = coefficients;
	if (!only || another) return null;
	const [place, coefficient] = only;
	const unit = coefficient * BigInt(tick);
	const ticks = unit > 0n ? -floorOf(constant, unit) : floorOf(constant, -unit);
	const price = Number(ticks) * tick;
	return unit > 0n ? { place, lowest: price, highest: null } : { place, lowest: null, highest: price };
}

function floorOf(value: bigint, divisor: bigint): bigint {
	const quotient = value / divisor;
	return value % divisor < 0n ? quotient - 1n : quotient;
}

/** What the bound's family gains at the prices. */
export function gainAt({ coefficients, constant }: FamilyBound, prices: readonly number[]): bigint {
	let gain = constant;
	for (const [place, coefficient] of coefficients) gain += coefficient * BigInt(prices[place] as number);
	return gain;
}

/** The most that the bound's family gains anywhere between two price vectors. */
export function mostGain(
	{ coefficients, constant }: FamilyBound,
	low: readonly number[],
	high: readonly number[],
): bigint {
	let gain = constant;
	for (const [place, coefficient] of coefficients)
		gain += coefficient * BigInt((coefficient > 0n ? high : low)[place] as number);
	return gain;
}

/** @returns null where no supporting price lets every family bound on a single price hold */
export function priceSpace(
	evaluation: Evaluation,
	bounds: readonly FamilyBound[],
	links: readonly (readonly { from: number; to: number; min: number; max: number; fee: number }[])[],
	{ tick, zones }: { tick: number; zones: number },
): PriceSpace | null {
	const low = evaluation.optima.flatMap((optimum) => optimum.low);
	const high = evaluation.optima.flatMap((optimum) => optimum.high);
	const cutPeriods = new Set<number>();
	for (const bound of bounds) {
		if (bound.coefficients.size === 0 && bound.constant < 0n) return null;
		const cut = cutOf(bound, tick);
		if (!cut) continue;
		const { place, lowest, highest } = cut;
		if (lowest !== null && lowest > (low[place] as number)) low[place] = lowest;
		else if (highest !== null && highest < (high[place] as number)) high[place] = highest;
		else continue;
		cutPeriods.add(Math.floor(place / zones));
	}
	const several = bounds.filter(({ coefficients }) => coefficients.size > 1);
	const needed = several.length > 0 ? [...evaluation.optima.keys()] : [...cutPeriods];
	const differences = zones === 1 ? [] : needed.flatMap((period) => differencesOf(evaluation, links, period, zones));
	if (!close(low, high, differences)) return null;
	return { low, high, differences, bounds: several, tick, zones };
}

/** Complementary slackness of the borders: where a flow could grow or shrink, the prices must not pay for it. */
function differencesOf(
	{ optima }: Evaluation,
	links: readonly (readonly { from: number; to: number; min: number; max: number; fee: number }[])[],
	period: number,
	zones: number,
): Difference[] {
	const flows = optima[period]?.optimum.share().flows ?? [];
	return (links[period] ?? []).flatMap(({ from, to, min, max, fee }, at) => {
		const flow = flows[at] as number;
		const most = flow < max ? (flow >= 0 ? fee : -fee) : null;
		const least = flow > min ? (flow > 0 ? fee : -fee) : null;
		if (most === null && least === null) return [];
		return [{ from: period * zones + from, to: period * zones + to, least, most }];
	});
}

/** Draws the ends together until they keep every difference themselves; false where nothing is left. */
function close(low: number[], high: number[], differences: readonly Difference[]): boolean {
	for (let isChanged = true; isChanged; ) {
		isChanged = false;
		for (const { from, to, least, most } of differences) {
			const moves = [
				most !== null && lower(high, to, (high[from] as number) + most),
				most !== null && raise(low, from, (low[to] as number) - most),
				least !== null && lower(high, from, (high[to] as number) - least),
				least !== null && raise(low, to, (low[from] as number) + least),
			];
			if (moves.includes(true)) isChanged = true;
			if ((low[from] as number) > (high[from] as number) || (low[to] as number) > (high[to] as number)) return false;
		}
	}
	return low.every((each, place) => each <= (high[place] as number));
}

function lower(list: number[], place: number, value: number): boolean {
	if (value >= (list[place] as number)) return false;
	list[place] = value;
	return true;
}

function raise(list: number[], place: number, value: number): boolean {
	if (value <= (list[place] as number)) return false;
	list[place] = value;
	return true;
}

/** Whether these prices lie in the space. */
export function isInside({ low, high, differences, bounds }: PriceSpace, prices: readonly number[]): boolean {
	return (
		prices.every((price, place) => price >= (low[place] as number) && price <= (high[place] as number)) &&
		differences.every(({ from, to, least, most }) => {
			const difference = (prices[to] as number) - (prices[from] as number);
			return (least === null || difference >= least) && (most === null || difference <= most);
		}) &&
		bounds.every((bound) => gainAt(bound, prices) >= 0n)
	);
}
