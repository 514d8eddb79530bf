import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleApi, createConsoleApi } from '../../../src/main/api/console-api.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import type { AlarmView } from '../../../src/shared/contract/index.ts';
import { type OpenConsole, openPort, QUIET } from '../../fixtures/console-doors.ts';
import { codeOf } from '../../fixtures/console-stage.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

const AT_RISK = 'quorum-at-risk';
const PATIENCE_MS = 90_000;

describe('alarms of a validator in a network of four', () => {
	let network: LocalNetwork;
	let nodes: GridquorumNode[] = [];
	let api: ConsoleApi;
	let operator: OpenConsole;
	let observer: OpenConsole;

	async function openConsoles(): Promise<void> {
		api = createConsoleApi({ version: '1' }, { node: nodes[0] as GridquorumNode, proofs: PROOFS, log: QUIET });
		await api.ready;
		operator = await openPort(api);
		observer = await openPort(api, { permission: 'observe' });
	}

	async function closeConsoles(): Promise<void> {
		await Promise.all([operator.close(), observer.close()]);
		api.close();
	}

	beforeAll(async () => {
		network = await createLocalNetwork(4);
		nodes = await Promise.all(
			network.directories.map(async (directory) =>
				createNode(await readNodeOptions(directory, { execution: 'inline' })),
			),
		);
		await Promise.all(nodes.map((each) => each.start()));
		await openConsoles();
	});

	afterAll(async () => {
		await closeConsoles();
		await Promise.all(nodes.map((each) => each.stop()));
		await network.remove();
	});

	const atRisk = async (): Promise<AlarmView | undefined> =>
		(await operator.client.alarms.list()).alarms.find(({ id }) => id === AT_RISK);

	it(
		'tell of a quorum at risk once a validator has stopped',
		async () => {
			const notices = new Set<string>();
			const watching = (async () => {
				for await (const { topics } of await operator.client.live.subscribe()) {
					for (const topic of topics) notices.add(topic);
					if (notices.has('alarms')) return;
				}
			})();
			await until(async () => (await operator.client.alarms.list()).judgedAt !== null, PATIENCE_MS);
			expect(await atRisk()).toBeUndefined();
			await nodes[3]?.stop();
			await until(async () => (await atRisk())?.state === 'unacknowledged', PATIENCE_MS);
			const raised = await atRisk();
			expect(raised).toMatchObject({ priority: 1, active: true, value: 0, limit: 0 });
			expect(raised?.names).toHaveLength(1);
			expect(api.alarms.worst()).toBe(1);
			await watching;
			const { entries } = await operator.client.alarms.log({ alarm: AT_RISK });
			expect(entries.map(({ what }) => what)).toEqual(['raised']);
		},
		2 * PATIENCE_MS,
	);

	it('are for an operator to handle; an observer sees them alone', async () => {
		const act = observer.client.alarms;
		expect((await act.list()).alarms.map(({ id }) => id)).toContain(AT_RISK);
		const alarms = [AT_RISK];
		for (const refused of [
			act.acknowledge({ alarms }),
			act.shelve({ alarms, minutes: 5, reason: 'x' }),
			act.unshelve({ alarms }),
			act.takeOutOfService({ alarms, reason: 'x' }),
			act.returnToService({ alarms }),
			act.setLimit({ kind: 'no-block', limit: 90, reason: 'x' }),
		])
			expect(await codeOf(refused)).toBe('NOT_PERMITTED');
		expect((await atRisk())?.state).toBe('unacknowledged');
	});

	it('keep who acknowledged them, over a restart of the node', async () => {
		const receipt = await operator.client.alarms.acknowledge({ alarms: [AT_RISK], comment: 'called', as: 'alice' });
		expect(receipt.alarms).toEqual([AT_RISK]);
		expect(await codeOf(operator.client.alarms.acknowledge({ alarms: [AT_RISK], as: 'bob' }))).toBe('KEY_UNKNOWN');
		const before = await atRisk();
		await closeConsoles();
		await nodes[0]?.stop();
		nodes[0] = await createNode(await readNodeOptions(network.directories[0] as string, { execution: 'inline' }));
		await nodes[0].start();
		await openConsoles();
		const after = await atRisk();
		expect(after).toMatchObject({
			state: 'acknowledged',
			raisedAt: before?.raisedAt,
			acknowledged: { by: { session: 'port', participant: 'alice' }, comment: 'called' },
		});
		expect((await operator.client.alarms.log({ alarm: AT_RISK })).entries.map(({ what }) => what)).toEqual([
			'acknowledged',
			'raised',
		]);
	});
});
