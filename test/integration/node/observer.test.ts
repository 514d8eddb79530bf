import { afterEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { encodeTransaction, transactionSigningBytes } from '../../../src/shared/codec/transaction.ts';
import { verifyFinality } from '../../../src/shared/proofs/commit-proof.ts';
import { verifyStateProof } from '../../../src/shared/proofs/state-proof.ts';
import { sha256 } from '../../fixtures/engine-chain.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { addObserver } from '../../fixtures/observer-home.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { genesisRoot } from '../../fixtures/sync-chain.ts';
import { until } from '../../fixtures/until.ts';

let network: LocalNetwork | null = null;
let nodes: GridquorumNode[] = [];

afterEach(async () => {
	await stopEach(nodes);
	nodes = [];
	await network?.remove();
	network = null;
});

async function startValidators(observers: readonly string[], count = 4): Promise<void> {
	const { directories } = network as LocalNetwork;
	for (const directory of directories.slice(0, count))
		nodes.push(await createNode(await readNodeOptions(directory, { observers })));
	await Promise.all(nodes.map((node) => node.start()));
}

async function pay(node: GridquorumNode, times: number): Promise<void> {
	const payer = node.identities.find(({ participant }) => participant !== 'market' && participant !== 'grid');
	for (let i = 0; i < times; i++)
		await node.call(payer?.participant ?? '', calls.ledger.transfer({ to: 'grid', amount: 1 }));
}

async function blocksOf(node: GridquorumNode, to: number): Promise<string[]> {
	const blocks: string[] = [];
	for await (const { blockId, stateRoot } of node.readBlocks(1, to))
		blocks.push(`${Buffer.from(blockId).toString('hex')} ${Buffer.from(stateRoot).toString('hex')}`);
	return blocks;
}

describe('an observer', () => {
	it('follows the validators to the same states, serves the same proofs and hands transactions on', async () => {
		network = await createLocalNetwork(4);
		const home = await addObserver(network);
		await startValidators([home.peerId]);
		const [first] = nodes as [GridquorumNode];
		await pay(first, 5);
		const observer = await createNode(await readNodeOptions(home.directory));
		nodes.push(observer);
		const seen: number[] = [];
		observer.onBlock(({ block }) => seen.push(block.header.height));
		await observer.start();
		expect(observer.self).toBeNull();
		await until(() => observer.snapshot().height >= first.snapshot().height);
		await pay(first, 3);
		await until(() => observer.snapshot().height >= first.snapshot().height);
		expect(observer.snapshot().phase).toBe('observing');
		const height = observer.snapshot().height;
		await until(() => first.snapshot().height >= height);
		expect(await blocksOf(observer, height)).toEqual(await blocksOf(first, height));
		expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => (seen[0] as number) + index));

		const proof = await observer.prove('ledger/account/grid');
		expect(proof).not.toBeNull();
		if (!proof) return;
		const { scope } = genesisRoot(network.genesis);
		verifyFinality(proof.certifiedBy, proof.commitProof, scope, PROOFS);
		expect(proof.certifiedBy[0]?.stateRoot).toEqual(proof.stateRoot);
		expect(verifyStateProof(proof.proof, proof.path, proof.value, proof.stateRoot, sha256)).toBe(true);

		const body = {
			chainId: observer.chainId,
			sender: 'alice',
			nonce: 8,
			expiryHeight: height + 1_000,
			...calls.ledger.transfer({ to: 'grid', amount: 7 }),
		};
		const signature = first.signerOf('alice').sign(transactionSigningBytes(body));
		const id = await observer.submit(encodeTransaction({ ...body, signature }));
		expect((await observer.outcome(id)).height).toBeGreaterThan(height);
		await expect(observer.submit(encodeTransaction({ ...body, nonce: 9, signature }))).rejects.toMatchObject({
			code: 'TX_SIGNATURE',
		});
	});

	it('is told that it is not admitted, and goes on asking', async () => {
		network = await createLocalNetwork(4);
		const home = await addObserver(network);
		await startValidators([]);
		await pay(nodes[0] as GridquorumNode, 2);
		const observer = await createNode(await readNodeOptions(home.directory));
		nodes.push(observer);
		await observer.start();
		await until(() => home.log().includes('SYNC_NO_PEER'));
		expect(observer.snapshot()).toMatchObject({ height: 0, phase: 'observing' });
		expect(home.log()).toContain(`does not admit this node, whose peer id is ${home.peerId}`);
	});

	it('goes on where it was after a restart, with any one of the validators', async () => {
		network = await createLocalNetwork(4);
		const home = await addObserver(network);
		await startValidators([home.peerId]);
		const [first, second] = nodes as [GridquorumNode, GridquorumNode];
		let observer = await createNode(await readNodeOptions(home.directory));
		await observer.start();
		await pay(first, 3);
		await until(() => observer.snapshot().height >= 3);
		await observer.stop();
		const before = observer.snapshot().height;
		await pay(first, 3);
		await first.stop();
		observer = await createNode(await readNodeOptions(home.directory));
		nodes.push(observer);
		await observer.start();
		await pay(second, 2);
		await until(() => observer.snapshot().height >= second.snapshot().height);
		expect(observer.snapshot().height).toBeGreaterThan(before + 4);
		const height = Math.min(observer.snapshot().height, second.snapshot().height);
		expect(await blocksOf(observer, height)).toEqual(await blocksOf(second, height));
	});
});
