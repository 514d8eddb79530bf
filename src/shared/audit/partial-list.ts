import type { Digest, Sha256 } from '../codec/bytes.ts';
import { merkleLeaf, merkleNode, merkleSeal } from '../codec/merkle.ts';

/**
 * Some items of a Merkle list, or all, with the least that proves them: the tops of those largest subtrees that hold
 * none of them, from left to right. For a given list and choice there is exactly one such proof.
 */
export interface PartialList<T> {
	/** Items of the whole list. */
	readonly count: number;
	/** Places of `items`, ascending; null where they are all. */
	readonly at: readonly number[] | null;
	readonly items: readonly T[];
	readonly siblings: readonly Digest[];
}

export type PartialBytes = PartialList<Uint8Array>;

/** @param at ascending places of those that are shown; null for all */
export function partialList(all: readonly Uint8Array[], at: readonly number[] | null, sha256: Sha256): PartialBytes {
	if (at === null || at.length === all.length) return { count: all.length, at: null, items: all, siblings: [] };
	const leaves = all.map((item) => merkleLeaf(item, sha256));
	return {
		count: all.length,
		at,
		items: at.map((place) => all[place] as Uint8Array),
		siblings: hiddenTops(leaves, at, sha256),
	};
}

/** Tops of the largest subtrees without a shown leaf, from left to right. */
export function hiddenTops(leaves: readonly Digest[], at: readonly number[], sha256: Sha256): Digest[] {
	const tops: Digest[] = [];
	const topOf = (low: number, size: number): Digest => {
		if (size === 1) return leaves[low] as Digest;
		const left = leftSize(size);
		return merkleNode(topOf(low, left), topOf(low + left, size - left), sha256);
	};
	const visit = (low: number, size: number, from: number, to: number): void => {
		if (from === to) tops.push(topOf(low, size));
		else if (size > 1) {
			const left = leftSize(size);
			const middle = firstFrom(at, low + left, from, to);
			visit(low, left, from, middle);
			visit(low + left, size - left, middle, to);
		}
	};
	if (leaves.length > 0) visit(0, leaves.length, 0, at.length);
	return tops;
}

/** Root that the shown items and the hidden tops make; null where the proof has not exactly the form it must have. */
export function partialRoot({ count, at, items, siblings }: PartialBytes, sha256: Sha256): Digest | null {
	const leaves = items.map((item) => merkleLeaf(item, sha256));
	return rootOfLeaves({ count, at, items: leaves, siblings }, sha256);
}

/** As `partialRoot`, of items that are hashed already. */
export function rootOfLeaves(list: PartialList<Digest>, sha256: Sha256): Digest | null {
	const { count, at, items, siblings } = list;
	if (!isAscendingWithin(list)) return null;
	if (count === 0) return siblings.length === 0 ? merkleSeal(null, 0, sha256) : null;
	let used = 0;
	const visit = (low: number, size: number, from: number, to: number): Digest => {
		if (from === to) return siblings[used++] ?? new Uint8Array(32);
		if (size === 1) return items[from] as Digest;
		const left = leftSize(size);
		const middle = at === null ? low + left : firstFrom(at, low + left, from, to);
		return merkleNode(visit(low, left, from, middle), visit(low + left, size - left, middle, to), sha256);
	};
	const top = visit(0, count, 0, items.length);
	return used === siblings.length ? merkleSeal(top, count, sha256) : null;
}

function isAscendingWithin({ count, at, items }: PartialList<unknown>): boolean {
	if (at === null) return items.length === count;
	if (at.length !== items.length || at.length >= count) return false;
	return at.every((place, index) => place < count && (index === 0 || place > (at[index - 1] as number)));
}

/** Largest power of two below `size`, as RFC 6962 splits a list. */
function leftSize(size: number): number {
	return 2 ** (31 - Math.clz32(size - 1));
}

/** First index in [from, to) whose place is not below `low`. */
function firstFrom(at: readonly number[], low: number, from: number, to: number): number {
	let [start, end] = [from, to];
	while (start < end) {
		const middle = (start + end) >> 1;
		if ((at[middle] as number) < low) start = middle + 1;
		else end = middle;
	}
	return start;
}
