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
import { standing, within } from '../../fixtures/within.ts';

let network: LocalNetwork | null = null;
let nodes: GridquorumNode[] = [];

afterEach(async () => {
	await Promise.all(nodes.map((node) => node.stop()));
	nodes = [];
	await network?.remove();
	network = null;
});

/** Bound of one step: all of them take seconds, and a machine that is shared several times as long. */
const STEP_MS = 40_000;

function step<T>(name: string, work: Promise<T>, limitMs = STEP_MS): Promise<T> {
	return within(name, limitMs, work, () => standing(nodes));
}

async function pay(node: GridquorumNode, times: number): Promise<void> {
	for (let i = 0; i < times; i++) await node.call('alice', calls.ledger.transfer({ to: 'grid', amount: 1 }));
}

describe('a snapshot across epochs', () => {
	it('brings a validator from genesis into the third epoch, where it votes, restarts, and says what history it lacks', async () => {
		network = await createLocalNetwork(4);
		const { directories } = network;
		for (const directory of directories.slice(0, 3)) nodes.push(await createNode(await readNodeOptions(directory)));
		await step('three validators start', Promise.all(nodes.map((node) => node.start())));
		const [first, second, third] = nodes as [GridquorumNode, GridquorumNode, GridquorumNode];
		for (const [epoch, value] of [
			[1, 1_500],
			[2, 1_600],
		] as const) {
			await step(`payments before epoch ${epoch}`, pay(first, 8));
			const change = { kind: 'consensus-parameters', parameters: [{ name: 'idleIntervalMs', value }] } as const;
			await step(`a vote for epoch ${epoch}`, govern(first, nodes, [change]));
			const hasBegun = until(() => nodes.every((node) => node.epochs().length === epoch + 1), STEP_MS);
			await step(`epoch ${epoch} begins`, hasBegun);
		}
		await step('payments in the third epoch', pay(first, 20));

		const directory = directories[3] as string;
		let late = await createNode(await readNodeOptions(directory, { snapshotBeyondBlocks: 10 }));
		nodes.push(late);
		// Where a round failed right after a seed’s block, a snapshot waits for the next one: 16 blocks of an idle chain.
		await step('the fourth starts from a snapshot', late.start(), 3 * STEP_MS);
		const history: number[] = [];
		for await (const { block } of late.readBlocks(1, late.snapshot().height)) history.push(block.header.height);
		expect(history[0] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(1);
		const isValidating = () => late.snapshot().phase === 'validating' && late.snapshot().epoch === 2;
		await step('the fourth validates', until(isValidating, STEP_MS));
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
		await step('the third stops', third.stop());
		nodes = [first, second, late];
		await step('payments that need the fourth’s votes', pay(first, 5));
		const hasCaughtUp = () => late.snapshot().height >= first.snapshot().height;
		await step('the fourth is as high as the first', until(hasCaughtUp, STEP_MS));
		await step('the fourth stops', late.stop());
		nodes = [first, second];
		late = await createNode(await readNodeOptions(directory));
		nodes.push(late);
		await step('the fourth starts again', late.start());
		await step('payments after its restart', pay(first, 3));
		await step('the fourth is as high as the first again', until(hasCaughtUp, STEP_MS));
		expect(late.snapshot().epoch).toBe(2);
	}, 300_000);
});
