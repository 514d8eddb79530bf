import { compareText, type Digest, toHex } from '../../../shared/codec/bytes.ts';
import {
	decodeEpochChangeProof,
	type EpochChangeProof,
	encodeEpochChangeProof,
} from '../../../shared/proofs/epoch-change.ts';
import type { PersistRecord } from '../../core/consensus/types.ts';
import type { StateLeaf, StateWrite } from '../../core/contracts/types.ts';
import {
	blocksWithinBytes,
	decodeExecution,
	decodeStoredBlock,
	decodeStoredEpoch,
	encodeExecution,
	encodeStoredBlock,
	encodeStoredEpoch,
	withinBytes,
} from './records.ts';
import { requireNextHeights } from './sequence.ts';
import {
	type ConsensusBatch,
	type EpochHandover,
	type FrozenState,
	type InstalledSnapshot,
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
	#historyFrom = 1;

	get historyFrom(): number {
		return this.#historyFrom;
	}

	get epochStarts(): readonly number[] {
		return [...this.#epochs.values()].map(({ epoch }) => decodeStoredEpoch(epoch).description.startHeight);
	}

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

	async installSnapshot({ epochs, blocks, leaves, execution }: InstalledSnapshot): Promise<void> {
		for (const handover of epochs)
			this.#epochs.set(handover.description.epoch, {
				epoch: encodeStoredEpoch(handover),
				proof: encodeEpochChangeProof(handover.proof),
				void: [],
			});
		if (epochs.length > 0) this.#records.clear();
		for (const stored of blocks) {
			const { height } = stored.block.header;
			this.#blocks[height - 1] = encodeStoredBlock(stored);
			this.#heights.set(toHex(stored.blockId), height);
		}
		this.#state.clear();
		for (const { path, value } of leaves) this.#state.set(path, value.slice());
		this.#executions[execution.height - 1] = encodeExecution(execution);
		this.#historyFrom = execution.height + 1;
	}

	freezeState(): FrozenState {
		const leaves = this.#sortedState();
		return {
			leavesFrom: async (path, count) => {
				const start = path === null ? 0 : leaves.findIndex((leaf) => compareText(leaf.path, path) >= 0);
				return start < 0 ? [] : leaves.slice(start, start + count);
			},
			release: async () => {},
		};
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

	async encodedBlocks(fromHeight: number, count: number, maxBytes: number): Promise<readonly Uint8Array[]> {
		const wanted = this.#blocks.slice(fromHeight - 1, fromHeight - 1 + count);
		const gap = wanted.findIndex((bytes) => !bytes);
		return blocksWithinBytes(gap < 0 ? wanted : wanted.slice(0, gap), maxBytes);
	}

	async heightOf(blockId: Digest): Promise<number | null> {
		return this.#heights.get(toHex(blockId)) ?? null;
	}

	async execution(height: number): Promise<StoredExecution | null> {
		const bytes = this.#executions[height - 1];
		return bytes ? decodeExecution(bytes) : null;
	}

	async encodedExecutions(fromHeight: number, count: number, maxBytes: number): Promise<readonly Uint8Array[]> {
		const wanted = this.#executions.slice(fromHeight - 1, fromHeight - 1 + count);
		const gap = wanted.findIndex((bytes) => !bytes);
		return withinBytes(gap < 0 ? wanted : wanted.slice(0, gap), maxBytes);
	}

	async transaction(id: Digest): Promise<TransactionPlace | null> {
		return this.#transactions.get(toHex(id)) ?? null;
	}

	async *stateLeaves(): AsyncIterable<StateLeaf[]> {
		const leaves = this.#sortedState();
		for (let from = 0; from < leaves.length; from += STATE_CHUNK_LEAVES)
			yield leaves.slice(from, from + STATE_CHUNK_LEAVES);
	}

	async close(): Promise<void> {}

	#sortedState(): StateLeaf[] {
		return [...this.#state].sort(([a], [b]) => compareText(a, b)).map(([path, value]) => ({ path, value }));
	}
}
