/** A set of numbers ≥ 0 as runs `[first, count, first, count, …]`, ascending and apart: its form in the state. */
export type NumberRuns = readonly number[];

export function runsOf(ascending: Iterable<number>): NumberRuns {
	const runs: number[] = [];
	for (const n of ascending) {
		const last = runs.length - 2;
		if (last >= 0 && (runs[last] as number) + (runs[last + 1] as number) === n)
			runs[last + 1] = (runs[last + 1] as number) + 1;
		else runs.push(n, 1);
	}
	return runs;
}

/** Ascending. */
export function* numbersOf(runs: NumberRuns): Generator<number> {
	for (let at = 0; at < runs.length; at += 2) {
		const first = runs[at] as number;
		for (let n = first; n < first + (runs[at + 1] as number); n++) yield n;
	}
}
