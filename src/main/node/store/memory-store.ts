import { compareText, type Digest, toHex } from '../../../shared/codec/bytes.ts';
import {
	decodeEpochChangeProof,
	type EpochChangeProof,
	encodeEpochChangeProof,
} from '../../../shared/proofs/epoch-change.ts';
import type { PersistRecord } from '../../core/consensus/types.ts';
import type { StateLeaf, StateWrite } from '../../core/contracts/types.ts';
import {
	decodeExecution,
	decodeStoredBlock,
	decodeStoredEpoch,
	encodeExecution,
	encodeStoredBlock,
	encodeStoredEpoch,
} from './records.ts';
import { requireNextHeights } from './sequence.ts';
import {
	type ConsensusBatch,
	type EpochHandover,
	STATE_CHUNK_LEAVES,
	type Store,
	type StoredBlock,
	type StoredEpoch,
	type StoredExecution,
	type TransactionPlace,
} from './types.ts';

/** The store without a disk, for simulations and tests; it keeps the same bytes. */
export class MemoryStore implements Store {
	readonly #records = new Map<string, Uint8Array>();
	readonly #blocks: Uint8Array[] = [];
	readonly #executions: Uint8Array[] = [];
	readonly #heights = new Map<string, number>();
	readonly #transactions = new Map<string, TransactionPlace>();
	readonly #state = new Map<string, Uint8Array>();
	readonly #epochs = new Map<
		number,
		{ readonly epoch: Uint8Array; readonly proof: Uint8Array; readonly void: Uint8Array[] }
	>();
	#genesisStateRoot: Digest | null = null;

	get committedHeight(): number {
		return this.#blocks.length;
	}

	get executedHeight(): number {
		return this.#executions.length;
	}

	get genesisStateRoot(): Digest | null {
		return this.#genesisStateRoot;
	}

	async persistConsensus({ records, commits }: ConsensusBatch): Promise<void> {
		requireNextHeights(this.committedHeight, commits);
		for (const { key, value } of records) {
			if (value === null) this.#records.delete(key);
			else this.#records.set(key, value.slice());
		}
		for (const commit of commits) {
			this.#blocks.push(encodeStoredBlock(commit));
			this.#heights.set(toHex(commit.blockId), commit.block.header.height);
		}
	}

	async persistGenesisState(leaves: Iterable<StateLeaf>, stateRoot: Digest): Promise<void> {
		for (const { path, value } of leaves) this.#state.set(path, value.slice());
		this.#genesisStateRoot = stateRoot;
	}

	async persistExecution(entry: StoredExecution, writes: readonly StateWrite[]): Promise<void> {
		if (entry.height !== this.executedHeight + 1)
			throw new Error(`execution of ${entry.height} after ${this.executedHeight}`);
		this.#executions.push(encodeExecution(entry));
		for (const [index, id] of entry.transactionIds.entries())
			this.#transactions.set(toHex(id), { height: entry.height, index });
		for (const { path, value } of writes) {
			if (value === null) this.#state.delete(path);
			else this.#state.set(path, value.slice());
		}
	}

	async persistEpoch(handover: EpochHandover): Promise<void> {
		const { epoch, startHeight } = handover.description;
		if (this.#epochs.has(epoch)) return;
		const dropped = this.#blocks.splice(startHeight);
		for (const [id, height] of this.#heights) if (height > startHeight) this.#heights.delete(id);
		this.#records.clear();
		this.#epochs.set(epoch, {
			epoch: encodeStoredEpoch(handover),
			proof: encodeEpochChangeProof(handover.proof),
			void: dropped,
		});
	}

	async epochs(): Promise<readonly StoredEpoch[]> {
		return [...this.#epochs.values()].map(({ epoch }) => decodeStoredEpoch(epoch));
	}

	async epochProof(epoch: number): Promise<EpochChangeProof | null> {
		const stored = this.#epochs.get(epoch);
		return stored ? decodeEpochChangeProof(stored.proof) : null;
	}

	async voidBlocks(epoch: number): Promise<readonly StoredBlock[]> {
		return (this.#epochs.get(epoch + 1)?.void ?? []).map(decodeStoredBlock);
	}

	async consensusRecords(): Promise<PersistRecord[]> {
		return [...this.#records].sort(([a], [b]) => compareText(a, b)).map(([key, value]) => ({ key, value }));
	}

	async block(height: number): Promise<StoredBlock | null> {
		const bytes = this.#blocks[height - 1];
		return bytes ? decodeStoredBlock(bytes) : null;
	}

	async heightOf(blockId: Digest): Promise<number | null> {
		return this.#heights.get(toHex(blockId)) ?? null;
	}

	async execution(height: number): Promise<StoredExecution | null> {
		const bytes = this.#executions[height - 1];
		return bytes ? decodeExecution(bytes) : null;
	}

	async transaction(id: Digest): Promise<TransactionPlace | null> {
		return this.#transactions.get(toHex(id)) ?? null;
	}

	async *stateLeaves(): AsyncIterable<StateLeaf[]> {
		const leaves = [...this.#state].sort(([a], [b]) => compareText(a, b)).map(([path, value]) => ({ path, value }));
		for (let from = 0; from < leaves.length; from += STATE_CHUNK_LEAVES)
			yield leaves.slice(from, from + STATE_CHUNK_LEAVES);
	}

	async close(): Promise<void> {}
}
