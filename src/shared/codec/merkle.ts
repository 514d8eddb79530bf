import { concat, type Digest, equalBytes, type Sha256 } from './bytes.ts';

/**
 * Binary Merkle tree over an ordered list, in the form of RFC 6962 § 2.1 (the left part is the largest power of two
 * below the size), with the list's length bound into the root:
 * leaf = H(0x00 ‖ item), node = H(0x01 ‖ left ‖ right), root = H(0x02 ‖ count as 8 bytes, big endian ‖ top node).
 * The top of an empty list is 32 zero bytes. Transactions, receipts and events of a block are committed this way.
 */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const ROOT = Uint8Array.of(2);
const EMPTY_TOP = new Uint8Array(32);
/** Filled anew for each pair: sha256 answers at once and keeps nothing. */
const nodeInput = new Uint8Array(65);
nodeInput[0] = 1;
const LEAF_INPUT_BYTES = 4_096;
/** Likewise; its first byte stays 0. */
const leafInput = new Uint8Array(LEAF_INPUT_BYTES);

/** That one item stands at `index` of a list of `count` items; siblings from the leaf upward. */
export interface InclusionProof {
	readonly index: number;
	readonly count: number;
	readonly siblings: readonly Digest[];
}

/** Hash of one item of a list. */
export function merkleLeaf(item: Uint8Array, sha256: Sha256): Digest {
	const length = item.length + 1;
	const input = length > LEAF_INPUT_BYTES ? new Uint8Array(length) : leafInput.subarray(0, length);
	input.set(item, 1);
	return sha256(input);
}

/** Hash over two neighbouring subtrees. */
export function merkleNode(left: Digest, right: Digest, sha256: Sha256): Digest {
	nodeInput.set(left, 1);
	nodeInput.set(right, 33);
	return sha256(nodeInput);
}

/** Root of a list of `count` items whose tree has this top; null for the top of an empty list. */
export function merkleSeal(top: Digest | null, count: number, sha256: Sha256): Digest {
	return seal(top ?? EMPTY_TOP, count, sha256);
}

/** Root of the list of byte strings; equal lists, and only they, have equal roots. */
export function merkleRoot(items: readonly Uint8Array[], sha256: Sha256): Digest {
	let level = items.map((item) => merkleLeaf(item, sha256));
	while (level.length > 1) level = foldLevel(level, sha256);
	return seal(level[0] ?? EMPTY_TOP, items.length, sha256);
}

/** Proof for the item at `index`, 0 ≤ index < items.length. O(n). */
export function merkleProof(items: readonly Uint8Array[], index: number, sha256: Sha256): InclusionProof {
	const siblings: Digest[] = [];
	let level = items.map((item) => merkleLeaf(item, sha256));
	for (let at = index; level.length > 1; at >>= 1) {
		const sibling = level[at ^ 1];
		if (sibling) siblings.push(sibling);
		level = foldLevel(level, sha256);
	}
	return { index, count: items.length, siblings };
}

/** True when `item` stands at `proof.index` of a list of exactly `proof.count` items with this root. */
export function verifyInclusion(proof: InclusionProof, item: Uint8Array, root: Digest, sha256: Sha256): boolean {
	if (proof.index < 0 || proof.index >= proof.count) return false;
	let top = sha256(concat(LEAF, item));
	let used = 0;
	let at = proof.index;
	for (let size = proof.count; size > 1; size = Math.ceil(size / 2)) {
		const isLoneLast = at === size - 1 && at % 2 === 0;
		if (!isLoneLast) {
			const sibling = proof.siblings[used++];
			if (sibling?.length !== 32) return false;
			top = sha256(at % 2 === 0 ? concat(NODE, top, sibling) : concat(NODE, sibling, top));
		}
		at = Math.floor(at / 2);
	}
	return used === proof.siblings.length && equalBytes(seal(top, proof.count, sha256), root);
}

/**
 * A list that only grows, kept as the tops of its full subtrees, largest first: 2^k items for each bit k of `count`.
 * `accumulatorRoot` is the `merkleRoot` of all items appended, so that `merkleProof` proves each of them.
 */
export interface MerkleAccumulator {
	readonly count: number;
	readonly peaks: readonly Digest[];
}

export const EMPTY_ACCUMULATOR: MerkleAccumulator = { count: 0, peaks: [] };

export function appendItem({ count, peaks }: MerkleAccumulator, item: Uint8Array, sha256: Sha256): MerkleAccumulator {
	const tops = [...peaks];
	let top = sha256(concat(LEAF, item));
	for (let rest = count; rest % 2 === 1; rest = Math.floor(rest / 2))
		top = sha256(concat(NODE, tops.pop() as Digest, top));
	return { count: count + 1, peaks: [...tops, top] };
}

export function accumulatorRoot({ count, peaks }: MerkleAccumulator, sha256: Sha256): Digest {
	let top = peaks.at(-1) ?? EMPTY_TOP;
	for (let at = peaks.length - 2; at >= 0; at--) top = sha256(concat(NODE, peaks[at] as Digest, top));
	return seal(top, count, sha256);
}

/** Pairs neighbours; a lone last node rises unchanged, which gives RFC 6962's shape. */
function foldLevel(level: readonly Digest[], sha256: Sha256): Digest[] {
	const next: Digest[] = [];
	for (let i = 0; i < level.length; i += 2) {
		const left = level[i] as Digest;
		const right = level[i + 1];
		next.push(right ? merkleNode(left, right, sha256) : left);
	}
	return next;
}

function seal(top: Digest, count: number, sha256: Sha256): Digest {
	const size = new Uint8Array(8);
	new DataView(size.buffer).setBigUint64(0, BigInt(count));
	return sha256(concat(ROOT, size, top));
}
