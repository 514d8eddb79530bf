import type { Block } from '../../../shared/codec/block.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import type { EpochHandover, InstalledSnapshot, StoredBlock } from '../store/types.ts';

/** The node's own chain as a follower moves it. */
export interface FollowedChain {
	/** Newest executed block. */
	readonly height: number;
	readonly stateRoot: Digest;
	/** Height of the epoch's last block once that is decided: nothing above it is executed. */
	readonly epochEndsAt: number | null;
	/**
	 * Stores final blocks, then executes them one after the other as far as the epoch reaches.
	 * @param before may refuse a block's execution by throwing
	 */
	append(
		blocks: readonly StoredBlock[],
		before: (block: Block) => void,
		after: (stateRoot: Digest) => void,
	): Promise<void>;
	/** Begins the next epoch, whose state this node has executed. */
	beginEpoch(handover: EpochHandover): Promise<void>;
	/** Goes on from a verified snapshot. */
	install(snapshot: InstalledSnapshot): Promise<void>;
}
