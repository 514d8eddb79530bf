import type { Block } from '../../../shared/codec/block.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { Receipt } from '../../../shared/codec/receipt.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';

/** The committed state as execution reads it: path text to canonical dag-cbor. */
export interface StateReader {
	get(path: string): Uint8Array | undefined;
}

/** One leaf of the authenticated state; null deletes it. Ascending by path within a result. */
export interface StateWrite {
	readonly path: string;
	readonly value: Uint8Array | null;
}

export interface ExecutionResult {
	readonly height: number;
	/** Root of the authenticated state after the block; the next headers certify it. */
	readonly stateRoot: Digest;
	/** Receipts of scheduled work first (`transactionId` null), then one for each transaction, in block order. */
	readonly receipts: readonly Receipt[];
	readonly events: readonly ContractEvent[];
	readonly writes: readonly StateWrite[];
	/** Earliest scheduled deadline that is still ahead, or null: an idle leader wakes for it. */
	readonly nextDeadline: TimeMs | null;
}

/**
 * Executes final blocks in height order against the one committed state. Deterministic: equal genesis and blocks
 * give equal results everywhere. A failed call changes nothing but nonce and fee and leaves a receipt.
 */
export interface Engine {
	readonly height: number;
	readonly stateRoot: Digest;
	execute(block: Block): ExecutionResult;
}
