import { sha256 } from '@noble/hashes/sha2.js';
import { fromHex } from '../../../shared/codec/bytes.ts';
import { decode } from '../../../shared/codec/cbor.ts';
import type { StateProofView } from '../../../shared/contract/index.ts';
import { STATE_VALUE_MAX_BYTES, verifyStateProof } from '../../../shared/proofs/state-proof.ts';

export interface VerifiedHere {
	/** The leaf stands under the certified root: recomputed on this machine. */
	readonly proven: boolean;
	/** What the proven leaf says of the credit; null when its form is another. */
	readonly credit: number | null;
	/** Hashes computed on the way from the leaf to the root. */
	readonly levels: number;
}

/**
 * Checks a state proof on this machine and reads the credit out of the proven leaf.
 * @param index validator index in the ledger's leaf; null for a participant's own leaf
 */
export function verifyHere(proof: StateProofView, index: number | null): VerifiedHere {
	const value = proof.value === null ? null : fromHex(proof.value);
	const proven = verifyStateProof(
		{
			depth: proof.depth,
			bitmap: fromHex(proof.bitmap),
			siblings: proof.siblings.map(fromHex),
			other: proof.other && { key: fromHex(proof.other.key), valueHash: fromHex(proof.other.valueHash) },
		},
		proof.path,
		value,
		fromHex(proof.root),
		sha256,
	);
	return { proven, credit: value === null ? null : creditIn(value, index), levels: proof.depth };
}

/** The ledger's leaf is [version, height, round, [[credit, …]…], …]; a participant's is { credit, points }. */
function creditIn(value: Uint8Array, index: number | null): number | null {
	let leaf: unknown;
	try {
		leaf = decode(value, STATE_VALUE_MAX_BYTES);
	} catch {
		return null;
	}
	if (index === null) {
		const credit = leaf !== null && typeof leaf === 'object' && 'credit' in leaf ? leaf.credit : null;
		return typeof credit === 'number' ? credit : null;
	}
	const rows: unknown = Array.isArray(leaf) ? leaf[3] : null;
	const row: unknown = Array.isArray(rows) ? rows[index] : null;
	const credit: unknown = Array.isArray(row) ? row[0] : null;
	return typeof credit === 'number' ? credit : null;
}
