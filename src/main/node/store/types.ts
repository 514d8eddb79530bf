import type { Block, CommitProof } from '../../../shared/codec/block.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import type { EpochDescription } from '../../../shared/codec/epoch.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { Receipt } from '../../../shared/codec/receipt.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { EpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import type { PersistRecord } from '../../core/consensus/types.ts';
import type { StateLeaf, StateWrite } from '../../core/contracts/types.ts';

/** A final block as the store keeps it, by height and by id. */
export interface StoredBlock {
	readonly block: Block;
	readonly blockId: Digest;
	readonly proof: CommitProof;
	/** Unix wall ms; this node's own observation. */
	readonly finalisedAtMs: number;
}

/** What one synced write makes durable before the node says a word: the core's own records and final blocks. */
export interface ConsensusBatch {
	readonly records: readonly PersistRecord[];
	/** In height order, the first one directly above `committedHeight`. */
	readonly commits: readonly StoredBlock[];
}

/** The result of one block's execution. */
export interface StoredExecution {
	readonly height: number;
	readonly stateRoot: Digest;
	readonly transactionIds: readonly Digest[];
	readonly receipts: readonly Receipt[];
	readonly events: readonly ContractEvent[];
	readonly nextDeadline: TimeMs | null;
	/** The validators' credit ledger after the block, as the core encodes it; null where the engine keeps none. */
	readonly credit: Uint8Array | null;
}

export interface TransactionPlace {
	readonly height: number;
	/** Position within the block. */
	readonly index: number;
}

/** An epoch after the first, which the genesis states. */
export interface StoredEpoch {
	readonly description: EpochDescription;
	/** State root after block `description.startHeight`. */
	readonly stateRoot: Digest;
}

/** The handover to the next epoch, as one synced batch writes it. */
export interface EpochHandover extends StoredEpoch {
	/** Verifies with the keys of the epoch before. */
	readonly proof: EpochChangeProof;
}

/** The state's leaves as they were at one moment, while the store goes on. */
export interface FrozenState {
	/** Leaves from a path on, inclusive, ascending; from the first one where it is null. */
	leavesFrom(path: string | null, count: number): Promise<readonly StateLeaf[]>;
	/** Lets the disk forget it; safe to call twice. */
	release(): Promise<void>;
}

/** A verified state that takes the place of everything this node had executed. */
export interface InstalledSnapshot {
	/** Handovers that this node has not stored yet, ascending. */
	readonly epochs: readonly EpochHandover[];
	/** The newest final blocks up to the state's, ascending. */
	readonly blocks: readonly StoredBlock[];
	readonly leaves: readonly StateLeaf[];
	/** Of the last of `blocks`; receipts and events of blocks up to it are not known here. */
	readonly execution: StoredExecution;
}

/** Leaves per chunk of `stateLeaves`. */
export const STATE_CHUNK_LEAVES = 2_048;

/**
 * The node's durable memory. Writes are atomic; `persistConsensus` is on disk when its promise resolves. The committed
 * height is never below the executed one: execution results are derived, and made again from the blocks after a crash.
 * One writer: calls of one method are never made in parallel.
 */
export interface Store {
	/** Height of the newest final block, 0 before the first. */
	readonly committedHeight: number;
	/** Height whose execution the state leaves hold, 0 for genesis. */
	readonly executedHeight: number;
	/** Height from which on every block was executed here: 1, or the one above an installed snapshot. */
	readonly historyFrom: number;
	/** Root of the state at height 0; null until `persistGenesisState`. */
	readonly genesisStateRoot: Digest | null;

	persistConsensus(batch: ConsensusBatch): Promise<void>;
	persistGenesisState(leaves: Iterable<StateLeaf>, stateRoot: Digest): Promise<void>;
	/**
	 * Receipts, events, index, leaves and height in one batch.
	 * @param entry.height must be executedHeight + 1
	 * @param record the entry as the store encodes it, where another thread has done so
	 */
	persistExecution(entry: StoredExecution, writes: readonly StateWrite[], record?: Uint8Array | null): Promise<void>;

	/**
	 * Puts a snapshot in the place of the executed state, in one synced batch. Blocks and results below `historyFrom` are
	 * no longer part of the history; the core's records stay unless the snapshot is of a later epoch.
	 */
	installSnapshot(snapshot: InstalledSnapshot): Promise<void>;
	/** The state after `executedHeight`; what is written later does not show in it. */
	freezeState(): FrozenState;

	/**
	 * Begins an epoch: stores it, deletes the core's records of the epoch before, and takes the final but void blocks
	 * above `startHeight` out of the chain, so that the next block has height `startHeight` + 1. They are kept aside:
	 * blocks of the old epoch may have become final through them. Does nothing when the epoch is stored already.
	 */
	persistEpoch(handover: EpochHandover): Promise<void>;

	/** Heights at which the epochs after the first start, ascending. */
	readonly epochStarts: readonly number[];
	/** Epochs after the first, ascending. */
	epochs(): Promise<readonly StoredEpoch[]>;
	/** The proof of the handover to `epoch`; null where that is the first or unknown. */
	epochProof(epoch: number): Promise<EpochChangeProof | null>;
	/** The void blocks at the end of an epoch, ascending by height. */
	voidBlocks(epoch: number): Promise<readonly StoredBlock[]>;
	consensusRecords(): Promise<PersistRecord[]>;
	block(height: number): Promise<StoredBlock | null>;
	/** Final blocks from a height on as the canonical bytes of `CommittedBlock`; at least one where that height has one. */
	encodedBlocks(fromHeight: number, count: number, maxBytes: number): Promise<readonly Uint8Array[]>;
	heightOf(blockId: Digest): Promise<number | null>;
	execution(height: number): Promise<StoredExecution | null>;
	/** Results from a height on as they are stored (`decodeExecution`); at least one where that height has one. */
	encodedExecutions(fromHeight: number, count: number, maxBytes: number): Promise<readonly Uint8Array[]>;
	transaction(id: Digest): Promise<TransactionPlace | null>;
	/** Every leaf, ascending by path, in chunks. */
	stateLeaves(): AsyncIterable<StateLeaf[]>;
	close(): Promise<void>;
}
