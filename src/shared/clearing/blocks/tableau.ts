/** Σ coefficients × variable ≥ least, and ≤ most where it is given. */
export interface Row {
	readonly coefficients: ReadonlyMap<number, bigint>;
	readonly least: bigint | null;
	readonly most: bigint | null;
}

/** Ends of a variable, null where it has none. */
export interface Ends {
	readonly least: bigint | null;
	readonly most: bigint | null;
}

/** An exact fraction with a positive denominator. */
export interface Fraction {
	readonly over: bigint;
	readonly under: bigint;
}

/** A basic variable as a sum of the others: denominator × variable = Σ numerators × variables. */
interface Basic {
	readonly variable: number;
	readonly denominator: bigint;
	readonly numerators: ReadonlyMap<number, bigint>;
}

export interface Tableau {
	/**
	 * Moves the variables until all rows and ends hold, by Bland's rule (least index first), which cannot cycle.
	 * @returns false where they cannot all hold, or after `pivots` steps
	 */
	settle(ends: readonly Ends[], pivots: { left: number }): boolean;
	valueOf(variable: number): Fraction;
}

/** A system of rows over `start.length` variables, in exact rationals (Dutertre and de Moura's general simplex, 2006). */
export function tableau(start: readonly bigint[], rows: readonly Row[]): Tableau {
	const rowEnds: readonly Ends[] = rows;
	const values = [...start, ...rows.map(() => 0n)];
	let basics: Basic[] = rows.map(({ coefficients }, at) => ({
		variable: start.length + at,
		denominator: 1n,
		numerators: coefficients,
	}));

	const sumOf = ({ numerators }: Basic): bigint => {
		let sum = 0n;
		for (const [variable, numerator] of numerators) sum += numerator * (values[variable] as bigint);
		return sum;
	};

	return {
		settle(ends, pivots) {
			const all = [...ends, ...rowEnds];
			const free = new Set(values.keys());
			for (const { variable } of basics) free.delete(variable);
			for (const variable of free) values[variable] = within(values[variable] as bigint, all[variable] as Ends);
			for (; pivots.left > 0; pivots.left--) {
				const broken = firstBroken(basics, all, sumOf);
				if (!broken) return true;
				const entering = enteringOf(broken.basic, broken.isLow, all, values);
				if (entering === null) return false;
				values[broken.basic.variable] = broken.end;
				basics = pivot(basics, broken.basic, entering);
			}
			return false;
		},
		valueOf(variable) {
			const basic = basics.find((each) => each.variable === variable);
			return basic ? { over: sumOf(basic), under: basic.denominator } : { over: values[variable] as bigint, under: 1n };
		},
	};
}

function within(value: bigint, { least, most }: Ends): bigint {
	if (least !== null && value < least) return least;
	return most !== null && value > most ? most : value;
}

function firstBroken(
	basics: readonly Basic[],
	ends: readonly Ends[],
	sumOf: (basic: Basic) => bigint,
): { basic: Basic; isLow: boolean; end: bigint } | null {
	let first: { basic: Basic; isLow: boolean; end: bigint } | null = null;
	for (const basic of basics) {
		if (first && first.basic.variable < basic.variable) continue;
		const { least, most } = ends[basic.variable] as Ends;
		const sum = sumOf(basic);
		if (least !== null && sum < least * basic.denominator) first = { basic, isLow: true, end: least };
		else if (most !== null && sum > most * basic.denominator) first = { basic, isLow: false, end: most };
	}
	return first;
}

/** The variable of least index that can move the basic one towards its end. */
function enteringOf(
	{ numerators }: Basic,
	isLow: boolean,
	ends: readonly Ends[],
	values: readonly bigint[],
): number | null {
	let entering: number | null = null;
	for (const [variable, numerator] of numerators) {
		if (numerator === 0n || (entering !== null && entering < variable)) continue;
		const { least, most } = ends[variable] as Ends;
		const value = values[variable] as bigint;
		const isUp = isLow === numerator > 0n;
		if (isUp ? most === null || value < most : least === null || value > least) entering = variable;
	}
	return entering;
}

/** Solves the row for the entering variable and puts it into all others. */
function pivot(basics: readonly Basic[], leaving: Basic, entering: number): Basic[] {
	const by = leaving.numerators.get(entering) as bigint;
	const turned = by < 0n ? -1n : 1n;
	const solved = new Map<number, bigint>([[leaving.variable, leaving.denominator * turned]]);
	for (const [variable, numerator] of leaving.numerators)
		if (variable !== entering) solved.set(variable, -numerator * turned);
	const denominator = by * turned;
	return basics.map((basic) => {
		if (basic === leaving) return reduced({ variable: entering, denominator, numerators: solved });
		const factor = basic.numerators.get(entering) ?? 0n;
		if (factor === 0n) return basic;
		const numerators = new Map<number, bigint>();
		for (const [variable, numerator] of basic.numerators)
			if (variable !== entering) numerators.set(variable, numerator * denominator);
		for (const [variable, numerator] of solved)
			numerators.set(variable, (numerators.get(variable) ?? 0n) + factor * numerator);
		return reduced({ variable: basic.variable, denominator: basic.denominator * denominator, numerators });
	});
}

function reduced({ variable, denominator, numerators }: Basic): Basic {
	let divisor = denominator;
	for (const numerator of numerators.values()) {
		if (divisor === 1n) break;
		divisor = gcd(divisor, numerator < 0n ? -numerator : numerator);
	}
	const smaller = new Map<number, bigint>();
	for (const [each, numerator] of numerators) if (numerator !== 0n) smaller.set(each, numerator / divisor);
	return { variable, denominator: denominator / divisor, numerators: smaller };
}

function gcd(a: bigint, b: bigint): bigint {
	let [larger, smaller] = [a, b];
	while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
	return larger;
}
