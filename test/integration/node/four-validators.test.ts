import { afterEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { createLocalNetwork, type LocalNetwork, TRADERS } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

let network: LocalNetwork | null = null;
let nodes: GridquorumNode[] = [];

afterEach(async () => {
	await Promise.all(nodes.map((node) => node.stop()));
	nodes = [];
	await network?.remove();
	network = null;
});

async function startNetwork(validators: number): Promise<void> {
	network = await createLocalNetwork(validators);
	nodes = await Promise.all(
		network.directories.map(async (directory) => createNode(await readNodeOptions(directory, { execution: 'inline' }))),
	);
	await Promise.all(nodes.map((node) => node.start()));
}

describe('four validators in one process', () => {
	it('commit transactions from every node and end with identical roots', async () => {
		await startNetwork(4);
		const outcomes = await Promise.all(
			Array.from({ length: 40 }, (_, i) =>
				(nodes[i % 4] as GridquorumNode).call(
					TRADERS[i % 4] as string,
					calls.ledger.transfer({ to: 'grid', amount: i + 1 }),
				),
			),
		);
		expect(outcomes.map(({ receipt }) => receipt.code)).toEqual(outcomes.map(() => null));
		const height = Math.max(...outcomes.map((outcome) => outcome.height));
		await until(() => nodes.every((node) => node.snapshot().height >= height));
		const roots = await Promise.all(
			nodes.map(async (node) => {
				for await (const { stateRoot } of node.readBlocks(height, height))
					return Buffer.from(stateRoot).toString('hex');
				return null;
			}),
		);
		expect(new Set(roots).size).toBe(1);
		expect(roots[0]).not.toBeNull();
	});
});
