import type { Block } from '../../../shared/codec/block.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import type { EpochDescription } from '../../../shared/codec/epoch.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { Receipt } from '../../../shared/codec/receipt.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { StateProof } from '../../../shared/proofs/state-proof.ts';

/** The committed state as execution reads it: path text to canonical dag-cbor. */
export interface StateReader {
	get(path: string): Uint8Array | undefined;
}

export interface StateLeaf {
	readonly path: string;
	readonly value: Uint8Array;
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
	/** Block accounting and scheduled work first (`transactionId` null), then one for each transaction, in block order. */
	readonly receipts: readonly Receipt[];
	readonly events: readonly ContractEvent[];
	/** Merkle roots over the canonical encodings, which the state leaf `chain/history` commits. */
	readonly receiptsRoot: Digest;
	readonly eventsRoot: Digest;
	/** Ascending by path; what the node must store, atomically with the height, to recover. */
	readonly writes: readonly StateWrite[];
	/** Earliest scheduled deadline that is still waiting, or null: an idle leader wakes for it. */
	readonly nextDeadline: TimeMs | null;
	/** Height of the epoch's last block, from the block that enacts a change until that block itself; else null. */
	readonly epochEndsAt: number | null;
	/** The epoch that follows, in the result of an epoch's last block only. */
	readonly nextEpoch: EpochDescription | null;
}

/**
 * Executes final blocks in height order against the one committed state. Deterministic: equal genesis and blocks
 * give equal results everywhere. A failed call changes nothing but nonce and fee and leaves a receipt.
 */
export interface Engine {
	readonly chainId: string;
	/** 0 before the first block. */
	readonly height: number;
	readonly stateRoot: Digest;
	readonly nextDeadline: TimeMs | null;
	/** As in the newest block's result, so that a restart tells it again. */
	readonly epochEndsAt: number | null;
	/**
	 * @throws CodedError ENGINE_EPOCH when the block is of another epoch, ENGINE_HEIGHT when it is not the next one,
	 * ENGINE_UPGRADE_MISSING when this software lacks a version that is in force from it on; nothing is changed then
	 */
	execute(block: Block): ExecutionResult;
	/** The committed state: what admission and proofs read. */
	readonly state: StateReader;
	/** That `path` has its value, or is absent, under `stateRoot`. */
	prove(path: string): StateProof;
	/** Every leaf, ascending by path: the first persisted state and snapshots. */
	leaves(): IterableIterator<StateLeaf>;
}
