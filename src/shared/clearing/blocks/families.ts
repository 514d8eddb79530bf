import { isUndecided, type Ranges } from './ranges.ts';
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
}

export interface BestSelection {
	/** At least what any selection within the ranges gains at the prices. */
	readonly value: bigint;
	/** Steps of a selection that gains it, were groups over several families and cut ratios no matter. */
	readonly steps: Float64Array;
}

export function forestOf(terms: readonly BlockTerms[]): Forest {
	const roots = [...terms.keys()].filter((at) => terms[at]?.parent === null);
	return { roots: siblings(terms, roots), under: terms.map(({ children }) => siblings(terms, children)) };
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
 * selection gains; never less.
 */
export function bestSelection(
	terms: readonly BlockTerms[],
	forest: Forest,
	gains: readonly bigint[],
	ranges: Ranges,
): BestSelection {
	const steps = new Float64Array(terms.length);
	let value = 0n;
	for (const set of forest.roots) value += bestOf(set);
	return { value, steps };

	function bestOf({ members, isStrict }: Siblings): bigint {
		const values = members.map(take);
		if (members.length === 1) return values[0] as bigint;
		const isFree = members.every((at) => ranges.low[at] === 0);
		const isHomogeneous = isStrict || members.every(isWhole);
		if (!isFree || !isHomogeneous) return values.reduce((a, b) => a + b, 0n);
		let best = -1;
		members.forEach((at, index) => {
			const isBetter = best === -1 || (values[index] as bigint) > (values[best] as bigint);
			if (steps[at] !== 0 && isBetter) best = index;
		});
		members.forEach((at, index) => {
			if (index !== best) reject(at);
		});
		return best === -1 ? 0n : (values[best] as bigint);
	}

	function take(at: number): bigint {
		const high = ranges.high[at] as number;
		if (high === 0) return 0n;
		const gain = gains[at] as bigint;
		const least = Math.max(ranges.low[at] as number, (terms[at] as BlockTerms).least);
		const taken = gain >= 0n ? high : least;
		steps[at] = taken;
		let value = gain * BigInt(taken);
		for (const set of forest.under[at] as readonly Siblings[]) value += bestOf(set);
		if (value >= 0n || !isUndecided(ranges, at)) return value;
		reject(at);
		return 0n;
	}

	/** Whether the family could be taken at any ratio up to 1, so that a part of it gains at most that part of the whole. */
	function isWhole(at: number): boolean {
		const { steps: whole, children } = terms[at] as BlockTerms;
		return ranges.high[at] === 0 || (ranges.high[at] === whole && children.every(isWhole));
	}

	function reject(at: number): void {
		if (steps[at] === 0) return;
		steps[at] = 0;
		for (const child of (terms[at] as BlockTerms).children) reject(child);
	}
}
