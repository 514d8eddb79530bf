import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TwoNetworks } from '../../fixtures/bridge/two-networks.ts';
import { runCommand } from '../../fixtures/command-line.ts';
import { stopEach } from '../../fixtures/stop-each.ts';

let directory: string | null = null;
const chains = new TwoNetworks();

afterEach(async () => {
	await chains.stop();
	if (directory) await rm(directory, { recursive: true, force: true });
	directory = null;
});

async function command(...words: readonly string[]): Promise<{ code: number | null; told: Record<string, unknown> }> {
	const { code, stdout, stderr } = await runCommand('audit', ...words, '--json');
	if (stdout === '') throw new Error(stderr);
	return { code, told: JSON.parse(stdout) as Record<string, unknown> };
}

describe('the homes of two stopped validators of connected chains', () => {
	it('are one bundle, verified with a trust root of each and refused with one of them', {
		timeout: 120_000,
	}, async () => {
		await chains.start();
		const relayer = chains.relayer(chains.ends('alice'));
		await chains.pay(chains.a, chains.b, 3);
		await chains.pay(chains.b, chains.a, 2);
		await chains.arrived(chains.a, chains.b, 3);
		await chains.arrived(chains.b, chains.a, 2);
		const [a, b] = chains.networks.map(({ directories }) => directories[0] as string) as [string, string];
		const ids = [chains.a.chainId, chains.b.chainId];
		await relayer.stop();
		await stopEach(chains.nodes);

		directory = await mkdtemp(join(tmpdir(), 'gridquorum-joint-'));
		const [bundle, rootA, rootB] = ['both.car', 'a.json', 'b.json'].map((name) => join(directory as string, name)) as [
			string,
			string,
			string,
		];
		const roots = ['--trust-root-out', rootA, '--trust-root-out', rootB];
		const exported = await command('export', '--home', a, '--select', 'all', '--across', b, '--out', bundle, ...roots);
		expect(exported.told.chains).toMatchObject(ids.map((chainId) => ({ chainId })));
		expect(JSON.parse(await readFile(rootB, 'utf8'))).toMatchObject({ chainId: ids[1] });

		const sound = await command('verify', bundle, '--trust-root', rootB, '--trust-root', rootA);
		expect(sound.told).toMatchObject({ ok: true, firstFault: null });
		expect(sound.code).toBe(0);
		const checks = sound.told.checks as readonly { name: string; chain: string | null; counts: unknown }[];
		const packets = checks.find(({ name }) => name === 'packets');
		expect(packets?.counts).toContainEqual({ thing: 'packets-shown-on-both-sides', count: 5 });

		const half = await command('verify', bundle, '--trust-root', rootA);
		expect(half).toMatchObject({ code: 1, told: { ok: false, firstFault: { check: 'trust-root', chain: ids[1] } } });

		const packet = `X-${ids[0]}-${ids[1]}-0`;
		const walked = await command(
			'walk',
			bundle,
			'--trust-root',
			rootB,
			'--trust-root',
			rootA,
			'--from',
			`packet:${packet}`,
		);
		expect(new Set(walked.told.chains as string[])).toEqual(new Set(ids));
	});
});
