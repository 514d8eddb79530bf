import type { Block, CommittedBlock } from '../../../shared/codec/block.ts';
import { blockId, encodeBlock } from '../../../shared/codec/block-codec.ts';
import { equalBytes, type Sha256 } from '../../../shared/codec/bytes.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import type { BlocksMessage, SyncInfo } from '../../../shared/codec/consensus-messages.ts';
import { provenBlockId } from '../../../shared/proofs/commit-proof.ts';

/** Collects committed blocks for one `blocks` message until it is full. */
export interface BlocksResponse {
	/** Adds the next height; false when the message is complete and nothing more is wanted. */
	add(committed: CommittedBlock): boolean;
	message(sync: SyncInfo): BlocksMessage;
}

/**
 * Holds the bounds of a response: `count` blocks or about 2 MB, but on to the next block whose proof names the block
 * itself, because the receiver can prove a range only by its last block; 256 blocks and 4 MB end it in any case.
 */
export function createBlocksResponse(count: number, pending: readonly Block[], sha256: Sha256): BlocksResponse {
	const committed: CommittedBlock[] = [];
	let size = pending.reduce((sum, block) => sum + encodeBlock(block).length, 0);
	return {
		add(next) {
			const bytes = encodeBlock(next.block).length;
			const isOverfull =
				size + bytes > 2 * CONSENSUS_LIMITS.responseBytes || committed.length >= CONSENSUS_LIMITS.responseBlocks;
			if (count === 0 || (committed.length > 0 && isOverfull)) return false;
			committed.push(next);
			size += bytes;
			if (committed.length < count && size < CONSENSUS_LIMITS.responseBytes) return true;
			return !equalBytes(provenBlockId(next.proof), blockId(next.block.header, sha256));
		},
		message: (sync) => ({ kind: 'blocks', committed, pending, sync }),
	};
}
