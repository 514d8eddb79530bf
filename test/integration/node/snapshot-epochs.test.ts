import { afterEach, describe, expect, it } from 'vitest';
import { createConsoleApi } from '../../../src/main/api/console-api.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { catalogue } from '../../../src/shared/errors/catalogue.ts';
import { QUIET } from '../../fixtures/console-doors.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { govern } from '../../fixtures/govern.ts';
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
	for (let i = 0; i < times; i++) await node.call('alice', calls.ledger.transfer({ to: 'grid', amount: 1 }));
}

describe('a snapshot across epochs', () => {
	it('brings a validator from genesis into the third epoch, where it votes, restarts, and says what history it lacks', async () => {
		network = await createLocalNetwork(4);
		const { directories } = network;
		for (const directory of directories.slice(0, 3)) nodes.push(await createNode(await readNodeOptions(directory)));
		await Promise.all(nodes.map((node) => node.start()));
		const [first, second, third] = nodes as [GridquorumNode, GridquorumNode, GridquorumNode];
		for (const [epoch, value] of [
			[1, 1_500],
			[2, 1_600],
		] as const) {
			await pay(first, 8);
			await govern(first, nodes, [{ kind: 'consensus-parameters', parameters: [{ name: 'idleIntervalMs', value }] }]);
			await until(() => nodes.every((node) => node.epochs().length === epoch + 1), 30_000);
		}
		await pay(first, 20);

		const directory = directories[3] as string;
		let late = await createNode(await readNodeOptions(directory, { snapshotBeyondBlocks: 10 }));
		nodes.push(late);
		await late.start();
		const history: number[] = [];
		for await (const { block } of late.readBlocks(1, late.snapshot().height)) history.push(block.header.height);
		expect(history[0] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(1);
		await until(() => late.snapshot().phase === 'validating' && late.snapshot().epoch === 2, 30_000);
		expect(late.epochs().map(({ scope }) => toHex(scope.genesisId))).toEqual(
			first.epochs().map(({ scope }) => toHex(scope.genesisId)),
		);
		expect((await late.epochChange(1))?.description).toEqual((await first.epochChange(1))?.description);

		// The console has no beginning to replay from: it says so, with a code that names the next step.
		const api = createConsoleApi(
			{ version: '1.2.3', utcOffsetMinutes: 0, live: { intervalMs: 20 } },
			{ node: late, proofs: PROOFS, log: QUIET },
		);
		await expect(api.ready).rejects.toMatchObject({ code: 'CONSOLE_REPLAY_GAP' });
		expect(catalogue.CONSOLE_REPLAY_GAP.action.en).not.toBe('');
		api.close();

		// Three of four are a quorum: without the third, nothing becomes final unless the late one votes.
		await third.stop();
		nodes = [first, second, late];
		await pay(first, 5);
		await until(() => late.snapshot().height >= first.snapshot().height, 30_000);
		await late.stop();
		nodes = [first, second];
		late = await createNode(await readNodeOptions(directory));
		nodes.push(late);
		await late.start();
		await pay(first, 3);
		await until(() => late.snapshot().height >= first.snapshot().height, 30_000);
		expect(late.snapshot().epoch).toBe(2);
	}, 120_000);
});
