import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ReadModel } from '../../src/main/api/read-model/read-model.ts';
import { WorkerExecutor } from '../../src/main/node/execution/worker-executor.ts';
import { LevelStore } from '../../src/main/node/store/level-store.ts';
import type { ExecutedBlock } from '../../src/main/node/types.ts';
import type { Block } from '../../src/shared/codec/block.ts';
import type { Digest } from '../../src/shared/codec/bytes.ts';
import { encodeGenesis } from '../../src/shared/codec/genesis.ts';
import type { GenesisDocument } from '../../src/shared/codec/genesis-document.ts';
import { modules } from '../fixtures/engine-market.ts';
import { fillProduct } from './large-product-bench.ts';
import { threadCpuMs } from './thread-time.ts';

export interface HostSlicesResult {
	readonly orders: number;
	readonly blocks: number;
	/** Work of the main thread between two turns of its event loop while a product clears, ms of its own CPU time. */
	readonly longestMs: number;
	readonly p9999Ms: number;
	readonly over8: number;
	/** Of taking a result, storing it, and reading it into the console's model. */
	readonly stages: { readonly store: number; readonly model: number };
}

/**
 * What a node's main thread does for each block of a large clearing, with the executor in its worker and the store on
 * disk: the time between two turns of the event loop.
 */
export async function benchHostSlices(orders = 100_000, mostBlocks = 200): Promise<HostSlicesResult> {
	const { genesis, blocks, filled } = produceBlocks(orders, mostBlocks);
	const directory = await mkdtemp(join(tmpdir(), 'gridquorum-bench-'));
	const store = await LevelStore.open(directory);
	const executor = new WorkerExecutor({ genesis: encodeGenesis(genesis) });
	const model = new ReadModel({
		genesis,
		hasher: modules.hasher,
		utcOffsetMinutes: 0,
		wallNow: () => 0,
	});
	const slices: number[] = [];
	const stages = { store: 0, model: 0 };
	let isOn = true;
	let last = threadCpuMs();
	const turn = (): void => {
		const now = threadCpuMs();
		slices.push(now - last);
		last = now;
		if (isOn) setImmediate(turn);
	};
	try {
		await executor.start(0, null);
		for (const [index, block] of blocks.entries()) {
			if (index === filled) {
				last = threadCpuMs();
				setImmediate(turn);
			}
			const result = await executor.execute(block, []);
			const { height, stateRoot, receipts, events, nextDeadline, writes } = result;
			const transactionIds = receipts.flatMap(({ transactionId }): Digest[] => (transactionId ? [transactionId] : []));
			const storing = performance.now();
			const stored = store.persistExecution(
				{ height, stateRoot, transactionIds, receipts, events, nextDeadline, credit: null },
				writes,
				result.record,
			);
			if (index >= filled) stages.store = Math.max(stages.store, performance.now() - storing);
			await stored;
			const reading = performance.now();
			model.apply({
				block,
				blockId: stateRoot,
				proof: null,
				stateRoot,
				transactionIds,
				receipts,
				events,
				finalisedAtMs: 0,
			} as unknown as ExecutedBlock);
			if (index >= filled) stages.model = Math.max(stages.model, performance.now() - reading);
		}
	} finally {
		isOn = false;
		await executor.stop();
		await store.close();
		await rm(directory, { recursive: true, force: true });
	}
	slices.sort((a, b) => a - b);
	return {
		orders,
		blocks: blocks.length - filled,
		longestMs: slices.at(-1) ?? 0,
		p9999Ms: slices[Math.floor(slices.length * 0.9999)] ?? 0,
		over8: slices.filter((each) => each > 8).length,
		stages,
	};
}

/** The blocks of a product from its opening on; the engine that made them is not kept, since a host has none either. */
function produceBlocks(
	orders: number,
	mostBlocks: number,
): { readonly genesis: GenesisDocument; readonly blocks: readonly Block[]; readonly filled: number } {
	const { market, terms } = fillProduct(orders);
	const filled = market.blocks.length;
	for (let at = terms.gateClosure; market.blocks.length < filled + mostBlocks; at++) {
		market.block(at);
		if (market.engine.nextDeadline !== terms.gateClosure) break;
	}
	return { genesis: market.genesis, blocks: market.blocks, filled };
}

if (import.meta.main)
	process.stdout.write(`${JSON.stringify(await benchHostSlices(Number(process.argv[2] ?? 100_000)))}\n`);
