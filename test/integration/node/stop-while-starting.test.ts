import { afterEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

let network: LocalNetwork | null = null;
let node: GridquorumNode | null = null;

afterEach(async () => {
	await node?.stop();
	await network?.remove();
	node = null;
	network = null;
});

describe('a validator that is stopped while it starts', () => {
	it('waits for no peers and begins nothing more, and leaves its directory free for the next start', async () => {
		network = await createLocalNetwork(4);
		const [directory] = network.directories as [string];
		const first = await createNode(await readNodeOptions(directory));
		const started = first.start().then(
			() => 'started',
			(error: { code?: string }) => error.code,
		);
		await until(() => first.snapshot().phases.some(({ name }) => name === 'peers'));
		await first.stop();
		expect(await started).toBe('NODE_STOPPED');
		expect(first.snapshot().phase).toBe('stopping');
		expect(first.snapshot().phases.map(({ name }) => name)).not.toContain('recovery');

		node = await createNode(await readNodeOptions(directory));
		await node.start();
		expect(node.snapshot().phase).toBe('validating');
	});

	it('starts nothing when it was stopped before', async () => {
		network = await createLocalNetwork(4);
		const [directory] = network.directories as [string];
		const stopped = await createNode(await readNodeOptions(directory));
		await stopped.stop();
		await expect(stopped.start()).rejects.toMatchObject({ code: 'NODE_STOPPED' });
		expect(stopped.snapshot().phases).toEqual([]);
	});
});
