import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chainRootOf } from '../../../src/main/node/bridge/chain-root.ts';
import { channelState } from '../../../src/main/node/bridge/channel-state.ts';
import { nodeEnd } from '../../../src/main/node/bridge/node-end.ts';
import type { RelayEvent } from '../../../src/main/node/bridge/relay-events.ts';
import { readConfig, writeConfig } from '../../../src/main/node/config.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { registerValidatorKey } from '../../../src/main/node/validator-registration.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { lyingEnd } from '../../fixtures/bridge/lying-end.ts';
import { balance, TwoNetworks } from '../../fixtures/bridge/two-networks.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { govern } from '../../fixtures/govern.ts';
import { until } from '../../fixtures/until.ts';

let pair: TwoNetworks;

beforeEach(async () => {
	pair = new TwoNetworks();
	await pair.start();
});
afterEach(() => pair.stop());

const clientOf = async (on: GridquorumNode, of: GridquorumNode) =>
	(await channelState(nodeEnd({ participant: 'carol' }, on), of.chainId)).client;

describe('relayers between two real networks', () => {
	it('bring what crosses both ways, through a restart in the middle', async () => {
		const before = await balance(pair.b, 'bob');
		const events: RelayEvent[] = [];
		await pair.pay(pair.a, pair.b, 12);
		const first = pair.relayer(pair.ends('carol'), events);
		await until(() => events.some(({ kind }) => kind === 'received'));
		await first.stop();
		await pair.pay(pair.a, pair.b, 5);
		await pair.pay(pair.b, pair.a, 4);
		pair.relayer(pair.ends('carol'), events);
		await Promise.all([pair.arrived(pair.a, pair.b, 17), pair.arrived(pair.b, pair.a, 4)]);
		expect(await balance(pair.b, 'bob')).toBe(before + 17_000);
		expect(await pair.owed()).toBe(0);
		const taken = events.flatMap((event) => (event.kind === 'received' ? [event] : []));
		const counts = (on: string) => taken.filter((each) => each.on === on).reduce((sum, { count }) => sum + count, 0);
		expect([counts(pair.b.chainId), counts(pair.a.chainId)]).toEqual([17, 4]);
	});

	it('race each other, and one lies: everything arrives once', async () => {
		const before = await balance(pair.b, 'bob');
		const [events, answers]: [RelayEvent[], string[]] = [[], []];
		const [honest, other] = [pair.ends('carol'), pair.ends('dave')];
		const liar = lyingEnd(nodeEnd({ participant: 'bob' }, pair.b), answers);
		const fees = { bob: 0 };
		pair.b.onBlock(({ receipts }) => {
			for (const { sender, fee } of receipts) if (sender === 'bob') fees.bob += fee;
		});
		pair.relayer([nodeEnd({ participant: 'bob' }, pair.a), liar]);
		await pair.pay(pair.a, pair.b, 3);
		await until(() => answers.length >= 2);
		expect(answers.filter((answer) => !/^BRIDGE_(PROOF|ORDER)$/.test(answer))).toEqual([]);
		expect((await channelState(nodeEnd({ participant: 'bob' }, pair.b), pair.a.chainId)).arrived.count).toBe(0);
		pair.relayer(honest, events);
		pair.relayer(other, events);
		for (let n = 0; n < 4; n++) {
			await pair.pay(pair.a, pair.b, 3);
			await pair.pay(pair.b, pair.a, 2);
		}
		await Promise.all([pair.arrived(pair.a, pair.b, 15), pair.arrived(pair.b, pair.a, 8)]);
		expect(await pair.owed()).toBe(0);
		expect(await balance(pair.b, 'bob')).toBe(before + 15_000 - fees.bob);
		expect(new Set(events.flatMap((event) => (event.kind === 'failed' ? [event.code] : [])))).toEqual(new Set());
	});

	it('follow an epoch change of one side while packets flow', async () => {
		pair.relayer(pair.ends('carol'));
		await pair.pay(pair.a, pair.b, 2);
		await govern(
			pair.a,
			[pair.a],
			[{ kind: 'consensus-parameters', parameters: [{ name: 'idleIntervalMs', value: 400 }] }],
		);
		for (let n = 0; n < 4; n++) await pair.pay(pair.a, pair.b, 2);
		await until(() => pair.a.snapshot().epoch === 1);
		await pair.pay(pair.a, pair.b, 2);
		await pair.pay(pair.b, pair.a, 3);
		await Promise.all([pair.arrived(pair.a, pair.b, 12), pair.arrived(pair.b, pair.a, 3)]);
		expect((await clientOf(pair.b, pair.a))?.epoch).toBe(1);
		expect(await pair.owed()).toBe(0);
	});

	it('freeze a client whose chain has forked, and recover it with a root that the validators agreed to', async () => {
		const home = pair.networks[0]?.directories[0] as string;
		const twin = join(dirname(home), 'twin');
		await pair.a.stop();
		await cp(home, twin, { recursive: true });
		const [port] = await freePorts(1);
		await writeConfig(twin, { ...(await readConfig(twin)), listen: [`/ip4/127.0.0.1/tcp/${port}`] });
		const [left, right] = [
			await createNode(await readNodeOptions(home)),
			await createNode(await readNodeOptions(twin)),
		];
		pair.nodes[0] = left;
		pair.nodes.push(right);
		await Promise.all([left.start(), right.start()]);

		// The same validator key, two histories, both final.
		await left.call('alice', calls.ledger.transfer({ to: 'dave', amount: 1 }));
		const told = pair.relayer([nodeEnd({ participant: 'carol' }, right), nodeEnd({ participant: 'carol' }, pair.b)]);
		await pair.pay(right, pair.b, 1);
		await until(async () => ((await clientOf(pair.b, right))?.height ?? 0) > 0);
		await told.stop();
		const forkedAt = (await clientOf(pair.b, right))?.height as number;
		while (left.snapshot().height < forkedAt + 4)
			await left.call('alice', calls.ledger.transfer({ to: 'dave', amount: 1 }));

		const events: RelayEvent[] = [];
		const honest = pair.relayer(
			[nodeEnd({ participant: 'dave' }, left), nodeEnd({ participant: 'dave' }, pair.b)],
			events,
		);
		await until(() => events.some((event) => event.kind === 'froze' && event.on === pair.b.chainId));
		expect((await clientOf(pair.b, left))?.frozenAt).not.toBeNull();
		await until(() => events.some((event) => event.kind === 'standing' && event.why === 'frozen'));
		await expect(pair.pay(pair.b, left, 1)).rejects.toThrow('BRIDGE_CLIENT_FROZEN');

		// The operators agree that the other history stands: it goes on with a new key.
		await honest.stop();
		await left.stop();
		await expect(govern(pair.b, [pair.b], [{ kind: 'recover-chain', root: chainRootOf(right) }])).rejects.toThrow(
			'BRIDGE_ROOT_EPOCH',
		);
		const newKey = await registerValidatorKey(await readNodeOptions(twin), {
			newKey: 'after-the-fork',
			addresses: [`/ip4/127.0.0.1/tcp/${port}`],
		});
		await govern(right, [right], [{ kind: 'rotate-key', ...newKey }]);
		await until(() => chainRootOf(right).epoch === 1);
		await govern(pair.b, [pair.b], [{ kind: 'recover-chain', root: chainRootOf(right) }]);
		pair.relayer([nodeEnd({ participant: 'carol' }, right), nodeEnd({ participant: 'carol' }, pair.b)]);
		await pair.pay(right, pair.b, 1);
		await pair.arrived(right, pair.b, 2);
	});
});
