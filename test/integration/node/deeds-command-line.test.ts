import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { runCommand } from '../../fixtures/command-line.ts';
import { hourProduct } from '../../fixtures/engine-market.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';

/** Three validators go on; the fourth, with dave's keys, ran until the deed was drafted, and runs again to submit. */
describe('deeds signed offline on the command line', () => {
	let network: LocalNetwork;
	let nodes: GridquorumNode[] = [];
	const heard: ContractEvent[] = [];

	beforeAll(async () => {
		network = await createLocalNetwork(4);
		nodes = await Promise.all(
			network.directories.map(async (directory) => createNode(await readNodeOptions(directory))),
		);
		nodes[0]?.onBlock(({ events }) => heard.push(...events));
		await Promise.all(nodes.map((node) => node.start()));
	}, 60_000);

	afterAll(async () => {
		await Promise.all(nodes.map((node) => node.stop()));
		await network.remove();
	});

	const draft = async (): Promise<void> => {
		const [first, , , last] = nodes as [GridquorumNode, GridquorumNode, GridquorumNode, GridquorumNode];
		const start = (Math.floor(Date.now() / HOUR_MS) + 2) * HOUR_MS;
		const terms = hourProduct(0, {
			product: 'now',
			zones: ['home'],
			mechanism: 'continuous',
			deliveryStart: start,
			deliveryEnd: start + HOUR_MS,
			gateOpening: 0,
			gateClosure: start,
			signingDeadline: start + HOUR_MS,
			settlementTime: start + 2 * HOUR_MS,
		});
		const order = { product: 'now', price: 100_000, quantityWh: 400, period: 0 };
		const done = [
			await first.call('market', calls.auction.openProducts({ products: [terms] })),
			await first.call('alice', calls.auction.placeOrders({ owner: null, orders: [{ ...order, side: 'offer' }] })),
			await last.call(
				'dave',
				calls.auction.placeOrders({ owner: null, orders: [{ ...order, side: 'bid', price: 200_000 }] }),
			),
		];
		expect(done.map(({ receipt }) => receipt.code)).toEqual([null, null, null]);
	};

	it('are exported, shown and signed where the key is, and carried to the chain', { timeout: 120_000 }, async () => {
		const [aliceHome, , , daveHome] = network.directories as [string, string, string, string];
		await draft();
		await nodes[3]?.stop();
		const [file, answer, bad] = ['F.json', 'S.json', 'bad.json'].map((name) => join(daveHome, name)) as [
			string,
			string,
			string,
		];
		const exported = await runCommand('deeds', 'export', '--home', daveHome, '--participant', 'alice', '--out', file);
		expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining('1 deeds await alice') });
		const sign = (from: string, to: string, ...more: string[]) =>
			runCommand('deeds', 'sign', from, '--home', aliceHome, '--participant', 'alice', '--out', to, ...more);

		const unconfirmed = await sign(file, answer);
		expect([unconfirmed.code, unconfirmed.stderr.includes('SIGNING_NOT_CONFIRMED')]).toEqual([1, true]);
		await writeFile(bad, (await readFile(file, 'utf8')).replace('"threshold": 3', '"threshold": 2'));
		const changed = await sign(bad, answer, '--yes');
		expect([changed.code === 0, changed.stderr.includes('SIGNING_FILE')]).toEqual([false, true]);
		const signed = await sign(file, answer, '--yes');
		expect(signed.code).toBe(0);
		expect(signed.stdout).toContain('alice delivers 400 Wh to dave');

		const submitted = await runCommand('deeds', 'submit', answer, '--home', daveHome, '--json');
		expect([submitted.code, JSON.parse(submitted.stdout)]).toEqual([0, { signed: 1, sealed: 0, failed: [] }]);
		await expect
			.poll(() => heard, { timeout: 20_000 })
			.toContainEqual(
				expect.objectContaining({ kind: 'deed-signed', deed: 'D-now-0', participant: 'alice', as: 'generator' }),
			);
		const again = await runCommand('deeds', 'submit', answer, '--home', daveHome, '--json');
		expect([again.code, JSON.parse(again.stdout).failed]).toEqual([1, [{ deed: 'D-now-0', code: 'DEED_SIGNED' }]]);
	});
});
