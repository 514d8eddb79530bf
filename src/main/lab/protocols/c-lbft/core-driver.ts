import type { Block, CommittedBlock } from '../../../../shared/codec/block.ts';
import type { Digest, Sha256 } from '../../../../shared/codec/bytes.ts';
import type { BlocksMessage, SyncInfo } from '../../../../shared/codec/consensus-messages.ts';
import { createBlocksResponse } from '../../../core/consensus/blocks-response.ts';
import type { CommittedHeader, ConsensusEffect, PersistRecord } from '../../../core/consensus/types.ts';

/** What all drivers of a core in the lab do alike. */

/** What a core asked to keep; survives outages. */
export class CoreRecords extends Map<string, Uint8Array> {
	write(records: readonly PersistRecord[]): void {
		for (const { key, value } of records) {
			if (value) this.set(key, value);
			else this.delete(key);
		}
	}

	list(): PersistRecord[] {
		return Array.from(this, ([key, value]) => ({ key, value }));
	}
}

/** @param blocks committed ones from the height asked for on */
export function answerBlocks(
	{ count, pending }: Extract<ConsensusEffect, { kind: 'serve-blocks' }>,
	blocks: Iterable<CommittedBlock>,
	{ sync, sha256 }: { readonly sync: SyncInfo; readonly sha256: Sha256 },
): BlocksMessage {
	const response = createBlocksResponse(count, pending, sha256);
	for (const { block, proof } of blocks) if (!response.add({ block, proof })) break;
	return response.message(sync);
}

/** A committed block as a core recovers it. @param kept its root null: not executed */
export function committedHeader(kept: {
	readonly block: Block;
	readonly blockId: Digest;
	readonly stateRoot: Digest | null;
}): CommittedHeader {
	const { block, blockId, stateRoot } = kept;
	return { header: block.header, blockId, stateRoot, transactions: block.transactions.length };
}
