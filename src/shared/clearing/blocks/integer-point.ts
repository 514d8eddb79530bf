import type { PriceSpace } from './price-space.ts';
import { type Ends, type Row, type Tableau, tableau } from './tableau.ts';

/** Steps of the simplex method, and prices split in two, that one search may take. */
const MOST_PIVOTS = 2_000;
const MOST_SPLITS = 200;

/**
 * Integer prices on the tick inside the space, found exactly: rational feasibility from `start`, then the first price
 * that is no whole tick is split at it, lower part first.
 * @returns null where there are none or the limits of pivots and splits are reached
 */
export function integerPoint(space: PriceSpace, start: readonly number[]): readonly number[] | null {
	const { bounds, zones, tick } = space;
	const periods = new Set(
		bounds.flatMap(({ coefficients }) => [...coefficients.keys()].map((at) => periodOf(at, zones))),
	);
	const places = [...start.keys()].filter((place) => periods.has(periodOf(place, zones)));
	const ticks = places.map((place) => BigInt((start[place] as number) / tick));
	const rows = rowsOf(space, places);
	const ends = places.map((place) => ({
		least: BigInt((space.low[place] as number) / tick),
		most: BigInt((space.high[place] as number) / tick),
	}));
	const limits = { pivots: { left: MOST_PIVOTS }, splits: MOST_SPLITS };
	const found = splitUntilWhole(tableau(ticks, rows), ends, limits);
	if (!found) return null;
	const prices = [...start];
	places.forEach((place, at) => {
		prices[place] = Number(found[at]) * tick;
	});
	return prices;
}

function periodOf(place: number, zones: number): number {
	return Math.floor(place / zones);
}

function rowsOf({ bounds, differences, tick }: PriceSpace, places: readonly number[]): Row[] {
	const index = new Map(places.map((place, at) => [place, at]));
	const families = bounds.map(({ coefficients, constant }) => ({
		coefficients: new Map([...coefficients].map(([place, each]) => [index.get(place) as number, each * BigInt(tick)])),
		least: -constant,
		most: null,
	}));
	const between = differences.flatMap(({ from, to, least, most }): Row[] => {
		const [start, end] = [index.get(from), index.get(to)];
		if (start === undefined || end === undefined) return [];
		return [
			{
				coefficients: new Map([
					[end, 1n],
					[start, -1n],
				]),
				least: least === null ? null : BigInt(least / tick),
				most: most === null ? null : BigInt(most / tick),
			},
		];
	});
	return [...families, ...between];
}

function splitUntilWhole(
	system: Tableau,
	ends: readonly Ends[],
	limits: { readonly pivots: { left: number }; splits: number },
): bigint[] | null {
	if (!system.settle(ends, limits.pivots)) return null;
	const values = ends.map((_, at) => system.valueOf(at));
	const at = values.findIndex(({ over, under }) => over % under !== 0n);
	if (at === -1) return values.map(({ over, under }) => over / under);
	if (limits.splits === 0) return null;
	limits.splits -= 1;
	const { over, under } = values[at] as { over: bigint; under: bigint };
	const floor = over < 0n ? (over - under + 1n) / under : over / under;
	const { least, most } = ends[at] as Ends;
	const [lower, upper] = [
		{ least, most: floor },
		{ least: floor + 1n, most },
	];
	return splitUntilWhole(system, ends.with(at, lower), limits) ?? splitUntilWhole(system, ends.with(at, upper), limits);
}
