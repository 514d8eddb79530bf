import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LevelStore } from '../../../src/main/node/store/level-store.ts';
import { heightKey } from '../../../src/main/node/store/records.ts';
import type { StoredBlock } from '../../../src/main/node/store/types.ts';
import { encodeEpochDescription, genesisEpoch } from '../../../src/shared/codec/epoch.ts';
import { EngineChain } from '../../fixtures/engine-chain.ts';
import { SMALL_CHAIN_TIME, smallGenesis, transfer, validatorSigners } from '../../fixtures/small-chain.ts';

const DAMAGED = { code: 'DATA_DIRECTORY_DAMAGED' };
const EPOCHS = 3;

const chain = new EngineChain(smallGenesis, validatorSigners);
const made = chain.produce([transfer(chain.engine.chainId, 'alice', 0)], SMALL_CHAIN_TIME + 1_000, 5);

let directory = '';
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-damaged-'));
	const store = await LevelStore.open(directory);
	const { block, blockId, proof, finalisedAtMs, stateRoot, transactionIds, receipts, events } = made;
	const stored: StoredBlock = { block, blockId, proof, finalisedAtMs };
	await store.persistConsensus({ records: [], commits: [stored] });
	await store.persistExecution(
		{ height: 1, stateRoot, transactionIds, receipts, events, nextDeadline: null, credit: null },
		[],
	);
	for (let epoch = 1; epoch <= EPOCHS; epoch++) {
		const description = { ...genesisEpoch(smallGenesis), epoch, startHeight: 1 };
		const inState = { depth: 0, bitmap: new Uint8Array(0), siblings: [], other: null };
		const encoded = encodeEpochDescription(description);
		const handover = { headers: [block.header], commitProof: proof, description: encoded, inState };
		await store.persistEpoch({ description, stateRoot, proof: handover });
	}
	await store.close();
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Half of a record, or none of it, as a disk might leave it. */
async function damage(space: string, key: number, keep: 'half' | 'none'): Promise<void> {
	const database = new ClassicLevel<string, Uint8Array>(directory, { valueEncoding: 'view' });
	const records = database.sublevel<string, Uint8Array>(space, { valueEncoding: 'view' });
	const bytes = (await records.get(heightKey(key))) as Uint8Array;
	expect(bytes.length).toBeGreaterThan(8);
	if (keep === 'none') await records.del(heightKey(key));
	else await records.put(heightKey(key), bytes.slice(0, bytes.length >> 1));
	await database.close();
}

async function withStore<T>(use: (store: LevelStore) => Promise<T>): Promise<T> {
	const store = await LevelStore.open(directory);
	try {
		return await use(store);
	} finally {
		await store.close();
	}
}

describe('a store with damaged records', () => {
	it('opens while nothing is damaged', async () => {
		expect(await withStore((store) => store.epochs())).toHaveLength(EPOCHS);
	});

	it.each([1, 2, EPOCHS])('does not open with half of the description of epoch %i', async (epoch) => {
		await damage('epoch', epoch, 'half');
		await expect(LevelStore.open(directory)).rejects.toMatchObject(DAMAGED);
		// Closed again: whoever mends it can open it.
		await expect(LevelStore.open(directory)).rejects.toMatchObject({
			message: expect.stringContaining('a record of kind epoch'),
		});
	});

	it('does not open without an epoch between two others: its keys would count for another one', async () => {
		await damage('epoch', 2, 'none');
		await expect(LevelStore.open(directory)).rejects.toMatchObject({
			...DAMAGED,
			message: 'database is damaged: epoch 2 is missing.',
		});
	});

	it('says of a truncated handover, block or execution what it is', async () => {
		for (const space of ['epoch-proof', 'block', 'execution']) await damage(space, 1, 'half');
		await withStore(async (store) => {
			await expect(store.epochProof(1)).rejects.toMatchObject(DAMAGED);
			await expect(store.block(1)).rejects.toMatchObject(DAMAGED);
			await expect(store.execution(1)).rejects.toMatchObject(DAMAGED);
			await expect(store.encodedBlocks(1, 1, 1_000_000)).rejects.toMatchObject(DAMAGED);
			expect(await store.epochProof(2)).not.toBeNull();
		});
	});
});
