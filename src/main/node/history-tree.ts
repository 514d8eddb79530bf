import type { Digest, Sha256 } from '../../shared/codec/bytes.ts';
import { type InclusionProof, merkleLeaf, merkleNode } from '../../shared/codec/merkle.ts';

/** A list that only grows, with its full subtrees, so that a proof takes as many hashes as the tree has levels. */
export class HistoryTree {
	readonly #sha256: Sha256;
	/** Tops of the full subtrees of 2^level leaves. */
	readonly #levels: Digest[][] = [[]];

	constructor(modules: { readonly sha256: Sha256 }) {
		this.#sha256 = modules.sha256;
	}

	get count(): number {
		return (this.#levels[0] as Digest[]).length;
	}

	append(item: Uint8Array): void {
		let top = merkleLeaf(item, this.#sha256);
		for (let level = 0; ; level++) {
			const tops = this.#levels[level] ?? [];
			this.#levels[level] = tops;
			tops.push(top);
			if (tops.length % 2 === 1) return;
			top = merkleNode(tops.at(-2) as Digest, top, this.#sha256);
		}
	}

	/** Proof of the item at `index` among the first `count`; 0 ≤ index < count ≤ this.count. As `merkleProof` makes it. */
	proof(index: number, count: number): InclusionProof {
		const siblings: Digest[] = [];
		for (let level = 0, size = count, at = index; size > 1; level++, size = Math.ceil(size / 2), at >>= 1)
			if ((at ^ 1) < size) siblings.push(this.#top(level, at ^ 1, count));
		return { index, count, siblings };
	}

	/** Top of a subtree of the first `count` items; a lone last one rises unchanged. */
	#top(level: number, at: number, count: number): Digest {
		if ((at + 1) * 2 ** level <= count) return this.#levels[level]?.[at] as Digest;
		const left = this.#top(level - 1, 2 * at, count);
		const isLone = (2 * at + 1) * 2 ** (level - 1) >= count;
		return isLone ? left : merkleNode(left, this.#top(level - 1, 2 * at + 1, count), this.#sha256);
	}
}
