import { groupsOf, isUndecided, type Ranges } from './ranges.ts';
import type { BlockTerms } from './terms.ts';

/** Siblings of one exclusive group, or a single block on its own. */
interface Siblings {
	readonly members: readonly number[];
	/** Whether no two of them can both be accepted, however they are cut. */
	readonly isStrict: boolean;
}

/** Blocks by the parent that they hang from, so that a family's best selection is found from its leaves up. */
export interface Forest {
	readonly roots: readonly Siblings[];
	readonly under: readonly (readonly Siblings[])[];
	readonly groups: readonly ExclusiveGroup[];
}

interface ExclusiveGroup {
	readonly members: readonly number[];
	/** Whether all of them hang from one parent, or from none. */
	readonly isOfSiblings: boolean;
}

export interface BestSelection {
	/** At least what any selection within the ranges gains at the prices. */
	readonly value: bigint;
	/** Steps of a selection that gains about as much and keeps to the groups; where no block is cut it is allowed. */
	readonly steps: Float64Array;
}

export function forestOf(terms: readonly BlockTerms[]): Forest {
	const roots = [...terms.keys()].filter((at) => terms[at]?.parent === null);
	const groups = groupsOf(terms).map((members) => ({
		members,
		isOfSiblings: members.every((at) => terms[at]?.parent === terms[members[0] as number]?.parent),
	}));
	return { roots: siblings(terms, roots), under: terms.map(({ children }) => siblings(terms, children)), groups };
}

function siblings(terms: readonly BlockTerms[], blocks: readonly number[]): Siblings[] {
	const byGroup = Map.groupBy(blocks, (at) => {
		const group = terms[at]?.group ?? null;
		return group === null ? `block ${at}` : `group ${group}`;
	});
	return [...byGroup.values()].map((members) => ({
		members,
		isStrict: members.every((at) => (terms[at] as BlockTerms).least * 2 > (terms[at] as BlockTerms).steps),
	}));
}

/**
 * What the blocks gain at most when each step of block b gains `gains[b]`: families from their leaves up, each block at
 * an end of its range. Where a child is cut with its parent, or a group spans families, it may be more than any
 * selection gains; never less. Such a group costs its members a price per ratio, which is added once again: since their
 * ratios sum to 1 at most, that bounds what they gain together (Lagrange).
 */
export function bestSelection(
	terms: readonly BlockTerms[],
	forest: Forest,
	gains: readonly bigint[],
	ranges: Ranges,
): BestSelection {
	const steps = new Float64Array(terms.length);
	const { charged, charges } = chargeGroups(terms, forest, gains, ranges);
	let value = charges;
	for (const set of forest.roots) value += bestOf(set);
	for (const { members } of forest.groups) keepWithin(members);
	return { value, steps };

	function bestOf({ members, isStrict }: Siblings): bigint {
		const values = members.map(take);
		if (members.length === 1) return values[0] as bigint;
		const isFree = members.every((at) => ranges.low[at] === 0);
		const isHomogeneous = isStrict || members.every(isWhole);
		if (!isFree || !isHomogeneous) return values.reduce((a, b) => a + b, 0n);
		let best = 0;
		members.forEach((at, index) => {
			const isEqual = values[index] === values[best];
			const isTaken = steps[at] !== 0 && steps[members[best] as number] === 0;
			if (isEqual ? isTaken : (values[index] as bigint) > (values[best] as bigint)) best = index;
		});
		members.forEach((at, index) => {
			if (index !== best) reject(at);
		});
		return values[best] as bigint;
	}

	function take(at: number): bigint {
		const high = ranges.high[at] as number;
		if (high === 0) return 0n;
		const gain = charged[at] as bigint;
		const least = Math.max(ranges.low[at] as number, (terms[at] as BlockTerms).least);
		const taken = gain >= 0n ? high : least;
		steps[at] = taken;
		let value = gain * BigInt(taken);
		for (const set of forest.under[at] as readonly Siblings[]) value += bestOf(set);
		if (value < 0n && isUndecided(ranges, at)) {
			reject(at);
			return 0n;
		}
		if (taken < high && exceedsRatio(at)) {
			const whole = value + gain * BigInt(high - taken);
			if (whole >= 0n || !isUndecided(ranges, at)) steps[at] = high;
			else reject(at);
		}
		return value;
	}

	/** Whether a child is taken beyond its parent's ratio. */
	function exceedsRatio(at: number): boolean {
		const { children, steps: whole } = terms[at] as BlockTerms;
		return children.some((child) => {
			const ofChild = BigInt(steps[child] as number) * BigInt(whole);
			return ofChild > BigInt(steps[at] as number) * BigInt((terms[child] as BlockTerms).steps);
		});
	}

	/** Whether the family could be taken at any ratio up to 1, so that a part of it gains at most that part of the whole. */
	function isWhole(at: number): boolean {
		const { steps: whole, children } = terms[at] as BlockTerms;
		return ranges.high[at] === 0 || (ranges.high[at] === whole && children.every(isWhole));
	}

	/** Rejects what exceeds a group's 1: first stay the blocks that the ranges force, then those that gain most. */
	function keepWithin(members: readonly number[]): void {
		const taken = members.filter((at) => steps[at] !== 0);
		if (taken.length < 2) return;
		const stake = (at: number): bigint => (gains[at] as bigint) * BigInt(steps[at] as number);
		taken.sort((a, b) => {
			const forced = Number(isUndecided(ranges, a)) - Number(isUndecided(ranges, b));
			return forced || (stake(a) === stake(b) ? a - b : stake(a) > stake(b) ? -1 : 1);
		});
		let [over, under] = [0n, 1n];
		for (const at of taken) {
			const whole = BigInt((terms[at] as BlockTerms).steps);
			const sum = over * whole + BigInt(steps[at] as number) * under;
			if (sum > under * whole && isUndecided(ranges, at)) reject(at);
			else [over, under] = [sum, under * whole];
		}
	}

	function reject(at: number): void {
		if (steps[at] === 0) return;
		steps[at] = 0;
		for (const child of (terms[at] as BlockTerms).children) reject(child);
	}
}

/** Gains less what a group over several families, or with a member accepted already, charges for a ratio; and Σ charges. */
function chargeGroups(
	terms: readonly BlockTerms[],
	{ groups }: Forest,
	gains: readonly bigint[],
	ranges: Ranges,
): { charged: readonly bigint[]; charges: bigint } {
	const charged = [...gains];
	let charges = 0n;
	for (const { members, isOfSiblings } of groups) {
		const open = members.filter((at) => (ranges.high[at] as number) > 0);
		const forced = open.filter((at) => (ranges.low[at] as number) > 0);
		if (open.length < 2 || (isOfSiblings && forced.length === 0)) continue;
		const wholes = open
			.filter((at) => isUndecided(ranges, at))
			.map((at) => (gains[at] as bigint) * BigInt((terms[at] as BlockTerms).steps))
			.sort((a, b) => (a === b ? 0 : a > b ? -1 : 1));
		const charge = wholes[forced.length > 0 ? 0 : 1] ?? 0n;
		if (charge <= 0n) continue;
		charges += charge;
		for (const at of open) charged[at] = (charged[at] as bigint) - charge / BigInt((terms[at] as BlockTerms).steps);
	}
	return { charged, charges };
}
