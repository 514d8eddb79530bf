import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeEnd } from '../../../src/main/node/bridge/node-end.ts';
import { Relayer } from '../../../src/main/node/bridge/relayer.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { bridgePaths } from '../../../src/shared/codec/bridge-state.ts';
import { issueCertificate } from '../../fixtures/bridge/issued-certificate.ts';
import { type CommandResult, runCommand } from '../../fixtures/command-line.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { until } from '../../fixtures/until.ts';

let directory = '';
const path = (...names: string[]): string => join(directory, ...names);

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-bridge-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const bridge = (...args: string[]): Promise<CommandResult> => runCommand('bridge', ...args);

async function printed(...args: string[]) {
	const { code, stdout, stderr } = await bridge(...args, '--json');
	expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
	return JSON.parse(stdout);
}

async function running<T>(homes: readonly string[], use: (nodes: GridquorumNode[]) => Promise<T>): Promise<T> {
	const nodes: GridquorumNode[] = [];
	try {
		for (const home of homes) nodes.push(await createNode(await readNodeOptions(home)));
		await Promise.all(nodes.map((node) => node.start()));
		return await use(nodes);
	} finally {
		await stopEach(nodes);
	}
}

async function relayed(homes: readonly [string, string], isDone: (nodes: GridquorumNode[]) => Promise<boolean>) {
	await running(homes, async (nodes) => {
		const end = (node?: GridquorumNode) => nodeEnd({ participant: 'grid-operator' }, node as GridquorumNode);
		const relayer = new Relayer({}, { ends: [end(nodes[0]), end(nodes[1])], log: silentLog() });
		relayer.start();
		try {
			await until(() => isDone(nodes), 60_000);
		} finally {
			await relayer.stop();
		}
	});
}

describe('bridge on the command line', () => {
	it('proposes with one validator and approves with the other', async () => {
		const [first, second] = (await freePorts(2)) as [number, number];
		const port = String(Math.min(first, second));
		await runCommand('testnet', '--validators', '2', '--out', path('pair'), '--port', port);
		await runCommand('init', '--home', path('other'), '--name', 'other', '--port', String(first));
		const root = path('other-root.json');
		const { digest } = await printed('root', '--home', path('other'), '--out', root);
		const [home, peer] = [path('pair', 'validator-0'), path('pair', 'validator-1')];
		const terms = ['--money-limit', '5', '--capacity', '1.5'];
		const proposed = await running([peer], () =>
			bridge('connect', '--home', home, '--root', root, '--as', 'operator-0', ...terms),
		);
		expect(proposed.stdout.replaceAll(' ', '')).toContain(`Digest${digest}`);
		expect(proposed.stdout).toContain('P-0 waits: 1 of 2 approvals.');
		await running([home], async () => {
			const unknown = await bridge('approve', '--home', peer, '--proposal', 'P-7', '--as', 'operator-1', '--wait', '0');
			expect([unknown.code, unknown.stderr.includes('BRIDGE_PROPOSAL_UNKNOWN')]).toEqual([1, true]);
			const approved = await bridge('approve', '--home', peer, '--proposal', 'P-0', '--as', 'operator-1');
			expect(approved.stdout.replaceAll(' ', '')).toContain(`Digest${digest}`);
			expect(approved.stdout).toContain('P-0 is enacted.');
		});
		const { channels } = await printed('status', '--home', peer);
		expect(channels).toMatchObject([
			{ state: 'open', client: { terms: { moneyLimit: 5_000_000, capacityW: 1_500 } }, packets: [] },
		]);
	});

	it('offers a certificate for money, takes it on the other chain, and both legs follow', async () => {
		const [north, south] = [path('north'), path('south')];
		const ports = await freePorts(2);
		const ids: string[] = [];
		for (const [index, home] of [north, south].entries()) {
			const name = index === 0 ? 'north' : 'south';
			await runCommand('init', '--home', home, '--name', name, '--port', String(ports[index]));
			ids.push((await printed('root', '--home', home, '--out', path(`${name}.json`))).root.chainId);
		}
		const terms = ['--as', 'operator-0', '--money-limit', '1000', '--capacity', '10'];
		expect(await printed('connect', '--home', north, '--root', path('south.json'), ...terms)).toMatchObject({
			proposal: 'P-0',
			isEnacted: true,
		});
		await printed('connect', '--home', south, '--root', path('north.json'), ...terms);
		const { producer, certificate } = await issueCertificate(north, 2_500);

		const goods = ['--part', certificate, '--price', '12.5', '--expires', '10080'];
		const offer = ['offer', '--home', north, '--as', producer, '--chain', ids[1] as string, ...goods];
		const { packet } = await printed(...offer);
		expect(packet).toBe(`X-${ids[0]}-${ids[1]}-0`);
		await relayed([north, south], async ([, node]) => (await node?.stateValue(`bridge/offer/${packet}`)) !== null);
		const { offers } = await printed('status', '--home', south);
		expect(offers).toMatchObject([{ offer: packet, goods: 'certificates', seller: producer, price: 12_500_000 }]);
		await printed('take', '--home', south, '--as', 'operator-0', '--offer', packet);
		const owned = `certificates/held/operator-0/${ids[0]}:${certificate}`;
		await relayed([north, south], async ([a, b]) => {
			const [told, held] = [await a?.stateValue(bridgePaths.arrived(ids[1] as string)), await b?.stateValue(owned)];
			return told !== null && held !== null;
		});
		const { channels, offers: left } = await printed('status', '--home', south);
		expect(left).toEqual([]);
		expect(channels).toMatchObject([{ account: 12_500_000, arrived: 1 }]);
		expect((await printed('status', '--home', north)).channels).toMatchObject([{ account: -12_500_000, arrived: 1 }]);
	});

	it('refuses what is not a chain root or an account, and wrong options, with exit 2', async () => {
		const file = path('bad.json');
		await writeFile(file, '{"format":"gridquorum/chain-root/v1","chainId":"x"}');
		const terms = ['--as', 'operator-0', '--money-limit', '1', '--capacity', '1'];
		const cases: [string[], string][] = [
			[['connect', '--home', path('other'), '--root', file, ...terms], 'BRIDGE_ROOT_FILE'],
			[['connect', '--home', path('other'), '--root', path('absent.json'), ...terms], 'FORMAT_FILE_UNREADABLE'],
			[['register', '--home', path('other'), '--account', file, '--as', 'market-operator'], 'BRIDGE_ACCOUNT_FILE'],
			[['relay', '--home', path('other'), '--as', 'operator-0'], 'OPTION_INVALID: --home'],
			[
				['send', 'money', '--home', path('other'), '--as', 'a', '--chain', 'c', '--to', 'b', '--amount', '0'],
				'OPTION_INVALID: --amount',
			],
			[
				['offer', '--home', path('other'), '--as', 'operator-0', '--chain', 'c', '--price', '1'],
				'OPTION_INVALID: --part',
			],
			[['send', 'lot', '--home', path('other')], 'required option'],
		];
		for (const [args, message] of cases) {
			const { code, stderr } = await bridge(...args);
			expect([code, stderr], args.join(' ')).toEqual([2, expect.stringContaining(message)]);
		}
		const stranger = ['--chain', 'nowhere', '--to', 'b', '--amount', '1'];
		const refused = await bridge('send', 'money', '--home', path('other'), '--as', 'operator-0', ...stranger);
		expect([refused.code, refused.stderr.includes('BRIDGE_CHAIN_UNKNOWN')]).toEqual([1, true]);
	});
});
