import { mulDivFloor } from '../../codec/units.ts';
import { injectionsOf } from './decision.ts';
import type { Periods, Prices } from './periods.ts';
import type { Ranges } from './ranges.ts';
import { type BlockTerms, gainOf } from './terms.ts';

/** Whole of a mixed ratio. */
export const WHOLE = 2 ** 20;

/** Prices as a certificate: no selection of blocks has more welfare than `base` and what it gains itself by `gains`. */
export interface Dual {
	readonly prices: Prices;
	/** Most that limit orders and borders gain at the prices. */
	readonly base: bigint;
	/** What one step of each block gains at the prices. */
	readonly gains: readonly bigint[];
}

export function dualAt(terms: readonly BlockTerms[], periods: Periods, prices: Prices): Dual {
	let base = 0n;
	for (const [period, row] of prices.entries()) base += periods.valueAt(period, row);
	return { prices, base, gains: terms.map((each) => gainOf(each, prices)) };
}

/** Prices of the market in which each block is accepted at its mixed ratio, in parts of `WHOLE`, lots rounded down. */
export function pricesOfMix(
	terms: readonly BlockTerms[],
	periods: Periods,
	{ periodCount, lot }: { periodCount: number; lot: number },
	mix: Float64Array,
): Prices {
	const injections = injectionsOf(terms, periodCount, periods.zones, (at, period) => {
		const { step, steps } = terms[at] as BlockTerms;
		const lots = ((step[period] as number) * steps) / lot;
		return mulDivFloor(lots, mix[at] as number, WHOLE) * lot;
	});
	return injections.map(
		(row, period) => periods.optimum(period, row, [])?.support ?? periods.emergencyPrices(period, row, []),
	);
}

/** Moves the mix by `part` / `of` of its way towards these steps. */
export function mixTowards(
	terms: readonly BlockTerms[],
	mix: Float64Array,
	steps: ArrayLike<number>,
	part: number,
	of: number,
): Float64Array {
	return mix.map((each, at) => {
		const target = mulDivFloor(WHOLE, steps[at] as number, (terms[at] as BlockTerms).steps);
		return each + Math.trunc(((target - each) * part) / of);
	});
}

/** The mix drawn into the ranges. */
export function mixWithin(terms: readonly BlockTerms[], mix: Float64Array, { low, high }: Ranges): Float64Array {
	return mix.map((each, at) => {
		const { steps } = terms[at] as BlockTerms;
		const least = mulDivFloor(WHOLE, low[at] as number, steps);
		return Math.max(least, Math.min(each, mulDivFloor(WHOLE, high[at] as number, steps)));
	});
}
