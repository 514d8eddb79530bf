import type { Block, ValidatorIndex } from '../../../shared/codec/block.ts';
import {
	type ConsensusMessage,
	encodeConsensusMessage,
	type SyncInfo,
} from '../../../shared/codec/consensus-messages.ts';
import { createBlocksResponse } from '../../core/consensus/blocks-response.ts';
import type { Hasher } from '../../core/ports.ts';
import type { Transport } from '../network/types.ts';
import type { Store } from '../store/types.ts';

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

	async serve(to: ValidatorIndex, fromHeight: number, count: number, pending: readonly Block[]): Promise<void> {
		if (this.#serving.has(to)) return;
		this.#serving.add(to);
		try {
			const response = createBlocksResponse(count, pending, this.#hasher.sha256);
			for (let height = fromHeight; height <= this.#store.committedHeight; height++) {
				const stored = await this.#store.block(height);
				if (!stored || !response.add({ block: stored.block, proof: stored.proof })) break;
			}
			const message: ConsensusMessage = response.message(this.#sync());
			this.#transport.send(to, 'consensus', encodeConsensusMessage(message));
		} finally {
			this.#serving.delete(to);
		}
	}
}
