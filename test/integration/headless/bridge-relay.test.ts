import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chainRootOf } from '../../../src/main/node/bridge/chain-root.ts';
import { readConfig, writeConfig } from '../../../src/main/node/config.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import type { AdmittedLot } from '../../../src/shared/codec/bridge-state.ts';
import { bridgePaths } from '../../../src/shared/codec/bridge-state.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../src/shared/proofs/state-proof.ts';
import { SEALED_TRADE, sealTrade } from '../../fixtures/bridge/sealed-trade.ts';
import { TwoNetworks } from '../../fixtures/bridge/two-networks.ts';
import { type RunningCommand, runCommand, startCommand } from '../../fixtures/command-line.ts';
import { govern } from '../../fixtures/govern.ts';
import { createLocalNetwork } from '../../fixtures/local-network.ts';

let pair: TwoNetworks;
let running: RunningCommand | null = null;

beforeEach(async () => {
	pair = new TwoNetworks();
	await pair.start();
});
afterEach(async () => {
	await stopped();
	await pair.stop();
});

const home = (n: number): string => pair.networks[n]?.directories[0] as string;
const status = async (n: number) =>
	JSON.parse((await runCommand('bridge', 'status', '--home', home(n), '--json')).stdout);

async function stopped(): Promise<void> {
	const command = running;
	running = null;
	if (!command) return;
	command.child.kill('SIGINT');
	expect(await command.result).toMatchObject({ code: 0 });
}

function relay(...more: string[]): RunningCommand {
	running = startCommand('bridge', 'relay', '--home', home(0), '--home', home(1), '--as', 'carol', ...more);
	return running;
}

/** A third chain, connected with both. */
async function startMain(): Promise<GridquorumNode> {
	const network = await createLocalNetwork(1, { consensus: { idleIntervalMs: 500 } });
	pair.networks.push(network);
	const main = await createNode(await readNodeOptions(network.directories[0] as string));
	pair.nodes.push(main);
	await main.start();
	const terms = { moneyLimit: 0, capacityW: 0, trustPeriodMs: 86_400_000 };
	for (const region of [pair.a, pair.b]) {
		await govern(region, [region], [{ kind: 'connect-chain', root: chainRootOf(main), terms }]);
		await govern(main, [main], [{ kind: 'connect-chain', root: chainRootOf(region), terms }]);
	}
	return main;
}

describe('bridge on the command line, over real directories', () => {
	it('sends a lot of a sealed trade, which is taken in the other region', async () => {
		await sealTrade(pair.a, pair.b, 1_000);
		await Promise.all([pair.a.stop(), pair.b.stop()]);
		const lot = ['send', 'lot', '--home', home(0), '--chain', pair.b.chainId, '--to', 'dave', '--trade', SEALED_TRADE];
		const tooMuch = await runCommand('bridge', ...lot, '--as', 'bob', '--quantity', '1.001');
		expect([tooMuch.code, tooMuch.stderr]).toEqual([1, expect.stringContaining('BRIDGE_LOT_QUANTITY')]);
		const notHis = await runCommand('bridge', ...lot, '--as', 'alice', '--quantity', '0.25');
		expect([notHis.code, notHis.stderr]).toEqual([1, expect.stringContaining('BRIDGE_LOT_OWNER')]);
		const { code, stdout, stderr } = await runCommand('bridge', ...lot, '--as', 'bob', '--quantity', '0.25', '--json');
		expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
		const { packet } = JSON.parse(stdout);
		expect(packet).toBe(`X-${pair.a.chainId}-${pair.b.chainId}-0`);
		expect((await status(0)).channels).toMatchObject([{ sent: 1, packets: [{ packet, kind: 'lot', status: 'open' }] }]);
		await relay().printed(/relayer: acknowledged .*first=0 count=1/);
		await stopped();
		expect((await status(0)).channels).toMatchObject([{ acknowledged: 1, packets: [] }]);
		const node = await createNode(await readNodeOptions(home(1)));
		pair.nodes[1] = node;
		await node.start();
		const taken = await node.stateValue(bridgePaths.admittedLot(packet));
		expect(taken && (decode(taken, STATE_VALUE_MAX_BYTES) as unknown as AdmittedLot)).toMatchObject({
			owner: 'dave',
			quantityWh: 250,
		});
	});

	it('anchors the regions on a main chain while it relays between them', async () => {
		const main = await startMain();
		await pair.pay(pair.a, pair.b, 1);
		await Promise.all(pair.nodes.map((node) => node.stop()));
		const config = await readConfig(home(2));
		const ahead = { anchorChainMs: main.clock.now() + 120_000, anchorWallMs: Date.now(), speed: 1 };
		await writeConfig(home(2), { ...config, clock: ahead });
		const command = relay('--main', home(2), '--as-main', 'dave', '--anchor-every', '1');
		for (const region of [pair.a, pair.b])
			await command.printed(new RegExp(`relayer: updated .*on=${main.chainId} of=${region.chainId}`));
		await command.printed(/relayer: acknowledged .*first=0 count=1/);
		await stopped();
		const { channels } = await status(2);
		expect(channels.map(({ chain }: { chain: string }) => chain).sort()).toEqual(
			[pair.a.chainId, pair.b.chainId].sort(),
		);
		for (const { client } of channels) expect(client.height).toBeGreaterThan(0);
		const clients = (await status(0)).channels as { chain: string; sent: number }[];
		expect(clients.find(({ chain }) => chain === main.chainId)).toMatchObject({ sent: 0 });
	});
});
