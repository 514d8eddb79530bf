import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgramHost } from '../../../src/main/api/host/program-types.ts';
import { OPERATORS } from '../../../src/main/demo/market/terms.ts';
import { prepareDemoHome } from '../../../src/main/demo/network/prepare-home.ts';
import type { HostChoice } from '../../../src/shared/contract/index.ts';
import { codeOf } from '../../fixtures/console-stage.ts';
import { openHostConsole } from '../../fixtures/fake-network.ts';
import { openLocalProgram, RESOURCES, reached } from '../../fixtures/local-program.ts';
import { until } from '../../fixtures/until.ts';

let parent: string;
let home: string;
let program: ProgramHost | null = null;

beforeEach(async () => {
	parent = await mkdtemp(join(tmpdir(), 'gridquorum-program-'));
	home = join(parent, 'demo');
});

afterEach(async () => {
	await program?.stop();
	program = null;
	await rm(parent, { recursive: true, force: true, maxRetries: 5 });
});

const choice = (played: string[] = []): HostChoice => ({ kind: 'demo', directory: home, speed: 60, played });
const settings = async () => JSON.parse(await readFile(join(parent, 'settings.json'), 'utf8')) as unknown;

describe('a demo that is chosen in the console', () => {
	it('starts by named steps, is played by others, left and opened again, and is remembered for the next start', async () => {
		await prepareDemoHome({ home, resources: RESOURCES, defaultHours: 4, validators: 2 });
		program = await openLocalProgram(home, { kind: 'last' });
		expect(program.state()).toMatchObject({ stage: 'setup', proposed: { demo: { directory: home, exists: true } } });
		const waiting = openHostConsole(program);
		await waiting.client.host.begin(choice());
		expect(await codeOf(waiting.client.node.status())).toBe('NODE_NOT_RUNNING');
		await waiting.closed;
		const running = await reached(program, 'running');
		const done = running.steps.filter(({ state }) => state === 'done');
		expect(done.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['market', 'lock', 'keys', 'replay', 'network', 'peers', 'validators', 'console']),
		);
		expect(done.every(({ ms }) => ms !== null && ms >= 0)).toBe(true);

		const { client, closed } = openHostConsole(program);
		expect((await client.node.status()).identities).toEqual([]);
		expect(await codeOf(client.host.play({ played: ['nobody'] }))).toBe('HOST_PLAYER_UNKNOWN');
		await client.host.play({ played: [OPERATORS.grid] });
		expect((await client.node.status()).identities.map(({ participant }) => participant)).toEqual([OPERATORS.grid]);
		expect(await settings()).toEqual({
			version: 1,
			network: { kind: 'demo', directory: home, speed: 60, played: [OPERATORS.grid] },
		});
		await until(async () => (await client.node.status()).height > 2);
		const { height } = await client.node.status();

		await client.host.leave();
		await closed;
		await reached(program, 'setup');
		await expect(settings()).rejects.toMatchObject({ code: 'ENOENT' });
		await program.begin(choice(['home-01']));
		await reached(program, 'running');
		const again = openHostConsole(program);
		expect((await again.client.node.status()).height).toBeGreaterThanOrEqual(height);
		await program.stop();

		program = await openLocalProgram(home, { kind: 'last' });
		expect(program.state()).toMatchObject({ stage: 'starting', network: { kind: 'demo', played: ['home-01'] } });
		await reached(program, 'running');
	});

	it('fails with the reason of its directory, which stays as it was, and starts elsewhere', async () => {
		await writeFile(join(parent, 'foreign'), 'mine');
		program = await openLocalProgram(home, { kind: 'ask' });
		await program.begin({ ...choice(), directory: parent } as HostChoice);
		const { failure } = await reached(program, 'failed');
		expect(failure).toMatchObject({ code: 'DEMO_HOME_FOREIGN', details: { directory: parent } });
		expect(await readFile(join(parent, 'foreign'), 'utf8')).toBe('mine');
		await program.leave();
		await reached(program, 'setup');
	});

	it('asks again when the file with the last network cannot be read', async () => {
		await writeFile(join(parent, 'settings.json'), '{"version":1,"network":{"kind":"other"}}');
		program = await openLocalProgram(home, { kind: 'last' });
		expect(program.state().stage).toBe('setup');
	});
});
