import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DemoLog } from '../../../src/main/demo/demo-log.ts';
import { MarketRun } from '../../../src/main/demo/market/market-run.ts';
import { type DemoNetwork, type OpenDemoOptions, openDemo } from '../../../src/main/demo/open-demo.ts';
import { childValidators } from '../../../src/main/headless/child-validator.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { isAlive, runCommand, startCommand } from '../../fixtures/command-line.ts';
import { until } from '../../fixtures/until.ts';

const resources = fileURLToPath(new URL('../../../resources', import.meta.url));
const silent: DemoLog = { info() {}, warn() {}, error() {} };
const never = new AbortController().signal;
const networks: DemoNetwork[] = [];
let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'gridquorum-network-'));
});

afterEach(async () => {
	for (const network of networks.splice(0)) await network.stop();
	rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

async function openNetwork(change: Partial<OpenDemoOptions> = {}, log: DemoLog = silent): Promise<DemoNetwork> {
	const options = {
		home: join(directory, 'home'),
		resources,
		from: '2017-07-28',
		hours: 8,
		defaultHours: null,
		...change,
	};
	const network = await openDemo(options, { spawn: childValidators(process.env), log });
	networks.push(network);
	return network;
}

async function openRun({ node, plan, clock }: DemoNetwork): Promise<MarketRun> {
	const run = new MarketRun({ plan, played: [], stallTimeoutMs: 60_000 }, { node, clock, hasher, log: silent });
	await run.open();
	return run;
}

describe('the demo network', () => {
	it('gives its start up when it is told to, and leaves no process behind', async () => {
		const stopping = new AbortController();
		const real = childValidators(process.env);
		const ended: Promise<string>[] = [];
		const options = { home: join(directory, 'home'), resources, from: '2017-07-28', hours: 8, defaultHours: null };
		const opening = openDemo(options, {
			log: silent,
			signal: stopping.signal,
			spawn(home) {
				const child = real(home);
				ended.push(child.ended);
				if (ended.length === 3) setImmediate(() => stopping.abort());
				return child;
			},
		});
		await expect(opening).rejects.toMatchObject({
			code: expect.stringMatching(/^(NODE_STOPPED|DEMO_VALIDATOR_FAILED)$/),
		});
		expect(await Promise.all(ended)).toHaveLength(3);
	});

	it('goes on without a validator that was killed, starts it again, and all end with one state root', async () => {
		const errors: string[] = [];
		const network = await openNetwork({}, { ...silent, error: (_, message) => void errors.push(message) });
		const run = await openRun(network);
		const [victim = 0] = network.pids();
		let isKilled = false;
		network.node.onBlock(({ block }) => {
			if (isKilled || block.header.height < 12) return;
			isKilled = true;
			process.kill(victim, 'SIGKILL');
		});
		await run.hurry(Number.POSITIVE_INFINITY, never);
		expect(isKilled).toBe(true);
		expect(run.isOver).toBe(true);
		await until(() => network.pids()[0] !== undefined && network.pids()[0] !== victim);
		expect(errors).toContain('validator process ended; starting it again');
		const height = run.view.totals.height;
		await until(async () => (await network.rootsAt(height))[1] !== null);
		const roots = await network.rootsAt(height);
		expect(roots).toHaveLength(4);
		expect(new Set(roots).size).toBe(1);
	});

	it('resumes from disk at the chain time where it stopped', async () => {
		const first = await openNetwork();
		const run = await openRun(first);
		const stop = new AbortController();
		first.node.onBlock(({ block }) => {
			if (block.header.height >= 20) stop.abort();
		});
		await expect(run.hurry(Number.POSITIVE_INFINITY, stop.signal)).rejects.toThrow();
		const { headTime, height } = first.node.snapshot();
		await first.stop();
		const second = await openNetwork({ from: undefined, hours: undefined });
		expect(second.node.snapshot().height).toBeGreaterThanOrEqual(height);
		expect(second.clock.now()).toBeGreaterThan(headTime ?? 0);
		const rest = await openRun(second);
		await rest.hurry(Number.POSITIVE_INFINITY, never);
		expect(rest.isOver).toBe(true);
		expect(rest.view.totals.deedsSealed).toBe(rest.view.totals.trades);
		expect(rest.view.totals.auctions).toBe(8);
	});

	it('moves a validator to another port when its own was taken meanwhile', async () => {
		const first = await openNetwork({ hours: 1 });
		await first.stop();
		const config = readFileSync(join(directory, 'home', 'validators', 'validator-2', 'config.json'), 'utf8');
		const port = Number(/tcp\/(\d+)/.exec(config)?.[1]);
		const squatter = createServer();
		await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
		try {
			const second = await openNetwork({ from: undefined, hours: undefined });
			const run = await openRun(second);
			await run.hurry(Number.POSITIVE_INFINITY, never);
			await until(() => second.node.snapshot().peers.filter(({ connected }) => connected).length === 3);
			expect(run.isOver).toBe(true);
		} finally {
			await new Promise((resolve) => squatter.close(resolve));
		}
	});

	it('is one process’s own: a second one is refused and names the first', async () => {
		await openNetwork({ hours: 1, validators: 1 });
		const { code, stderr } = await runCommand('demo', '--home', join(directory, 'home'), '--json');
		expect(code).toBe(1);
		expect(stderr).toContain('DATA_DIRECTORY_LOCKED');
		expect(stderr).toContain(String(process.pid));
	});

	it('refuses a demo directory whose settings were damaged, and touches nothing', async () => {
		const network = await openNetwork({ hours: 1, validators: 1 });
		await network.stop();
		const settings = join(directory, 'home', 'demo.json');
		writeFileSync(settings, '{"version":1}');
		await expect(openNetwork()).rejects.toMatchObject({ code: 'DEMO_HOME_FOREIGN' });
		expect(readFileSync(settings, 'utf8')).toBe('{"version":1}');
	});
});

/** Pids of this host's validators, from their lock files. */
function validatorPids(home: string): number[] {
	return [1, 2, 3].map((index) => {
		const lock = readFileSync(join(home, 'validators', `validator-${index}`, 'node.lock'), 'utf8');
		return (JSON.parse(lock) as { pid: number }).pid;
	});
}

describe('the demo command', () => {
	it('stops every validator on Ctrl-C', async () => {
		const home = join(directory, 'home');
		const { child, printed, result } = startCommand('demo', '--hours', '24', '--home', home);
		await printed(/network is up/);
		const pids = validatorPids(home);
		expect(pids.every(isAlive)).toBe(true);
		// npm and the start script pass on what the terminal has sent already.
		child.kill('SIGINT');
		child.kill('SIGINT');
		const { code, stderr } = await result;
		expect(code).toBe(1);
		expect(stderr).toContain('Stopped before the end.');
		expect(pids.filter(isAlive)).toEqual([]);
	});

	it('leaves no validator behind when it is killed itself', async () => {
		const home = join(directory, 'home');
		const { child, printed, result } = startCommand('demo', '--hours', '24', '--home', home);
		await printed(/network is up/);
		const pids = validatorPids(home);
		child.kill('SIGKILL');
		await result;
		await until(() => !pids.some(isAlive));
		expect(pids.filter(isAlive)).toEqual([]);
	});
});
