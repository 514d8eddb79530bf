import { afterEach, describe, expect, it } from 'vitest';
import { ledgerPaths } from '../../../src/main/core/contracts/ledger.ts';
import type { StateLeaf } from '../../../src/main/core/contracts/types.ts';
import { InlineExecutor } from '../../../src/main/node/execution/inline-executor.ts';
import type { Executor } from '../../../src/main/node/execution/types.ts';
import { WorkerExecutor } from '../../../src/main/node/execution/worker-executor.ts';
import { encodeGenesis } from '../../../src/shared/codec/genesis.ts';
import { verifyStateProof } from '../../../src/shared/proofs/state-proof.ts';
import { EngineChain, sha256 } from '../../fixtures/engine-chain.ts';
import { SMALL_CHAIN_TIME, smallGenesis, transfer, validatorSigners } from '../../fixtures/small-chain.ts';

const genesis = encodeGenesis(smallGenesis);
const ALICE = ledgerPaths.account('alice');

describe.each([
	['inline', () => new InlineExecutor({ genesis }), (other: Uint8Array) => new InlineExecutor({ genesis: other })],
	[
		'worker thread',
		() => new WorkerExecutor({ genesis }),
		(other: Uint8Array) => new WorkerExecutor({ genesis: other }),
	],
] as const)('executor: %s', (_, create, createOn) => {
	const running: Executor[] = [];
	const open = (): Executor => {
		const executor = create();
		running.push(executor);
		return executor;
	};
	const chain = (): EngineChain => new EngineChain(smallGenesis, validatorSigners);
	const produce = (on: EngineChain, nonce: number) =>
		on.produce([transfer(on.engine.chainId, 'alice', nonce)], SMALL_CHAIN_TIME + (nonce + 1) * 1_000, 0);
	afterEach(() => Promise.all(running.splice(0).map((executor) => executor.stop())));

	it('executes blocks to the same roots as the engine itself', async () => {
		const reference = chain();
		const executor = open();
		expect(await executor.start(0, null)).toMatchObject({ height: 0, stateRoot: reference.engine.stateRoot });
		for (const nonce of [0, 1, 2]) {
			const produced = produce(reference, nonce);
			const result = await executor.execute(produced.block, []);
			expect(result.stateRoot).toEqual(produced.stateRoot);
			expect(result.receipts).toEqual(produced.receipts);
		}
	});

	it('goes on from recovered leaves as if it had never stopped', async () => {
		const reference = chain();
		const before = open();
		await before.start(0, null);
		await before.execute(produce(reference, 0).block, []);
		const leaves = await before.leaves();
		const after = open();
		expect(await after.start(1, chunked(leaves))).toMatchObject({ height: 1, stateRoot: reference.engine.stateRoot });
		const produced = produce(reference, 1);
		expect((await after.execute(produced.block, [])).stateRoot).toEqual(produced.stateRoot);
	});

	it("refuses a block out of order with the engine's own code", async () => {
		const reference = chain();
		produce(reference, 0);
		const executor = open();
		await executor.start(0, null);
		await expect(executor.execute(produce(reference, 1).block, [])).rejects.toMatchObject({ code: 'ENGINE_HEIGHT' });
	});

	it('proves against the newest root that a final header carries, and says when the value has moved on', async () => {
		const reference = chain();
		const executor = open();
		await executor.start(0, null);
		expect(await executor.prove([ALICE])).toBeNull();
		const [first, second] = [produce(reference, 0), produce(reference, 1)];
		await executor.execute(first.block, []);
		const [afterFirst] = await executor.values([ALICE]);
		await executor.execute(second.block, []);
		const certified = await executor.prove([ALICE, 'no/such/path']);
		expect(certified).toMatchObject({ height: 1, stateRoot: first.stateRoot, certifiedAtHeight: 2, isOutdated: true });
		const [leaf, absent] = certified?.leaves ?? [];
		expect(leaf?.value).toEqual(afterFirst);
		expect(absent?.value).toBeNull();
		if (!leaf || !absent) return;
		const { stateRoot } = second.block.header;
		expect(verifyStateProof(leaf.proof, ALICE, leaf.value, stateRoot, sha256)).toBe(true);
		expect(verifyStateProof(absent.proof, 'no/such/path', null, stateRoot, sha256)).toBe(true);
		await executor.execute(reference.produce([], SMALL_CHAIN_TIME + 10_000, 0).block, []);
		expect(await executor.prove([ALICE])).toMatchObject({ height: 2, certifiedAtHeight: 3, isOutdated: false });
		expect(await executor.prove(['no/such/path', ALICE])).toMatchObject({ isOutdated: false });
	});

	it('founds no chain on a participant whose key anyone can sign for', async () => {
		const participants = smallGenesis.participants.map((each) =>
			each.id === 'alice' ? { ...each, publicKey: new Uint8Array(32).fill(0, 1).fill(1, 0, 1) } : each,
		);
		const executor = createOn(encodeGenesis({ ...smallGenesis, participants }));
		running.push(executor);
		await expect(executor.start(0, null)).rejects.toMatchObject({
			code: 'KEY_SMALL_ORDER',
			details: { owner: 'alice' },
		});
	});

	it('answers nothing after it was stopped', async () => {
		const executor = open();
		await executor.start(0, null);
		await executor.stop();
		await expect(executor.values(['x'])).rejects.toMatchObject({ code: 'NODE_STOPPED' });
	});
});

async function* chunked(leaves: readonly StateLeaf[]): AsyncGenerator<StateLeaf[]> {
	for (let from = 0; from < leaves.length; from += 5) yield leaves.slice(from, from + 5);
}
