import { setImmediate as yieldToLoop } from 'node:timers/promises';
import { ClassicLevel } from 'classic-level';
import { type Digest, toHex } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type EpochChangeProof, encodeEpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import type { PersistRecord } from '../../core/consensus/types.ts';
import type { StateLeaf, StateWrite } from '../../core/contracts/types.ts';
import { systemFault } from '../files/system-fault.ts';
import { plainBytes } from '../plain-bytes.ts';
import {
	blocksWithinBytes,
	decodeExecution,
	decodePlace,
	decodeStoredBlock,
	decodeStoredEpoch,
	decodeStoredHandover,
	encodeExecution,
	encodePlace,
	encodeStoredBlock,
	encodeStoredEpoch,
	heightKey,
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

type Database = ClassicLevel<string, Uint8Array>;
type Space = ReturnType<typeof openSpace>;

const GENESIS_ROOT = 'genesis-state-root';
const HISTORY_FROM = 'history-from';
/** Stored blocks that are read at once while a response is filled. */
const READ_AHEAD = 32;

/** What one turn of the event loop puts into a batch: a large clearing writes megabytes in one block, a batch thousands of leaves. */
const SLICE_BYTES = 262_144;
const SLICE_WRITES = 256;

/** The store on disk: one LevelDB with a sublevel per kind of record, so that one batch covers them all. */
export class LevelStore implements Store {
	readonly #database: Database;
	readonly #consensus: Space;
	readonly #blocks: Space;
	readonly #heights: Space;
	readonly #executions: Space;
	readonly #transactions: Space;
	readonly #state: Space;
	readonly #epochs: Space;
	readonly #epochProofs: Space;
	readonly #voidBlocks: Space;
	readonly #meta: Space;
	#committedHeight = 0;
	#executedHeight = 0;
	#historyFrom = 1;
	#epochStarts: readonly number[] = [];
	#genesisStateRoot: Digest | null = null;

	/** @throws CodedError DATA_DIRECTORY_DAMAGED when the database, or what it says of epochs, cannot be read; DISK_*. */
	static async open(directory: string): Promise<LevelStore> {
		const database: Database = new ClassicLevel(directory, { valueEncoding: 'view', cacheSize: 32 * 1_048_576 });
		try {
			await database.open();
		} catch (error) {
			const cause = (error as { cause?: unknown }).cause ?? error;
			throw (
				systemFault(error, directory) ??
				new CodedError('DATA_DIRECTORY_DAMAGED', { path: directory, reason: String(cause) })
			);
		}
		const store = new LevelStore(database);
		try {
			await store.#load();
		} catch (error) {
			await database.close();
			throw error;
		}
		return store;
	}

	private constructor(database: Database) {
		this.#database = database;
		this.#consensus = openSpace(database, 'consensus');
		this.#blocks = openSpace(database, 'block');
		this.#heights = openSpace(database, 'height');
		this.#executions = openSpace(database, 'execution');
		this.#transactions = openSpace(database, 'transaction');
		this.#state = openSpace(database, 'state');
		this.#epochs = openSpace(database, 'epoch');
		this.#epochProofs = openSpace(database, 'epoch-proof');
		this.#voidBlocks = openSpace(database, 'void-block');
		this.#meta = openSpace(database, 'meta');
	}

	get committedHeight(): number {
		return this.#committedHeight;
	}

	get executedHeight(): number {
		return this.#executedHeight;
	}

	get historyFrom(): number {
		return this.#historyFrom;
	}

	get epochStarts(): readonly number[] {
		return this.#epochStarts;
	}

	get genesisStateRoot(): Digest | null {
		return this.#genesisStateRoot;
	}

	async persistConsensus({ records, commits }: ConsensusBatch): Promise<void> {
		requireNextHeights(this.#committedHeight, commits);
		const batch = this.#database.batch();
		for (const { key, value } of records) {
			if (value === null) batch.del(key, { sublevel: this.#consensus });
			else batch.put(key, value, { sublevel: this.#consensus });
		}
		for (const commit of commits) {
			const key = heightKey(commit.block.header.height);
			batch.put(key, encodeStoredBlock(commit), { sublevel: this.#blocks });
			batch.put(toHex(commit.blockId), encodePlace({ height: commit.block.header.height, index: 0 }), {
				sublevel: this.#heights,
			});
		}
		await batch.write({ sync: true });
		this.#committedHeight += commits.length;
	}

	async persistGenesisState(leaves: Iterable<StateLeaf>, stateRoot: Digest): Promise<void> {
		const batch = this.#database.batch();
		for (const { path, value } of leaves) batch.put(path, value, { sublevel: this.#state });
		batch.put(GENESIS_ROOT, stateRoot, { sublevel: this.#meta });
		await batch.write({ sync: true });
		this.#genesisStateRoot = stateRoot;
	}

	/** Not synced: a lost result is made again from its block, and LevelDB never keeps a later write without it. */
	async persistExecution(
		entry: StoredExecution,
		writes: readonly StateWrite[],
		record: Uint8Array | null = null,
	): Promise<void> {
		if (entry.height !== this.#executedHeight + 1)
			throw new Error(`execution of ${entry.height} after ${this.#executedHeight}`);
		const batch = this.#database.batch();
		batch.put(heightKey(entry.height), record ?? encodeExecution(entry), { sublevel: this.#executions });
		for (const [index, id] of entry.transactionIds.entries())
			batch.put(toHex(id), encodePlace({ height: entry.height, index }), { sublevel: this.#transactions });
		let [sliceBytes, sliceWrites] = [0, 0];
		for (const { path, value } of writes) {
			if (value === null) batch.del(path, { sublevel: this.#state });
			else batch.put(path, value, { sublevel: this.#state });
			sliceBytes += value?.length ?? 0;
			sliceWrites += 1;
			if (sliceBytes < SLICE_BYTES && sliceWrites < SLICE_WRITES) continue;
			[sliceBytes, sliceWrites] = [0, 0];
			await yieldToLoop();
		}
		await batch.write();
		this.#executedHeight = entry.height;
	}

	async persistEpoch(handover: EpochHandover): Promise<void> {
		const { epoch, startHeight } = handover.description;
		const key = heightKey(epoch);
		if (await this.#epochs.has(key)) return;
		const batch = this.#database.batch();
		batch.put(key, encodeStoredEpoch(handover), { sublevel: this.#epochs });
		batch.put(key, encodeEpochChangeProof(handover.proof), { sublevel: this.#epochProofs });
		for await (const record of this.#consensus.keys()) batch.del(record, { sublevel: this.#consensus });
		for await (const [height, encoded] of this.#blocks.iterator({ gt: heightKey(startHeight) })) {
			const { blockId } = decodeStoredBlock(plainBytes(encoded));
			batch.del(height, { sublevel: this.#blocks });
			batch.del(toHex(blockId), { sublevel: this.#heights });
			batch.put(`${heightKey(epoch - 1)}/${height}`, plainBytes(encoded), { sublevel: this.#voidBlocks });
		}
		await batch.write({ sync: true });
		this.#committedHeight = Math.min(this.#committedHeight, startHeight);
		this.#epochStarts = [...this.#epochStarts, startHeight];
	}

	async epochs(): Promise<readonly StoredEpoch[]> {
		return (await this.#epochs.values().all()).map((bytes) => decodeStoredEpoch(plainBytes(bytes)));
	}

	async epochProof(epoch: number): Promise<EpochChangeProof | null> {
		const bytes = await this.#epochProofs.get(heightKey(epoch));
		return bytes ? decodeStoredHandover(plainBytes(bytes)) : null;
	}

	async voidBlocks(epoch: number): Promise<readonly StoredBlock[]> {
		const range = { gt: `${heightKey(epoch)}/`, lt: `${heightKey(epoch + 1)}/` };
		return (await this.#voidBlocks.values(range).all()).map((bytes) => decodeStoredBlock(plainBytes(bytes)));
	}

	async installSnapshot({ epochs, blocks, leaves, execution }: InstalledSnapshot): Promise<void> {
		const batch = this.#database.batch();
		for (const handover of epochs) {
			const key = heightKey(handover.description.epoch);
			batch.put(key, encodeStoredEpoch(handover), { sublevel: this.#epochs });
			batch.put(key, encodeEpochChangeProof(handover.proof), { sublevel: this.#epochProofs });
		}
		if (epochs.length > 0)
			for await (const record of this.#consensus.keys()) batch.del(record, { sublevel: this.#consensus });
		for (const stored of blocks) {
			const { height } = stored.block.header;
			batch.put(heightKey(height), encodeStoredBlock(stored), { sublevel: this.#blocks });
			batch.put(toHex(stored.blockId), encodePlace({ height, index: 0 }), { sublevel: this.#heights });
		}
		for await (const path of this.#state.keys()) batch.del(path, { sublevel: this.#state });
		for (const { path, value } of leaves) batch.put(path, value, { sublevel: this.#state });
		const { height } = execution;
		batch.put(heightKey(height), encodeExecution(execution), { sublevel: this.#executions });
		batch.put(HISTORY_FROM, encodePlace({ height: height + 1, index: 0 }), { sublevel: this.#meta });
		await batch.write({ sync: true });
		this.#committedHeight = height;
		this.#executedHeight = height;
		this.#historyFrom = height + 1;
		this.#epochStarts = [...this.#epochStarts, ...epochs.map(({ description }) => description.startHeight)];
	}

	freezeState(): FrozenState {
		return freeze(this.#database, this.#state);
	}

	async consensusRecords(): Promise<PersistRecord[]> {
		return (await this.#consensus.iterator().all()).map(([key, value]) => ({ key, value: plainBytes(value) }));
	}

	async block(height: number): Promise<StoredBlock | null> {
		const bytes = await this.#blocks.get(heightKey(height));
		return bytes ? decodeStoredBlock(plainBytes(bytes)) : null;
	}

	async encodedBlocks(fromHeight: number, count: number, maxBytes: number): Promise<readonly Uint8Array[]> {
		const result: Uint8Array[] = [];
		let left = maxBytes;
		for (let from = fromHeight; result.length < count; ) {
			const limit = Math.min(READ_AHEAD, count - result.length);
			const entries = await this.#blocks.iterator({ gte: heightKey(from), limit }).all();
			const found = entries.filter(([key], index) => Number(key) === from + index).map(([, value]) => value);
			const fitting = blocksWithinBytes(found, left);
			// The response's first block always fits, a later batch's need not.
			if (result.length > 0 && fitting.length > 0 && (fitting[0] as Uint8Array).length > left) break;
			result.push(...fitting);
			left -= fitting.reduce((sum, { length }) => sum + length, 0);
			from += fitting.length;
			if (fitting.length < limit || left <= 0) break;
		}
		return result;
	}

	async heightOf(blockId: Digest): Promise<number | null> {
		const bytes = await this.#heights.get(toHex(blockId));
		return bytes ? decodePlace(plainBytes(bytes)).height : null;
	}

	async execution(height: number): Promise<StoredExecution | null> {
		const bytes = await this.#executions.get(heightKey(height));
		return bytes ? decodeExecution(plainBytes(bytes)) : null;
	}

	async encodedExecutions(fromHeight: number, count: number, maxBytes: number): Promise<readonly Uint8Array[]> {
		const result: Uint8Array[] = [];
		let bytes = 0;
		// One at a time: that of a large clearing has megabytes.
		for await (const [key, value] of this.#executions.iterator({ gte: heightKey(fromHeight), limit: count })) {
			bytes += value.length;
			if (Number(key) !== fromHeight + result.length || (result.length > 0 && bytes > maxBytes)) break;
			result.push(plainBytes(value));
		}
		return result;
	}

	async transaction(id: Digest): Promise<TransactionPlace | null> {
		const bytes = await this.#transactions.get(toHex(id));
		return bytes ? decodePlace(plainBytes(bytes)) : null;
	}

	async *stateLeaves(): AsyncIterable<StateLeaf[]> {
		const iterator = this.#state.iterator();
		try {
			while (true) {
				const entries = await iterator.nextv(STATE_CHUNK_LEAVES);
				if (entries.length === 0) return;
				yield entries.map(([path, value]) => ({ path, value: plainBytes(value) }));
			}
		} finally {
			await iterator.close();
		}
	}

	async close(): Promise<void> {
		await this.#database.close();
	}

	async #load(): Promise<void> {
		this.#committedHeight = await lastHeight(this.#blocks);
		this.#executedHeight = await lastHeight(this.#executions);
		const root = await this.#meta.get(GENESIS_ROOT);
		this.#genesisStateRoot = root ? plainBytes(root) : null;
		const epochs = (await this.epochs()).map(({ description }) => description);
		const missing = epochs.findIndex(({ epoch }, index) => epoch !== index + 1) + 1;
		if (missing > 0)
			throw new CodedError('DATA_DIRECTORY_DAMAGED', { path: 'database', reason: `epoch ${missing} is missing` });
		this.#epochStarts = epochs.map(({ startHeight }) => startHeight);
		const from = await this.#meta.get(HISTORY_FROM);
		this.#historyFrom = from ? decodePlace(plainBytes(from)).height : 1;
	}
}

function freeze(database: Database, state: Space): FrozenState {
	const snapshot = database.snapshot();
	return {
		async leavesFrom(path, limit) {
			const range = path === null ? {} : { gte: path };
			const entries = await state.iterator({ ...range, limit, snapshot }).all();
			return entries.map(([key, value]) => ({ path: key, value: plainBytes(value) }));
		},
		release: () => snapshot.close(),
	};
}

function openSpace(database: Database, name: string) {
	return database.sublevel<string, Uint8Array>(name, { keyEncoding: 'utf8', valueEncoding: 'view' });
}

async function lastHeight(space: Space): Promise<number> {
	const [key] = await space.keys({ reverse: true, limit: 1 }).all();
	return key === undefined ? 0 : Number(key);
}
