import { decode as decodeCbor } from '@ipld/dag-cbor';
import { decodeCommittedBlock, encodeCommittedBlock } from '../../../shared/codec/block-codec.ts';
import { encode, type Plain } from '../../../shared/codec/cbor.ts';
import { decodeEpochDescription, encodeEpochDescription } from '../../../shared/codec/epoch.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { decodeEpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import type { StoredBlock, StoredEpoch, StoredExecution, TransactionPlace } from './types.ts';

/** Heights as text that sorts like the number. */
export function heightKey(height: number): string {
	return String(height).padStart(16, '0');
}

export function encodeStoredBlock({ block, blockId, proof, finalisedAtMs }: StoredBlock): Uint8Array {
	return encode({ blockId, finalisedAtMs, committed: encodeCommittedBlock({ block, proof }) });
}

/**
 * Reads what this node wrote: what cannot be read was damaged on disk.
 * @throws CodedError DATA_DIRECTORY_DAMAGED
 */
function own<T>(kind: string, decode: (bytes: Uint8Array) => T): (bytes: Uint8Array) => T {
	return (bytes) => {
		try {
			return decode(bytes);
		} catch (error) {
			const reason = `a record of kind ${kind} cannot be read (${error instanceof Error ? error.message : String(error)})`;
			throw new CodedError('DATA_DIRECTORY_DAMAGED', { path: 'database', reason });
		}
	};
}

export const decodeStoredBlock = own('block', (bytes): StoredBlock => {
	const { blockId, finalisedAtMs, committed } = decodeCbor<{
		blockId: Uint8Array;
		finalisedAtMs: number;
		committed: Uint8Array;
	}>(bytes);
	return { ...decodeCommittedBlock(committed), blockId, finalisedAtMs };
});

/** The canonical bytes of the `CommittedBlock` within a stored block. */
export const committedBytes = own('block', (bytes) => decodeCbor<{ committed: Uint8Array }>(bytes).committed);

/** As many of `records` as a response holds; the first one in any case. */
export function withinBytes(records: Iterable<Uint8Array>, maxBytes: number): Uint8Array[] {
	const result: Uint8Array[] = [];
	let size = 0;
	for (const record of records) {
		size += record.length;
		if (result.length > 0 && size > maxBytes) break;
		result.push(record);
	}
	return result;
}

/** As many of `blocks` as a response holds; the first one in any case. */
export function blocksWithinBytes(blocks: readonly Uint8Array[], maxBytes: number): Uint8Array[] {
	return withinBytes(
		(function* () {
			for (const stored of blocks) yield committedBytes(stored);
		})(),
		maxBytes,
	);
}

export function encodeExecution(entry: StoredExecution): Uint8Array {
	return encode(entry as unknown as Plain);
}

/** Our own bytes, checked by the database's checksums: decoded without the strictness that a peer's bytes get. */
export const decodeExecution = own('execution', (bytes) => decodeCbor<StoredExecution>(bytes));

export function encodeStoredEpoch({ description, stateRoot }: StoredEpoch): Uint8Array {
	return encode([encodeEpochDescription(description), stateRoot]);
}

export const decodeStoredEpoch = own('epoch', (bytes): StoredEpoch => {
	const [description, stateRoot] = decodeCbor<[Uint8Array, Uint8Array]>(bytes);
	return { description: decodeEpochDescription(description), stateRoot };
});

export const decodeStoredHandover = own('epoch-proof', decodeEpochChangeProof);

export function encodePlace(place: TransactionPlace): Uint8Array {
	return encode([place.height, place.index]);
}

export const decodePlace = own('transaction', (bytes): TransactionPlace => {
	const [height, index] = decodeCbor<[number, number]>(bytes);
	return { height, index };
});
