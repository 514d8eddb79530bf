import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExecutionQueue } from '../../../src/main/node/execution/execution-queue.ts';
import { InlineExecutor } from '../../../src/main/node/execution/inline-executor.ts';
import { networkPeers, placeIn } from '../../../src/main/node/start/epochs.ts';
import { StallWatch } from '../../../src/main/node/start/stall-watch.ts';
import { MemoryStore } from '../../../src/main/node/store/memory-store.ts';
import type { StoredBlock } from '../../../src/main/node/store/types.ts';
import { genesisEpoch } from '../../../src/shared/codec/epoch.ts';
import { encodeGenesis } from '../../../src/shared/codec/genesis.ts';
import { EngineChain } from '../../fixtures/engine-chain.ts';
import { SMALL_CHAIN_TIME, smallGenesis, validatorSigners } from '../../fixtures/small-chain.ts';

describe('the execution queue at the end of an epoch', () => {
	it('passes over void blocks, and executes the next epoch’s block of the same height', async () => {
		const chain = new EngineChain(smallGenesis, validatorSigners);
		const blocks = [1, 2].map((second) => chain.produce([], SMALL_CHAIN_TIME + second * 1_000, 0));
		const executor = new InlineExecutor({ genesis: encodeGenesis(smallGenesis) });
		await executor.start(0, null);
		const executed: number[] = [];
		let endsAt: number | null = 1;
		const queue = new ExecutionQueue({
			store: new MemoryStore(),
			executor,
			verifiedOf: () => [],
			isVoid: ({ block }) => endsAt !== null && block.header.height > endsAt,
			onExecuted: ({ result }) => executed.push(result.height),
			onFailure: (error) => expect.fail(String(error)),
		});
		const [first, second] = blocks as unknown as [StoredBlock, StoredBlock];
		queue.push(second);
		await queue.drained();
		queue.push(first);
		queue.push(second);
		await queue.drained();
		expect(executed).toEqual([1]);
		endsAt = null;
		queue.push(second);
		await queue.drained();
		expect(executed).toEqual([1, 2]);
		await executor.stop();
	});
});

describe('a node’s place in an epoch', () => {
	const [first, second] = validatorSigners as [(typeof validatorSigners)[number], (typeof validatorSigners)[number]];
	const validators = smallGenesis.validators.map((one, i) => ({ ...one, peerId: `peer-${i}`, addresses: [`/a/${i}`] }));
	const epoch = { ...genesisEpoch(smallGenesis), validators };

	it('is that of its name, if it holds the key that the epoch names, whichever it is', () => {
		const keys = { peerId: 'peer-1', validatorSigners: [first, second] };
		expect(placeIn(epoch, 'v1', keys)).toEqual({ self: 1, signer: second });
		expect(placeIn(epoch, 'v1', { ...keys, validatorSigners: [first] })).toBeNull();
		expect(placeIn(epoch, 'v1', { ...keys, peerId: 'peer-2' })).toBeNull();
		expect(placeIn(epoch, 'v9', keys)).toBeNull();
		expect(placeIn(epoch, null, keys)).toBeNull();
	});

	it('leaves all others as peers, at the addresses that hold from here', () => {
		expect(networkPeers(epoch, 'peer-1', { v2: ['/b/2'] })).toEqual([
			{ validator: 0, peerId: 'peer-0', addresses: ['/a/0'] },
			{ validator: 2, peerId: 'peer-2', addresses: ['/b/2'] },
			{ validator: 3, peerId: 'peer-3', addresses: ['/a/3'] },
		]);
	});
});

describe('the stall watch', () => {
	beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
	afterEach(() => void vi.useRealTimers());

	it('tells when the height has stood still for long, again after as long, and never once stopped', () => {
		let height = 7;
		const onStalled = vi.fn();
		const watch = new StallWatch({ idleIntervalMs: 2_000 }, { height: () => height, onStalled });
		vi.advanceTimersByTime(20_000);
		height = 8;
		vi.advanceTimersByTime(20_000);
		expect(onStalled).not.toHaveBeenCalled();
		vi.advanceTimersByTime(5_000);
		expect(onStalled).toHaveBeenCalledTimes(1);
		vi.advanceTimersByTime(25_000);
		expect(onStalled).toHaveBeenCalledTimes(2);
		watch.stop();
		vi.advanceTimersByTime(100_000);
		expect(onStalled).toHaveBeenCalledTimes(2);
	});
});
