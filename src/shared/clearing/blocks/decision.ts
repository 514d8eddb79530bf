import type { PeriodOptimum, Periods } from './periods.ts';
import type { BlockTerms } from './terms.ts';

/** What is done with every block: its steps, and which divisible blocks have their rest in the period's book. */
export interface Decision {
	/** Accepted steps by block, without what a rest may add; 0 is rejected. */
	readonly steps: Float64Array;
	/** Divisible blocks accepted at least, whose rest the book decides; ascending. */
	readonly rests: readonly number[];
}

/** A decision with the best that limit orders and borders make of it. */
export interface Evaluation extends Decision {
	readonly welfare: bigint;
	/** By period. */
	readonly optima: readonly PeriodOptimum[];
}

/** Net energy that the blocks add to each zone, by period; multiples of the lot. */
export function injectionsOf(
	terms: readonly BlockTerms[],
	periods: number,
	zones: number,
	quantityOf: (at: number, period: number) => number,
): number[][] {
	const injections = Array.from({ length: periods }, () => new Array<number>(zones).fill(0));
	for (const [at, { zone, sign, active }] of terms.entries())
		for (const period of active) {
			const quantity = quantityOf(at, period);
			const row = injections[period] as number[];
			if (quantity !== 0) row[zone] = (row[zone] as number) + sign * quantity;
		}
	return injections;
}

/** Injections of a decision, rests left out. */
export function decidedInjections(
	terms: readonly BlockTerms[],
	periods: number,
	zones: number,
	steps: ArrayLike<number>,
): number[][] {
	return injectionsOf(
		terms,
		periods,
		zones,
		(at, period) => (steps[at] as number) * ((terms[at] as BlockTerms).step[period] as number),
	);
}

/** The rests that stand in each period's book. */
export function restsByPeriod(terms: readonly BlockTerms[], periods: number, rests: readonly number[]): number[][] {
	const byPeriod = Array.from({ length: periods }, (): number[] => []);
	for (const at of rests) for (const period of (terms[at] as BlockTerms).active) byPeriod[period]?.push(at);
	return byPeriod;
}

/** @returns null where some period cannot balance */
export function evaluate(
	terms: readonly BlockTerms[],
	periodCount: number,
	periods: Periods,
	{ steps, rests }: Decision,
): Evaluation | null {
	const injections = decidedInjections(terms, periodCount, periods.zones, steps);
	const byPeriod = restsByPeriod(terms, periodCount, rests);
	let welfare = 0n;
	for (const [at, { worth }] of terms.entries()) if (steps[at] !== 0) welfare += worth * BigInt(steps[at] as number);
	const optima: PeriodOptimum[] = [];
	for (const [period, row] of injections.entries()) {
		const optimum = periods.optimum(period, row, byPeriod[period] as number[]);
		if (!optimum) return null;
		welfare += optimum.welfare;
		optima.push(optimum);
	}
	return { steps, rests, welfare, optima };
}

/** Accepted quantity of all bids. */
export function volumeOf(terms: readonly BlockTerms[], periods: Periods, { steps, rests, optima }: Evaluation): number {
	let volume = 0;
	for (const [at, { sign, step }] of terms.entries())
		if (sign === -1) for (const quantity of step) volume += (steps[at] as number) * quantity;
	const byPeriod = restsByPeriod(terms, optima.length, rests);
	for (const [period, { optimum }] of optima.entries()) {
		const { bids } = periods.book(period, byPeriod[period] as number[]).input.orders;
		optimum.share().fills.forEach((fill, row) => {
			if (bids[row] === 1) volume += fill;
		});
	}
	return volume;
}

/** Whether, at the first block that they treat differently, the first one accepts more. */
export function isEarlier(terms: readonly BlockTerms[], first: Decision, second: Decision): boolean {
	const at = terms.findIndex((_, each) => (first.steps[each] === 0) !== (second.steps[each] === 0));
	if (at !== -1) return first.steps[at] !== 0;
	const cut = terms.findIndex((_, each) => first.steps[each] !== second.steps[each]);
	return cut !== -1 && (first.steps[cut] as number) > (second.steps[cut] as number);
}
