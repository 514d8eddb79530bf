import type { Digest } from '../../../shared/codec/bytes.ts';
import type { StateLeaf } from '../../core/contracts/types.ts';
import type { TransactionPlace } from '../store/types.ts';

/** Leaves that one question may ask for. */
export const LEAVES_AT_ONCE = 500;

/** Leaves of one part of the state. */
export interface LeafCount {
	readonly leaves: number;
	/** Of their values. */
	readonly bytes: number;
}

/** What a node has stored of its chain, found by place, id and path. */
export interface NodeLedger {
	/** Heights that were executed here and are kept, both inclusive; none where `from` is above `to`. */
	readonly kept: { readonly from: number; readonly to: number };
	/** Of a final block; null where this node has none of that id. */
	heightOf(blockId: Digest): Promise<number | null>;
	place(transactionId: Digest): Promise<TransactionPlace | null>;
	/** Leaves of the state after `height` whose paths are at or after `path`, ascending. @param count at most LEAVES_AT_ONCE */
	leavesFrom(path: string, count: number): Promise<{ readonly height: number; readonly leaves: readonly StateLeaf[] }>;
	/** Counts the whole state by what stands before the first slash of a path. */
	countLeaves(): Promise<{ readonly height: number; readonly spaces: ReadonlyMap<string, LeafCount> }>;
}
