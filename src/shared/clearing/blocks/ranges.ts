import type { BlockTerms } from './terms.ts';

/**
 * What a node of the search still leaves open, by block in steps: with `low` 0 and `high` above 0 it may be rejected or
 * accepted with least … `high`; with `low` above 0 it is accepted with `low` … `high`; with `high` 0 it is rejected.
 */
export interface Ranges {
	readonly low: Float64Array;
	readonly high: Float64Array;
}

export function openRanges(terms: readonly BlockTerms[]): Ranges {
	return { low: new Float64Array(terms.length), high: Float64Array.from(terms, ({ steps }) => steps) };
}

export function copyOf({ low, high }: Ranges): Ranges {
	return { low: low.slice(), high: high.slice() };
}

export function isUndecided({ low, high }: Ranges, at: number): boolean {
	return low[at] === 0 && (high[at] as number) > 0;
}

/** ⌊a·b/c⌋ of safe integers a, b ≥ 0 and c > 0, where the result is known to be at most b or a. */
function scaledDown(a: number, b: number, c: number): number {
	const product = a * b;
	return Number.isSafeInteger(product) ? Math.floor(product / c) : Number((BigInt(a) * BigInt(b)) / BigInt(c));
}

/** ⌈a·b/c⌉ likewise. */
function scaledUp(a: number, b: number, c: number): number {
	const product = a * b;
	return Number.isSafeInteger(product)
		? Math.ceil(product / c)
		: Number((BigInt(a) * BigInt(b) + BigInt(c) - 1n) / BigInt(c));
}

/** Members of each exclusive group. */
export function groupsOf(terms: readonly BlockTerms[]): readonly (readonly number[])[] {
	const members = new Map<number, number[]>();
	terms.forEach(({ group }, at) => {
		if (group === null) return;
		const list = members.get(group);
		if (list) list.push(at);
		else members.set(group, [at]);
	});
	return [...members.values()];
}

/**
 * Narrows the ranges to what families and groups leave: a child's ratio is at most its parent's, a group's ratios sum
 * to at most 1, and of blocks alike in everything the earliest go first. Idempotent once it returns true.
 * @returns false where nothing is left
 */
export function narrow(terms: readonly BlockTerms[], groups: readonly (readonly number[])[], ranges: Ranges): boolean {
	for (let isChanged = true; isChanged; ) {
		const before = { low: ranges.low.slice(), high: ranges.high.slice() };
		for (const [at, each] of terms.entries()) {
			narrowFamily(terms, ranges, at, each);
			narrowTwin(ranges, at, each);
			if (!narrowOwn(ranges, at, each)) return false;
		}
		for (const members of groups) if (!narrowGroup(terms, members, ranges)) return false;
		isChanged = terms.some((_, at) => before.low[at] !== ranges.low[at] || before.high[at] !== ranges.high[at]);
	}
	return true;
}

function narrowOwn({ low, high }: Ranges, at: number, { least }: BlockTerms): boolean {
	if ((high[at] as number) < least) high[at] = 0;
	if ((low[at] as number) > 0) low[at] = Math.max(low[at] as number, least);
	return (low[at] as number) <= (high[at] as number);
}

function narrowTwin({ low, high }: Ranges, at: number, { twin }: BlockTerms): void {
	if (twin === null) return;
	high[at] = Math.min(high[at] as number, high[twin] as number);
	low[twin] = Math.max(low[twin] as number, low[at] as number);
}

function narrowFamily(
	terms: readonly BlockTerms[],
	{ low, high }: Ranges,
	at: number,
	{ parent, steps }: BlockTerms,
): void {
	if (parent === null) return;
	const whole = (terms[parent] as BlockTerms).steps;
	high[at] = Math.min(high[at] as number, scaledDown(high[parent] as number, steps, whole));
	low[parent] = Math.max(low[parent] as number, scaledUp(low[at] as number, whole, steps));
}

/** What the accepted leave of the group's 1 is the most that any other may have; compared as exact fractions. */
function narrowGroup(terms: readonly BlockTerms[], members: readonly number[], { low, high }: Ranges): boolean {
	const forced = members.filter((at) => (low[at] as number) > 0);
	if (forced.length === 0) return true;
	let [over, under] = [0n, 1n];
	for (const at of forced) {
		const steps = BigInt((terms[at] as BlockTerms).steps);
		over = over * steps + BigInt(low[at] as number) * under;
		under *= steps;
	}
	if (over > under) return false;
	for (const at of members) {
		const steps = BigInt((terms[at] as BlockTerms).steps);
		const most = ((under - over) * steps) / under + BigInt(low[at] as number);
		if (most < BigInt(high[at] as number)) high[at] = Number(most);
	}
	return members.every((at) => (low[at] as number) <= (high[at] as number));
}

/** Whether these steps are a selection that families and groups allow. */
export function isAllowed(
	terms: readonly BlockTerms[],
	groups: readonly (readonly number[])[],
	steps: ArrayLike<number>,
): boolean {
	const exact = { low: Float64Array.from(steps), high: Float64Array.from(steps) };
	return (
		terms.every(({ least }, at) => steps[at] === 0 || (steps[at] as number) >= least) &&
		narrow(terms, groups, exact) &&
		exact.low.every((each, at) => each === steps[at] && exact.high[at] === each)
	);
}
