import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import { TRANSACTION_LIMITS } from '../../../shared/codec/transaction.ts';

/** Bounds of the sync protocol that both sides hold. */
export const SYNC_LIMITS = {
	/** Encoded request, bytes; the longest carries one transaction. */
	requestBytes: TRANSACTION_LIMITS.bytes + 16_384,
	/** Encoded response, bytes: one block and its proof always fit. */
	responseBytes: CONSENSUS_LIMITS.messageBytes,
	/** Blocks of one range. */
	rangeBlocks: CONSENSUS_LIMITS.responseBlocks,
	/** Blocks that a range holds at most, bytes, and at least by default; the first block always fits. */
	rangeBytes: 4_194_304,
	usualRangeBytes: 1_048_576,
	/** Handovers of one response, and their bytes; the first always fits. */
	handovers: 64,
	handoverBytes: 4_194_304,
	/** How long a request for blocks may wait for the next one, ms. */
	waitMs: 25_000,
	/** Leaves of one chunk of a snapshot, and their bytes; the first leaf always fits. */
	chunkLeaves: 4_096,
	chunkBytes: 1_048_576,
	/** Of a whole snapshot: the state is held in memory in any case. */
	snapshotChunks: 8_192,
	snapshotLeaves: 8_000_000,
	snapshotBytes: 1_073_741_824,
	/** Headers that link the one with the snapshot's root to the one that its proof names. */
	snapshotHeaders: 256,
} as const;
