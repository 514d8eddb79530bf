import { afterEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

let network: LocalNetwork | null = null;
let nodes: GridquorumNode[] = [];

afterEach(async () => {
	await Promise.all(nodes.map((node) => node.stop()));
	nodes = [];
	await network?.remove();
	network = null;
});

async function pay(node: GridquorumNode, times: number): Promise<void> {
	const payer = node.identities.find(({ participant }) => participant !== 'market' && participant !== 'grid');
	for (let i = 0; i < times; i++)
		await node.call(payer?.participant ?? '', calls.ledger.transfer({ to: 'grid', amount: 1 }));
}

describe('a validator that is far behind', () => {
	it('takes a snapshot and is one of the quorum again', async () => {
		network = await createLocalNetwork(4);
		const { directories } = network;
		for (const directory of directories.slice(0, 3)) nodes.push(await createNode(await readNodeOptions(directory)));
		await Promise.all(nodes.map((node) => node.start()));
		const [first, second, third] = nodes as [GridquorumNode, GridquorumNode, GridquorumNode];
		await pay(first, 60);
		const late = await createNode(await readNodeOptions(directories[3] as string, { snapshotBeyondBlocks: 40 }));
		nodes.push(late);
		const gap = first.snapshot().height;
		await late.start();
		expect(late.snapshot().height).toBeGreaterThanOrEqual(gap);
		const history: number[] = [];
		for await (const { block } of late.readBlocks(1, late.snapshot().height)) history.push(block.header.height);
		expect(history[0] ?? gap).toBeGreaterThan(1);
		await until(() => late.snapshot().phase === 'validating');
		// Three of four are a quorum: without the third, nothing becomes final unless the late one votes.
		await third.stop();
		nodes = [first, second, late];
		await pay(first, 5);
		await until(() => late.snapshot().height >= first.snapshot().height);
		await late.stop();
		nodes = [first, second];
		const again = await createNode(await readNodeOptions(directories[3] as string));
		nodes.push(again);
		await again.start();
		await pay(second, 3);
		await until(() => again.snapshot().height >= second.snapshot().height);
	});
});
