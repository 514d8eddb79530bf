import { compareText, type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import {
	EMPTY_SUBTREE,
	keyBit,
	STATE_VALUE_MAX_BYTES,
	type StateProof,
	stateKey,
	stateLeafHash,
	stateNodeHash,
} from '../../../shared/proofs/state-proof.ts';
import type { StateLeaf, StateReader, StateWrite } from '../contracts/types.ts';
import type { Hasher } from '../ports.ts';

interface Leaf {
	readonly kind: 'leaf';
	readonly key: Digest;
	readonly valueHash: Digest;
	readonly hash: Digest;
}

interface Branch {
	readonly kind: 'branch';
	left: Subtree;
	right: Subtree;
	/** Null while a write below it has not been hashed. */
	hash: Digest | null;
}

type Subtree = Leaf | Branch | null;

/**
 * The authenticated state in memory: values by path and the compact sparse Merkle tree over them, whose form
 * `state-proof.ts` defines. Writes are batched: nodes are hashed once per `root`, however many writes passed below.
 * Keeping leaves on disk is the node's part; the tree is rebuilt from all leaves on start.
 */
export interface StateTree extends StateReader {
	/** Number of leaves. */
	readonly size: number;
	/** Root over everything written so far. */
	root(): Digest;
	/** Sets or, with null, deletes. @throws CodedError STATE_VALUE_OVERSIZE before anything of the batch is written */
	apply(writes: Iterable<StateWrite>): void;
	/** Membership or absence of `path` under `root()`. */
	prove(path: string): StateProof;
	/** All leaves, ascending by path. */
	leaves(): IterableIterator<StateLeaf>;
}

export function createStateTree(hasher: Hasher, leaves: Iterable<StateLeaf> = []): StateTree {
	const sha256 = (bytes: Uint8Array): Digest => hasher.sha256(bytes);
	const values = new Map<string, Uint8Array>();
	let top: Subtree = null;

	function write(path: string, value: Uint8Array | null): void {
		const key = stateKey(path, sha256);
		if (value === null) {
			if (!values.delete(path)) return;
			top = remove(top, key, 0);
			return;
		}
		values.set(path, value);
		const valueHash = sha256(value);
		top = insert(top, { kind: 'leaf', key, valueHash, hash: stateLeafHash(key, valueHash, sha256) }, 0);
	}

	function hashOf(node: Subtree): Digest {
		if (node === null) return EMPTY_SUBTREE;
		if (node.kind === 'leaf') return node.hash;
		node.hash ??= stateNodeHash(hashOf(node.left), hashOf(node.right), sha256);
		return node.hash;
	}

	function apply(writes: Iterable<StateWrite>): void {
		const batch = [...writes];
		for (const { path, value } of batch)
			if (value !== null && value.length > STATE_VALUE_MAX_BYTES)
				throw new CodedError('STATE_VALUE_OVERSIZE', { path, bytes: value.length, maxBytes: STATE_VALUE_MAX_BYTES });
		for (const { path, value } of batch) write(path, value);
	}

	function prove(path: string): StateProof {
		const key = stateKey(path, sha256);
		const fromTop: Digest[] = [];
		let node: Subtree = top;
		while (node !== null && node.kind === 'branch') {
			const { left, right }: Branch = node;
			const goesRight = keyBit(key, fromTop.length) === 1;
			fromTop.push(hashOf(goesRight ? left : right));
			node = goesRight ? right : left;
		}
		const depth = fromTop.length;
		const bitmap = new Uint8Array(Math.ceil(depth / 8));
		const siblings: Digest[] = [];
		for (let level = 0; level < depth; level++) {
			const sibling = fromTop[depth - 1 - level] as Digest;
			if (sibling === EMPTY_SUBTREE) continue;
			bitmap[level >> 3] = (bitmap[level >> 3] as number) | (1 << (level & 7));
			siblings.push(sibling);
		}
		const other = node && !equalBytes(node.key, key) ? { key: node.key, valueHash: node.valueHash } : null;
		return { depth, bitmap, siblings, other };
	}

	function* allLeaves(): IterableIterator<StateLeaf> {
		for (const path of [...values.keys()].sort(compareText)) yield { path, value: values.get(path) as Uint8Array };
	}

	apply(leaves);
	return {
		get size() {
			return values.size;
		},
		get: (path) => values.get(path),
		root: () => hashOf(top),
		apply,
		prove,
		leaves: allLeaves,
	};
}

function insert(node: Subtree, leaf: Leaf, depth: number): Subtree {
	if (node === null) return leaf;
	if (node.kind === 'leaf') return equalBytes(node.key, leaf.key) ? leaf : split(node, leaf, depth);
	if (keyBit(leaf.key, depth) === 0) node.left = insert(node.left, leaf, depth + 1);
	else node.right = insert(node.right, leaf, depth + 1);
	node.hash = null;
	return node;
}

/** Two different leaves under one place: branches down to the first bit in which their keys part. */
function split(a: Leaf, b: Leaf, depth: number): Branch {
	const bit = keyBit(a.key, depth);
	if (bit === keyBit(b.key, depth)) {
		const below = split(a, b, depth + 1);
		return { kind: 'branch', left: bit === 0 ? below : null, right: bit === 0 ? null : below, hash: null };
	}
	return { kind: 'branch', left: bit === 0 ? a : b, right: bit === 0 ? b : a, hash: null };
}

/** The key is known to be present. A branch left with a single leaf becomes that leaf. */
function remove(node: Subtree, key: Digest, depth: number): Subtree {
	if (node === null || node.kind === 'leaf') return null;
	if (keyBit(key, depth) === 0) node.left = remove(node.left, key, depth + 1);
	else node.right = remove(node.right, key, depth + 1);
	if (node.left === null && node.right?.kind === 'leaf') return node.right;
	if (node.right === null && node.left?.kind === 'leaf') return node.left;
	node.hash = null;
	return node;
}
