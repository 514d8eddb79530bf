import { afterEach, describe, expect, it } from 'vitest';
import type { NetworkSource, RememberedNetwork } from '../../../../src/main/api/host/network-source.ts';
import { createProgramHost } from '../../../../src/main/api/host/program-host.ts';
import type { ProgramHost } from '../../../../src/main/api/host/program-types.ts';
import type { HostChoice, HostStage } from '../../../../src/shared/contract/index.ts';
import { CodedError } from '../../../../src/shared/errors/coded-error.ts';
import { QUIET } from '../../../fixtures/console-doors.ts';
import { codeOf } from '../../../fixtures/console-stage.ts';
import { PROOFS } from '../../../fixtures/engine-node.ts';
import { FakeNetwork, openHostConsole } from '../../../fixtures/fake-network.ts';
import { until } from '../../../fixtures/until.ts';

const DEMO: HostChoice = { kind: 'demo', directory: '/demo', speed: 60, played: [] };
const programs: ProgramHost[] = [];

afterEach(async () => {
	for (const program of programs.splice(0)) await program.stop();
});

function openHost(canChoose = true, first: NetworkSource | null = null) {
	const network = new FakeNetwork();
	const kept: (RememberedNetwork | null)[] = [];
	const here = { directory: '/here', exists: false };
	const program = createProgramHost(
		{ version: '1.2.3', door: 'browser', canChoose },
		{
			starters: { demo: () => network, join: () => network, open: () => network },
			proofs: PROOFS,
			log: QUIET,
			proposed: () => ({ demo: here, node: here }),
			remember: async (remembered) => void kept.push(remembered),
		},
		first,
	);
	programs.push(program);
	return { program, network, kept };
}

const reach = (program: ProgramHost, stage: HostStage): Promise<void> => until(() => program.state().stage === stage);

async function openRunning() {
	const opened = openHost();
	opened.network.begun.resolve();
	await opened.program.begin(DEMO);
	await reach(opened.program, 'running');
	return opened;
}

