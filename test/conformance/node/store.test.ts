import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StateLeaf } from '../../../src/main/core/contracts/types.ts';
import { LevelStore } from '../../../src/main/node/store/level-store.ts';
import { MemoryStore } from '../../../src/main/node/store/memory-store.ts';
import { encodeExecution, encodeStoredBlock } from '../../../src/main/node/store/records.ts';
import type { EpochHandover, Store, StoredBlock, StoredExecution } from '../../../src/main/node/store/types.ts';
import { encodeCommittedBlock } from '../../../src/shared/codec/block-codec.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { encodeEpochDescription, genesisEpoch } from '../../../src/shared/codec/epoch.ts';
import { EngineChain } from '../../fixtures/engine-chain.ts';
import { SMALL_CHAIN_TIME, smallGenesis, transfer, validatorSigners } from '../../fixtures/small-chain.ts';

interface Kept {
	readonly store: Store;
	/** Closes it and opens what is durable of it again. */
	reopen(): Promise<Store>;
	remove(): Promise<void>;
}

async function memory(): Promise<Kept> {
	const store = new MemoryStore();
	return { store, reopen: async () => store, remove: async () => {} };
}

async function level(): Promise<Kept> {
	const directory = await mkdtemp(join(tmpdir(), 'gridquorum-store-'));
	let store = await LevelStore.open(directory);
	return {
		store,
		async reopen() {
			await store.close();
			store = await LevelStore.open(directory);
			return store;
		},
		async remove() {
			await store.close();
			await rm(directory, { recursive: true, force: true });
		},
	};
}

const chain = new EngineChain(smallGenesis, validatorSigners);
const produced = [0, 1, 2].map((nonce) =>
	chain.produce([transfer(chain.engine.chainId, 'alice', nonce)], SMALL_CHAIN_TIME + (nonce + 1) * 1_000, 5),
);
const blocks: StoredBlock[] = produced.map(({ block, blockId, proof, finalisedAtMs }) => ({
	block,
	blockId,
	proof,
	finalisedAtMs,
}));
const executions: StoredExecution[] = produced.map(({ block, stateRoot, transactionIds, receipts, events }) => ({
	height: block.header.height,
	stateRoot,
	transactionIds,
	receipts,
	events,
	nextDeadline: null,
	credit: utf8('ledger'),
}));
const [first, second, third] = blocks as [StoredBlock, StoredBlock, StoredBlock];

