import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelState } from '../../../src/main/node/bridge/channel-state.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { TwoNetworks } from '../../fixtures/bridge/two-networks.ts';
import { type RunningCommand, runCommand, startCommand } from '../../fixtures/command-line.ts';
import { type LinkedConsole, openLink } from '../../fixtures/linked-console.ts';
import { until } from '../../fixtures/until.ts';

let pair: TwoNetworks;
let running: RunningCommand | null = null;
let opened: LinkedConsole[] = [];

beforeEach(async () => {
	pair = new TwoNetworks();
	await pair.start();
});
afterEach(async () => {
	await Promise.all(opened.map((each) => each.close()));
	opened = [];
	await stopped();
	await pair.stop();
});

const home = (n: 0 | 1): string => pair.networks[n]?.directories[0] as string;
const args = (...more: string[]): string[] => ['node', '--home', home(0), ...more];

async function stopped(): Promise<void> {
	const command = running;
	running = null;
	if (!command) return;
	command.child.kill('SIGINT');
	expect(await command.result).toMatchObject({ code: 0 });
}

/** The first chain's node with its console, relaying to the second. */
async function relaying(): Promise<{ command: RunningCommand; client: LinkedConsole['client'] }> {
	await pair.a.stop();
	const command = startCommand(...args('--console', '0', '--relay', home(1), '--relay-as', 'carol'));
	running = command;
	const [, link] = await command.printed(/Console: (\S+)/);
	await command.printed(/validator is up/);
	const linked = await openLink(link as string);
	opened.push(linked);
	return { command, client: linked.client };
}

describe('node --relay', () => {
	it('brings what its console sends, and the console answers meanwhile', async () => {
		await pair.b.stop();
		const { command, client } = await relaying();
		const before = await client.bridge.regions();
		expect(before.regions.map(({ chain }) => chain)).toEqual([pair.b.chainId]);
		const timeoutAt = Math.ceil(pair.a.clock.now()) + 3_600_000;
		const sending = { participant: 'alice', chain: pair.b.chainId, to: 'bob', amount: 1_000, timeoutAt };
		const packets: (string | null)[] = [];
		for (let n = 0; n < 3; n++) packets.push((await client.bridge.sendMoney(sending)).packet);
		let answers = 0;
		await until(async () => {
			const listed = await client.bridge.packets({ direction: 'out' });
			answers++;
			return listed.packets.filter(({ state }) => state === 'delivered').length === packets.length;
		}, 40_000);
		expect(answers).toBeGreaterThan(0);
		await command.printed(/relayer: received .*first=0/);
		await command.printed(/relayer: acknowledged .*first=0/);
		expect((await client.bridge.regions()).asOfHeight).toBeGreaterThan(before.asOfHeight);
	});

	it('goes on while the other chain’s node cannot run, and relays when it can', async () => {
		const { command, client } = await relaying();
		await command.printed(/relaying ended; it begins again .*DATA_DIRECTORY_LOCKED/);
		const timeoutAt = Math.ceil(pair.a.clock.now()) + 3_600_000;
		await client.bridge.sendMoney({ participant: 'alice', chain: pair.b.chainId, to: 'bob', amount: 1_000, timeoutAt });
		await pair.b.stop();
		await command.printed(/relayer: received /);
		await stopped();
		const node = await createNode(await readNodeOptions(home(1)));
		pair.nodes[1] = node;
		await node.start();
		expect((await channelState({ values: (paths) => node.stateValues(paths) }, pair.a.chainId)).arrived.count).toBe(1);
	});

	it('relays without a console too, and refuses seats that it cannot take before anything starts', async () => {
		await pair.pay(pair.a, pair.b, 1);
		await Promise.all([pair.a.stop(), pair.b.stop()]);
		const cases: [string[], number, string][] = [
			[['--relay-as', 'carol'], 2, 'OPTION_INVALID: --relay-as'],
			[['--relay', home(1)], 2, 'OPTION_INVALID: --relay-as'],
			[
				['--relay', home(1), '--relay-as', 'carol', '--relay-as', 'dave', '--relay-as', 'bob'],
				2,
				'OPTION_INVALID: --relay-as',
			],
			[['--relay', home(1), '--relay-as', 'carol', '--relay-as', 'nobody'], 1, 'KEY_UNKNOWN'],
			[['--relay', `${home(1)}-absent`, '--relay-as', 'carol'], 2, 'CONFIG_'],
		];
		for (const [more, exit, message] of cases) {
			const { code, stderr } = await runCommand(...args(...more));
			expect([code, stderr], more.join(' ')).toEqual([exit, expect.stringContaining(message)]);
		}
		running = startCommand(...args('--relay', home(1), '--relay-as', 'carol', '--relay-as', 'dave'));
		await running.printed(/relayer: received .*first=0 count=1/);
		await running.printed(/relayer: acknowledged .*first=0 count=1/);
	});
});