describe('the program around a node', () => {
	it('begins without a network, and answers for itself and for the laboratory alone', async () => {
		const { program } = openHost();
		const { client } = openHostConsole(program);
		expect(await client.host.state()).toMatchObject({ stage: 'setup', network: null, failure: null, steps: [] });
		expect(await codeOf(client.node.status())).toBe('NODE_NOT_RUNNING');
		expect(await codeOf(client.live.subscribe())).toBe('NODE_NOT_RUNNING');
		expect(await codeOf(client.lab.run({} as never))).toBe('CONSOLE_INPUT_INVALID');
		const unknown = client as unknown as { nothing: { here(): Promise<unknown> } };
		expect(await codeOf(unknown.nothing.here())).toBe('CONSOLE_PROCEDURE_UNKNOWN');
	});

	it('takes one network through starting to running, ends the connection there and serves the next one', async () => {
		const { program, network, kept } = openHost();
		const waiting = openHostConsole(program);
		await waiting.client.host.begin(DEMO);
		const starting = await waiting.client.host.state();
		expect(starting).toMatchObject({ stage: 'starting', network: { kind: 'demo', directory: '/demo' } });
		expect(starting.steps.map(({ name, state }) => [name, state])).toEqual([
			['market', 'running'],
			['network', 'waiting'],
			['console', 'waiting'],
		]);
		expect(await codeOf(waiting.client.host.begin(DEMO))).toBe('HOST_STAGE_WRONG');
		expect(network.starts).toBe(1);
		network.begun.resolve();
		await waiting.closed;
		const { client } = openHostConsole(program);
		expect((await client.host.state()).stage).toBe('running');
		expect((await client.node.status()).market).toBe('Fake');
		expect(kept).toEqual([{ kind: 'demo', directory: '/demo', speed: 60, played: [] }]);
	});

	it('answers a request that moves the stage before it ends the connection', async () => {
		const { program, network, kept } = await openRunning();
		const console = openHostConsole(program);
		expect(await console.client.host.leave()).toEqual({});
		await console.closed;
		await reach(program, 'setup');
		expect(network.log).toEqual(['start', 'up', 'stop']);
		expect(program.state()).toMatchObject({ network: null, steps: [] });
		expect(kept.at(-1)).toBeNull();
		await program.begin(DEMO);
		await reach(program, 'running');
	});

	it('keeps the reason of a start that failed, gives it as the reason of every request, and tries again', async () => {
		const { program, network } = openHost();
		await program.begin(DEMO);
		network.begun.reject(new CodedError('DATA_DIRECTORY_LOCKED', { directory: '/demo', pid: 7 }));
		await reach(program, 'failed');
		const { client } = openHostConsole(program);
		const failed = await client.host.state();
		expect(failed.failure).toEqual({ code: 'DATA_DIRECTORY_LOCKED', details: { directory: '/demo', pid: 7 } });
		expect(failed.steps[0]).toMatchObject({ name: 'market', state: 'failed' });
		expect(await codeOf(client.market.day({ day: null } as never))).toBe('DATA_DIRECTORY_LOCKED');
		network.begun = Promise.withResolvers();
		await client.host.retry();
		expect(program.state()).toMatchObject({ stage: 'starting', failure: null });
		network.begun.resolve();
		await reach(program, 'running');
	});

	it('gives an error of the system a code of its own', async () => {
		const { program, network } = openHost();
		await program.begin(DEMO);
		network.begun.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
		await reach(program, 'failed');
		expect(program.state().failure).toMatchObject({ code: 'DISK_FULL', details: { directory: '/demo' } });
	});

	it.each([
		['a node that stops voting', (network: FakeNetwork) => network.breakNode(), 'NODE_FAILED'],
		[
			'a market that cannot go on',
			(network: FakeNetwork) => network.breakMarket(new CodedError('DEMO_STALLED', { height: 3, seconds: 60 })),
			'DEMO_STALLED',
		],
	])('takes down %s and says why', async (_, fail, code) => {
		const { program, network } = await openRunning();
		const console = openHostConsole(program);
		fail(network);
		await console.closed;
		const { client } = openHostConsole(program);
		expect(await client.host.state()).toMatchObject({ stage: 'failed', failure: { code } });
		await until(() => network.log.includes('stop'));
	});

	it('gives a start up when it is left, and stops it before another begins', async () => {
		const { program, network } = openHost();
		await program.begin(DEMO);
		await program.leave();
		await reach(program, 'setup');
		expect(network.log).toEqual(['start']);
		expect(program.state().failure).toBeNull();
	});

	it('starts again after a stop that was not in good order', async () => {
		const { program, network } = await openRunning();
		network.stopFault = new Error('torn');
		await program.leave();
		await reach(program, 'setup');
		await program.begin(DEMO);
		await reach(program, 'running');
		expect(network.starts).toBe(2);
	});

	it('plays others without ending a connection, and remembers them', async () => {
		const { program, kept } = await openRunning();
		const { client } = openHostConsole(program);
		expect(await client.host.play({ played: ['home-1'] })).toMatchObject({ played: ['home-1'] });
		expect((await client.host.state()).network?.played).toEqual(['home-1']);
		expect(kept).toHaveLength(2);
		await program.leave();
		await reach(program, 'setup');
		await expect(program.play([])).rejects.toMatchObject({ code: 'HOST_STAGE_WRONG' });
	});

	it('lets a session that may only look do nothing', async () => {
		const { program } = openHost();
		const { client } = openHostConsole(program, 'observe');
		expect((await client.host.state()).stage).toBe('setup');
		const refused = [
			client.host.begin(DEMO),
			client.host.retry(),
			client.host.leave(),
			client.host.play({ played: [] }),
		];
		for (const answer of refused) expect(await codeOf(answer)).toBe('NOT_PERMITTED');
	});

	it('neither leaves nor changes a network that was fixed from outside, but tries it again', async () => {
		const network = new FakeNetwork();
		const { program } = openHost(false, network);
		network.begun.reject(new Error('torn'));
		await reach(program, 'failed');
		expect(program.state()).toMatchObject({ canChoose: false, failure: { code: 'HOST_UNEXPECTED' } });
		await expect(program.begin(DEMO)).rejects.toMatchObject({ code: 'HOST_NETWORK_FIXED' });
		await expect(program.leave()).rejects.toMatchObject({ code: 'HOST_NETWORK_FIXED' });
		network.begun = Promise.withResolvers();
		network.begun.resolve();
		await program.retry();
		await reach(program, 'running');
	});

	it('stops what starts or runs when it ends, with every connection', async () => {
		const { program, network } = await openRunning();
		const console = openHostConsole(program);
		await Promise.all([program.stop(), program.stop()]);
		await console.closed;
		expect(network.log).toEqual(['start', 'up', 'stop']);
		await openHostConsole(program).closed;
		await expect(program.begin(DEMO)).rejects.toMatchObject({ code: 'HOST_STAGE_WRONG' });
	});
});
