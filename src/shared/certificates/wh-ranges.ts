import type { EnergyWh } from '../codec/units.ts';

/** Watt-hours [from, to) of a certificate, 0 ≤ from < to. */
export type WhRange = readonly [from: EnergyWh, to: EnergyWh];

/** Ranges ascending, apart from each other: two that touch are one. */
export type WhRanges = readonly WhRange[];

export function energyOf(ranges: WhRanges): EnergyWh {
	return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Whether all of the range is in one of the ranges. */
export function holdsRange(ranges: WhRanges, [from, to]: WhRange): boolean {
	return ranges.some(([start, end]) => start <= from && to <= end);
}

/** Adds a range that none of them overlaps. */
export function withRange(ranges: WhRanges, added: WhRange): WhRanges {
	const sorted = [...ranges, added].sort((a, b) => a[0] - b[0]);
	const joined: WhRange[] = [];
	for (const range of sorted) {
		const last = joined.at(-1);
		if (last && last[1] === range[0]) joined[joined.length - 1] = [last[0], range[1]];
		else joined.push(range);
	}
	return joined;
}

/** Takes a range out that `holdsRange` has found in them; what it lay in is split. */
export function withoutRange(ranges: WhRanges, [from, to]: WhRange): WhRanges {
	return ranges.flatMap(([start, end]): WhRange[] => {
		if (to <= start || end <= from) return [[start, end]];
		const rest: WhRange[] = [];
		if (start < from) rest.push([start, from]);
		if (to < end) rest.push([to, end]);
		return rest;
	});
}

/** The first ranges that together hold `energyWh`, or all where there is less. */
export function firstOf(ranges: WhRanges, energyWh: EnergyWh): WhRanges {
	const taken: WhRange[] = [];
	let left = energyWh;
	for (const [from, to] of ranges) {
		if (left <= 0) break;
		const end = Math.min(to, from + left);
		taken.push([from, end]);
		left -= end - from;
	}
	return taken;
}

/** The range that holds most, the first of them where several do; undefined where there is none. */
export function longestOf(ranges: WhRanges): WhRange | undefined {
	return ranges.reduce<WhRange | undefined>(
		(longest, range) => (longest && longest[1] - longest[0] >= range[1] - range[0] ? longest : range),
		undefined,
	);
}

/** What the ranges and one more have in common. */
export function sharedWith(ranges: WhRanges, [from, to]: WhRange): WhRanges {
	return ranges.flatMap(([start, end]): WhRange[] => {
		const [first, last] = [Math.max(start, from), Math.min(end, to)];
		return first < last ? [[first, last]] : [];
	});
}

/** What of a range is in none of the ranges. */
export function outsideOf(ranges: WhRanges, range: WhRange): WhRanges {
	return sharedWith(ranges, range).reduce<WhRanges>((rest, each) => withoutRange(rest, each), [range]);
}
