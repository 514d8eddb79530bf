import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { GenesisValidator } from '../../../src/shared/codec/genesis-document.ts';
import { govern } from '../../fixtures/govern.ts';
import { addJoining } from '../../fixtures/joining-home.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { addObserver } from '../../fixtures/observer-home.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { until } from '../../fixtures/until.ts';

let network: LocalNetwork | null = null;
let nodes: GridquorumNode[] = [];

afterEach(async () => {
	await stopEach(nodes);
	nodes = [];
	await network?.remove();
	network = null;
});

const pay = calls.ledger.transfer({ to: 'grid', amount: 1 });
const logOf = (directory: string): string => readFileSync(join(directory, 'logs', 'node.log'), 'utf8');

async function startValidators(): Promise<{ network: LocalNetwork; validators: GridquorumNode[] }> {
	const local = await createLocalNetwork(4);
	network = local;
	nodes = await Promise.all(local.directories.map(async (directory) => createNode(await readNodeOptions(directory))));
	await Promise.all(nodes.map((node) => node.start()));
	return { network: local, validators: [...nodes] };
}

describe('the gate of a network', () => {
	it('lets a validator in by the decision that makes it one, with nobody listing it as observer', async () => {
		const { network: local, validators } = await startValidators();
		const [first] = validators as [GridquorumNode];
		await first.call('alice', pay);
		const joining = await addJoining(local, 'validator-4');
		const newcomer = await createNode(await readNodeOptions(joining.directory));
		nodes.push(newcomer);
		await newcomer.start();
		await until(() => logOf(joining.directory).includes('SYNC_NO_PEER'));
		expect(newcomer.snapshot()).toMatchObject({ height: 0, phase: 'observing' });

		const { id, publicKey, peerId, addresses } = joining.validator;
		const { possession } = newcomer.signRegistration(id, addresses);
		await govern(first, validators.slice(0, 3), [
			{ kind: 'add-validator', validator: { ...joining.validator, id, publicKey, peerId }, possession },
		]);
		await until(() => newcomer.snapshot().phase === 'validating' && newcomer.self === 4, 60_000);
	}, 120_000);

	it('closes on an observer that governance removes, while it is connected', async () => {
		const { network: local, validators } = await startValidators();
		const [first] = validators as [GridquorumNode];
		const home = await addObserver(local);
		await govern(first, validators.slice(0, 3), [{ kind: 'admit-observer', peerId: home.peerId, name: 'auditor' }]);
		const observer = await createNode(await readNodeOptions(home.directory));
		nodes.push(observer);
		await observer.start();
		await until(() => observer.snapshot().height >= first.snapshot().height, 30_000);

		await govern(first, validators.slice(0, 3), [{ kind: 'remove-observer', peerId: home.peerId }]);
		await until(() => home.log().includes(`does not admit this node, whose peer id is ${home.peerId}`), 30_000);
		await until(() =>
			local.directories.every((directory) => logOf(directory).includes('observer removed by governance')),
		);
		const { height } = await first.call('alice', pay);
		await until(() => home.log().includes('SYNC_NO_PEER'), 30_000);
		expect(observer.snapshot().height).toBeLessThan(height);
	}, 120_000);

	it('tells a validator that was voted out while it was down why nobody answers, and what to do', async () => {
		const { network: local, validators } = await startValidators();
		const [first, second, third, away] = validators as [GridquorumNode, GridquorumNode, GridquorumNode, GridquorumNode];
		await first.call('alice', pay);
		await away.stop();
		nodes = [first, second, third];
		const leaving = local.genesis.validators[3] as GenesisValidator;
		await govern(first, nodes, [{ kind: 'remove-validator', validator: leaving.id }]);
		await until(() => nodes.every((node) => node.epochs().length === 2), 30_000);

		const directory = local.directories[3] as string;
		const back = await createNode(await readNodeOptions(directory));
		nodes.push(back);
		await back.start();
		await until(() => logOf(directory).includes('SYNC_SHUT_OUT'), 30_000);
		const told = logOf(directory)
			.split('\n')
			.find((line) => line.includes('SYNC_SHUT_OUT'));
		expect(JSON.parse(told as string)).toMatchObject({
			level: 'error',
			details: { self: leaving.peerId, refusals: 3, peers: 3 },
			action: expect.stringContaining('have governance add it again'),
		});
	}, 120_000);
});
