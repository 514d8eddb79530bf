import { type Digest, equalBytes, type Sha256, utf8 } from '../codec/bytes.ts';
import { bytes, bytesUpTo, integer, list, nullable, type Reader, record } from '../codec/reader.ts';

/**
 * The authenticated state is a compact sparse Merkle tree over 256-bit keys, key = SHA-256(path as UTF-8), most
 * significant bit first. A subtree without leaves is 32 zero bytes, a subtree with one leaf is that leaf, any other
 * is a node, so the shape follows from the set of leaves alone.
 * leaf = H(0x10 ‖ key ‖ H(value)), node = H(0x11 ‖ left ‖ right).
 */
export const EMPTY_SUBTREE: Digest = new Uint8Array(32);

/** Hash inputs, filled anew for each call: sha256 answers at once and keeps nothing, and this is the hot path. */
const leafInput = new Uint8Array(65);
leafInput[0] = 0x10;
const nodeInput = new Uint8Array(65);
nodeInput[0] = 0x11;

export const STATE_KEY_BITS = 256;

/** Longest value of one leaf, bytes. */
export const STATE_VALUE_MAX_BYTES = 1_048_576;

/**
 * Path from the place where `path`'s key belongs up to the root. `bitmap` has one bit per level, the deepest first
 * within `depth` bits packed from the lowest bit of byte 0: 1 where the sibling is not empty; `siblings` holds these,
 * deepest first. `other` is the one leaf that stands where the key would, when the key is absent and its place taken.
 */
export interface StateProof {
	readonly depth: number;
	readonly bitmap: Uint8Array;
	readonly siblings: readonly Digest[];
	readonly other: { readonly key: Digest; readonly valueHash: Digest } | null;
}

export const readStateProof: Reader<StateProof> = record<StateProof>({
	depth: integer(0, STATE_KEY_BITS),
	bitmap: bytesUpTo(STATE_KEY_BITS / 8),
	siblings: list(bytes(32), STATE_KEY_BITS),
	other: nullable(record<{ key: Digest; valueHash: Digest }>({ key: bytes(32), valueHash: bytes(32) })),
});

export function stateKey(path: string, sha256: Sha256): Digest {
	return sha256(utf8(path));
}

/** Bit `depth` of a key, most significant first. */
export function keyBit(key: Digest, depth: number): 0 | 1 {
	return (((key[depth >> 3] as number) >> (7 - (depth & 7))) & 1) as 0 | 1;
}

export function stateLeafHash(key: Digest, valueHash: Digest, sha256: Sha256): Digest {
	leafInput.set(key, 1);
	leafInput.set(valueHash, 33);
	return sha256(leafInput);
}

export function stateNodeHash(left: Digest, right: Digest, sha256: Sha256): Digest {
	nodeInput.set(left, 1);
	nodeInput.set(right, 33);
	return sha256(nodeInput);
}

/**
 * True when, under `root`, `path` holds exactly `value`, or is absent where `value` is null.
 * Pure; never throws on a well-typed proof, however wrong.
 */
export function verifyStateProof(
	proof: StateProof,
	path: string,
	value: Uint8Array | null,
	root: Digest,
	sha256: Sha256,
): boolean {
	const { depth, bitmap, siblings, other } = proof;
	if (!Number.isInteger(depth) || depth < 0 || depth > STATE_KEY_BITS) return false;
	if (bitmap.length !== Math.ceil(depth / 8)) return false;
	if (depth % 8 !== 0 && (bitmap[bitmap.length - 1] as number) >> (depth % 8) !== 0) return false;
	const key = stateKey(path, sha256);
	const start = startOf(key, value, other, depth, sha256);
	if (!start) return false;
	let top = start;
	let used = 0;
	for (let level = 0; level < depth; level++) {
		const isPresent = ((bitmap[level >> 3] as number) >> (level & 7)) & 1;
		const sibling = isPresent ? siblings[used++] : EMPTY_SUBTREE;
		if (sibling?.length !== 32) return false;
		if (isPresent && equalBytes(sibling, EMPTY_SUBTREE)) return false;
		top =
			keyBit(key, depth - 1 - level) === 0 ? stateNodeHash(top, sibling, sha256) : stateNodeHash(sibling, top, sha256);
	}
	return used === siblings.length && equalBytes(top, root);
}

/** Hash of the subtree where the key belongs, or null when the proof cannot speak about this key. */
function startOf(
	key: Digest,
	value: Uint8Array | null,
	other: StateProof['other'],
	depth: number,
	sha256: Sha256,
): Digest | null {
	if (value !== null) return other ? null : stateLeafHash(key, sha256(value), sha256);
	if (!other) return EMPTY_SUBTREE;
	if (other.key.length !== 32 || other.valueHash.length !== 32 || equalBytes(other.key, key)) return null;
	for (let bit = 0; bit < depth; bit++) if (keyBit(other.key, bit) !== keyBit(key, bit)) return null;
	return stateLeafHash(other.key, other.valueHash, sha256);
}
