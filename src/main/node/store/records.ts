import { decode as decodeCbor } from '@ipld/dag-cbor';
import { decodeCommittedBlock, encodeCommittedBlock } from '../../../shared/codec/block-codec.ts';
import { encode, type Plain } from '../../../shared/codec/cbor.ts';
import { decodeEpochDescription, encodeEpochDescription } from '../../../shared/codec/epoch.ts';
import type { StoredBlock, StoredEpoch, StoredExecution, TransactionPlace } from './types.ts';

/** Heights as text that sorts like the number. */
export function heightKey(height: number): string {
	return String(height).padStart(16, '0');
}

export function encodeStoredBlock({ block, blockId, proof, finalisedAtMs }: StoredBlock): Uint8Array {
	return encode({ blockId, finalisedAtMs, committed: encodeCommittedBlock({ block, proof }) });
}

export function decodeStoredBlock(bytes: Uint8Array): StoredBlock {
	const { blockId, finalisedAtMs, committed } = decodeCbor<{
		blockId: Uint8Array;
		finalisedAtMs: number;
		committed: Uint8Array;
	}>(bytes);
	return { ...decodeCommittedBlock(committed), blockId, finalisedAtMs };
}

/** The canonical bytes of the `CommittedBlock` within a stored block. */
export function committedBytes(bytes: Uint8Array): Uint8Array {
	return decodeCbor<{ committed: Uint8Array }>(bytes).committed;
}

/** As many of `blocks` as a response holds; the first one in any case. */
export function withinBytes(blocks: readonly Uint8Array[], maxBytes: number): Uint8Array[] {
	const result: Uint8Array[] = [];
	let size = 0;
	for (const stored of blocks) {
		const committed = committedBytes(stored);
		size += committed.length;
		if (result.length > 0 && size > maxBytes) break;
		result.push(committed);
	}
	return result;
}

export function encodeExecution(entry: StoredExecution): Uint8Array {
	return encode(entry as unknown as Plain);
}

/** Our own bytes, checked by the database's checksums: decoded without the strictness that a peer's bytes get. */
export function decodeExecution(bytes: Uint8Array): StoredExecution {
	return decodeCbor<StoredExecution>(bytes);
}

export function encodeStoredEpoch({ description, stateRoot }: StoredEpoch): Uint8Array {
	return encode([encodeEpochDescription(description), stateRoot]);
}

export function decodeStoredEpoch(bytes: Uint8Array): StoredEpoch {
	const [description, stateRoot] = decodeCbor<[Uint8Array, Uint8Array]>(bytes);
	return { description: decodeEpochDescription(description), stateRoot };
}

export function encodePlace(place: TransactionPlace): Uint8Array {
	return encode([place.height, place.index]);
}

export function decodePlace(bytes: Uint8Array): TransactionPlace {
	const [height, index] = decodeCbor<[number, number]>(bytes);
	return { height, index };
}
