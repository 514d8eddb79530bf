import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import {
	type ConsensusMessage,
	encodeConsensusMessage,
	type SyncInfo,
} from '../../../shared/codec/consensus-messages.ts';
import { encodeEpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import { createBlocksResponse } from '../../core/consensus/blocks-response.ts';
import type { ConsensusEffect } from '../../core/consensus/types.ts';
import type { Hasher } from '../../core/ports.ts';
import type { Transport } from '../network/types.ts';
import type { Store, StoredBlock } from '../store/types.ts';

type BlocksRequest = Extract<ConsensusEffect, { kind: 'serve-blocks' }>;

/** Answers peers' requests for blocks from the store, one at a time per peer: a peer that asks faster is not heard. */
export class BlockServer {
	readonly #store: Store;
	readonly #transport: Transport;
	readonly #hasher: Hasher;
	readonly #sync: () => SyncInfo;
	readonly #serving = new Set<ValidatorIndex>();

	constructor(modules: { store: Store; transport: Transport; hasher: Hasher; sync: () => SyncInfo }) {
		this.#store = modules.store;
		this.#transport = modules.transport;
		this.#hasher = modules.hasher;
		this.#sync = modules.sync;
	}

	/** Blocks of one epoch, with the void ones at its end: what is final before them may be so through them. */
	async serve({ to, epoch, fromHeight, count, pending }: BlocksRequest): Promise<void> {
		if (this.#serving.has(to)) return;
		this.#serving.add(to);
		try {
			const response = createBlocksResponse(count, pending, this.#hasher.sha256);
			for await (const stored of this.#blocksOf(epoch, fromHeight))
				if (!response.add({ block: stored.block, proof: stored.proof })) break;
			const message: ConsensusMessage = response.message(this.#sync());
			this.#transport.send(to, 'consensus', encodeConsensusMessage(message));
		} finally {
			this.#serving.delete(to);
		}
	}

	/** The handover to an epoch; nothing when it is not stored here. */
	async serveEpoch(to: ValidatorIndex, epoch: number): Promise<void> {
		const proof = await this.#store.epochProof(epoch);
		if (!proof) return;
		const message: ConsensusMessage = {
			kind: 'epoch-change',
			proof: encodeEpochChangeProof(proof),
			sync: this.#sync(),
		};
		this.#transport.send(to, 'consensus', encodeConsensusMessage(message));
	}

	async *#blocksOf(epoch: number, fromHeight: number): AsyncGenerator<StoredBlock> {
		let height = fromHeight;
		for (; height <= this.#store.committedHeight; height++) {
			const stored = await this.#store.block(height);
			if (stored?.block.header.epoch !== epoch) break;
			yield stored;
		}
		for (const stored of await this.#store.voidBlocks(epoch)) if (stored.block.header.height >= height) yield stored;
	}
}