describe.each([
	['memory', memory],
	['classic-level', level],
] as const)('store: %s', (_, open) => {
	let kept: Kept;
	afterEach(() => kept.remove());

	it('begins empty', async () => {
		kept = await open();
		const { store } = kept;
		expect([store.committedHeight, store.executedHeight, store.genesisStateRoot]).toEqual([0, 0, null]);
		expect(await store.consensusRecords()).toEqual([]);
		expect([await store.block(1), await store.execution(1), await store.heightOf(first.blockId)]).toEqual([
			null,
			null,
			null,
		]);
	});

	it('keeps records and blocks of one batch across a restart, byte for byte', async () => {
		kept = await open();
		await kept.store.persistConsensus({
			records: [
				{ key: 'b', value: utf8('2') },
				{ key: 'a', value: utf8('1') },
			],
			commits: [first, second],
		});
		await kept.store.persistConsensus({ records: [{ key: 'b', value: null }], commits: [third] });
		const store = await kept.reopen();
		expect(await store.consensusRecords()).toEqual([{ key: 'a', value: utf8('1') }]);
		expect(store.committedHeight).toBe(3);
		expect(encodeStoredBlock((await store.block(2)) as StoredBlock)).toEqual(encodeStoredBlock(second));
		expect(await store.heightOf(third.blockId)).toBe(3);
		expect(store.executedHeight).toBe(0);
	});

	it('refuses a gap in the chain and changes nothing', async () => {
		kept = await open();
		await expect(
			kept.store.persistConsensus({ records: [{ key: 'a', value: utf8('1') }], commits: [second] }),
		).rejects.toThrow('height 2 where 1 is next');
		expect(await kept.store.consensusRecords()).toEqual([]);
		await expect(kept.store.persistExecution(executions[1] as StoredExecution, [])).rejects.toThrow(
			'execution of 2 after 0',
		);
	});

	it('keeps an execution, its index and its leaves together', async () => {
		kept = await open();
		await kept.store.persistGenesisState(
			[
				{ path: 'a', value: utf8('0') },
				{ path: 'b', value: utf8('0') },
			],
			new Uint8Array(32).fill(7),
		);
		await kept.store.persistConsensus({ records: [], commits: blocks });
		const execution = executions[0] as StoredExecution;
		await kept.store.persistExecution(execution, [
			{ path: 'b', value: null },
			{ path: 'c', value: utf8('1') },
		]);
		const store = await kept.reopen();
		expect(store.genesisStateRoot).toEqual(new Uint8Array(32).fill(7));
		expect([store.committedHeight, store.executedHeight]).toEqual([3, 1]);
		expect(await store.execution(1)).toEqual(execution);
		expect(await store.transaction(execution.transactionIds[0] as Uint8Array)).toEqual({ height: 1, index: 0 });
		const leaves: StateLeaf[] = [];
		for await (const chunk of store.stateLeaves()) leaves.push(...chunk);
		expect(leaves).toEqual([
			{ path: 'a', value: utf8('0') },
			{ path: 'c', value: utf8('1') },
		]);
	});

	it('gives every leaf of a large state, ascending, in chunks', async () => {
		kept = await open();
		const many = Array.from({ length: 5_000 }, (_, i) => ({
			path: `p/${String(i).padStart(6, '0')}`,
			value: utf8(String(i)),
		}));
		await kept.store.persistGenesisState(many, new Uint8Array(32));
		const leaves: StateLeaf[] = [];
		let chunks = 0;
		for await (const chunk of kept.store.stateLeaves()) {
			chunks += 1;
			leaves.push(...chunk);
		}
		expect(leaves).toEqual(many);
		expect(chunks).toBeGreaterThan(1);
	});

	it('serves final blocks as they were committed, up to the count and the bytes asked for', async () => {
		kept = await open();
		await kept.store.persistConsensus({ records: [], commits: blocks });
		const encoded = blocks.map(({ block, proof }) => encodeCommittedBlock({ block, proof }));
		const [one, two] = encoded.map(({ length }) => length) as [number, number, number];
		expect(await kept.store.encodedBlocks(1, 10, 1_000_000)).toEqual(encoded);
		expect(await kept.store.encodedBlocks(2, 1, 1_000_000)).toEqual([encoded[1]]);
		expect(await kept.store.encodedBlocks(1, 10, one + two)).toEqual(encoded.slice(0, 2));
		expect(await kept.store.encodedBlocks(1, 10, 1)).toEqual([encoded[0]]);
		expect(await kept.store.encodedBlocks(4, 10, 1_000_000)).toEqual([]);
	});

	it('gives ranges of results as they are stored, within count, size and the chain', async () => {
		kept = await open();
		const { store } = kept;
		await store.persistConsensus({ records: [], commits: blocks });
		for (const execution of executions) await store.persistExecution(execution, []);
		const encoded = executions.map(encodeExecution);
		const [one, two] = encoded.map(({ length }) => length) as [number, number];
		expect(await store.encodedExecutions(1, 10, 1_000_000)).toEqual(encoded);
		expect(await store.encodedExecutions(2, 1, 1_000_000)).toEqual([encoded[1]]);
		expect(await store.encodedExecutions(1, 10, one + two)).toEqual(encoded.slice(0, 2));
		expect(await store.encodedExecutions(1, 10, 1)).toEqual([encoded[0]]);
		expect(await store.encodedExecutions(executions.length + 1, 10, 1_000_000)).toEqual([]);
	});

	it('freezes the state: later writes do not show, and any part of it can be read', async () => {
		kept = await open();
		const leaf = (path: string, value: string) => ({ path, value: utf8(value) });
		await kept.store.persistGenesisState([leaf('a', '0'), leaf('b', '0'), leaf('c', '0')], new Uint8Array(32));
		const frozen = kept.store.freezeState();
		await kept.store.persistConsensus({ records: [], commits: blocks });
		await kept.store.persistExecution(executions[0] as StoredExecution, [
			{ path: 'b', value: null },
			{ path: 'bb', value: utf8('1') },
		]);
		expect(await frozen.leavesFrom(null, 2)).toEqual([leaf('a', '0'), leaf('b', '0')]);
		expect(await frozen.leavesFrom('b', 9)).toEqual([leaf('b', '0'), leaf('c', '0')]);
		expect(await frozen.leavesFrom('d', 9)).toEqual([]);
		await frozen.release();
		await frozen.release();
	});

	it('puts a snapshot in the place of what was executed, and goes on above it', async () => {
		kept = await open();
		await kept.store.persistGenesisState([{ path: 'old', value: utf8('0') }], new Uint8Array(32));
		await kept.store.persistConsensus({ records: [{ key: 'safety', value: utf8('1') }], commits: [] });
		const execution = { ...(executions[1] as StoredExecution), transactionIds: [], receipts: [], events: [] };
		const leaves = [{ path: 'new', value: utf8('1') }];
		await kept.store.installSnapshot({ epochs: [], blocks: [second], leaves, execution });
		const store = await kept.reopen();
		expect([store.committedHeight, store.executedHeight, store.historyFrom]).toEqual([2, 2, 3]);
		expect(await store.consensusRecords()).toEqual([{ key: 'safety', value: utf8('1') }]);
		const held: StateLeaf[] = [];
		for await (const chunk of store.stateLeaves()) held.push(...chunk);
		expect(held).toEqual(leaves);
		expect([await store.block(1), await store.execution(1)]).toEqual([null, null]);
		expect(await store.encodedBlocks(1, 5, 1_000_000)).toEqual([]);
		await store.persistConsensus({ records: [], commits: [third] });
		await store.persistExecution(executions[2] as StoredExecution, []);
		expect([store.committedHeight, store.executedHeight]).toEqual([3, 3]);
	});

	describe('at the end of an epoch', () => {
		const description = { ...genesisEpoch(smallGenesis), epoch: 1, startHeight: 1, startTime: 5 };
		const handover: EpochHandover = {
			description,
			stateRoot: new Uint8Array(32).fill(9),
			proof: {
				headers: [third.block.header],
				commitProof: third.proof,
				description: encodeEpochDescription(description),
				inState: { depth: 0, bitmap: new Uint8Array(0), siblings: [], other: null },
			},
		};

		it('keeps the next epoch with its proof and takes void blocks and old records out of the chain', async () => {
			kept = await open();
			await kept.store.persistConsensus({ records: [{ key: 'a', value: utf8('1') }], commits: blocks });
			await kept.store.persistExecution(executions[0] as StoredExecution, []);
			await kept.store.persistEpoch(handover);
			expect(kept.store.committedHeight).toBe(1);
			const store = await kept.reopen();
			expect([store.committedHeight, store.executedHeight]).toEqual([1, 1]);
			expect(await store.consensusRecords()).toEqual([]);
			expect([await store.block(2), await store.heightOf(second.blockId)]).toEqual([null, null]);
			expect(await store.heightOf(first.blockId)).toBe(1);
			expect((await store.voidBlocks(0)).map(encodeStoredBlock)).toEqual([second, third].map(encodeStoredBlock));
			expect(await store.epochs()).toEqual([{ description, stateRoot: handover.stateRoot }]);
			expect(store.epochStarts).toEqual([1]);
			expect(await store.epochProof(1)).toEqual(handover.proof);
			expect([await store.epochProof(0), await store.epochProof(2), await store.voidBlocks(1)]).toEqual([
				null,
				null,
				[],
			]);
		});

		it('goes on above the epoch’s start, and a second handover to the same epoch changes nothing', async () => {
			kept = await open();
			await kept.store.persistConsensus({ records: [], commits: blocks });
			await kept.store.persistEpoch(handover);
			await kept.store.persistConsensus({ records: [{ key: 'b', value: utf8('2') }], commits: [second] });
			await kept.store.persistEpoch(handover);
			const store = await kept.reopen();
			expect(store.committedHeight).toBe(2);
			expect(await store.consensusRecords()).toEqual([{ key: 'b', value: utf8('2') }]);
			expect(await store.heightOf(second.blockId)).toBe(2);
			expect(await store.voidBlocks(0)).toHaveLength(2);
		});
	});
});
