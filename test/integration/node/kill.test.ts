import { afterEach, describe, expect, it } from 'vitest';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { conflictsSentFrom } from '../../fixtures/sent-signatures.ts';
import { until } from '../../fixtures/until.ts';
import { ValidatorChild } from '../../fixtures/validator-child.ts';

let network: LocalNetwork | null = null;
let children: (ValidatorChild | null)[] = [];

async function startAll(): Promise<void> {
	network = await createLocalNetwork(4);
	children = network.directories.map((directory) => new ValidatorChild(directory));
	await Promise.all(children.map((child) => child?.ready));
}

function child(index: number): ValidatorChild {
	return children[index] as ValidatorChild;
}

async function restart(index: number): Promise<void> {
	children[index] = new ValidatorChild(network?.directories[index] as string);
	await child(index).ready;
}

const heightOf = (index: number): Promise<number> => child(index).ask<number>({ op: 'height' });
const blocksOf = (index: number, from: number, to: number): Promise<{ id: string; root: string }[]> =>
	child(index).ask({ op: 'blocks', from, to });

const conflicts = (index: number): string[] => conflictsSentFrom(network?.directories[index] as string);

afterEach(async () => {
	await Promise.all(children.map((each) => each?.stop()));
	children = [];
	await network?.remove();
	network = null;
});

describe('kill -9', () => {
	it('of one validator under load: the others go on, it catches up, and it never signs two different messages', async () => {
		await startAll();
		await Promise.all([0, 1, 2].map((index) => child(index).ask({ op: 'load', parallel: 8 })));
		await until(async () => (await heightOf(3)) >= 10);
		await child(3).kill();
		children[3] = null;
		const atKill = await heightOf(0);
		await until(async () => (await heightOf(0)) >= atKill + 10);
		await restart(3);
		const target = await heightOf(0);
		await until(async () => (await heightOf(3)) >= target);
		await Promise.all([0, 1, 2].map((index) => child(index).ask({ op: 'rest' })));
		const height = await heightOf(0);
		await until(async () => (await heightOf(3)) >= height);
		const chains = await Promise.all([0, 1, 2, 3].map((index) => blocksOf(index, 1, height)));
		for (const chain of chains) expect(chain).toEqual(chains[0]);
		expect(chains[0]).toHaveLength(height);
		for (const index of [0, 1, 2, 3]) expect(conflicts(index)).toEqual([]);
	});

	it('of all four at once: nothing final is lost and the network goes on', async () => {
		await startAll();
		await Promise.all([0, 1, 2, 3].map((index) => child(index).ask({ op: 'load', parallel: 8 })));
		await until(async () => (await heightOf(0)) >= 10);
		const known = await Promise.all([0, 1, 2, 3].map(async (index) => blocksOf(index, 1, await heightOf(index))));
		await Promise.all(children.map((each) => each?.kill()));
		await Promise.all([0, 1, 2, 3].map((index) => restart(index)));
		const height = Math.max(...known.map((chain) => chain.length));
		await until(async () => (await heightOf(0)) >= height);
		const after = await blocksOf(0, 1, height);
		for (const chain of known) expect(after.slice(0, chain.length)).toEqual(chain);
		// What the killed process had sent may still be executed and take a nonce from under a new call.
		await until(
			async () =>
				(await child(2)
					.ask<number>({ op: 'call' })
					.catch(() => 0)) > height,
		);
		for (const index of [0, 1, 2, 3]) expect(conflicts(index)).toEqual([]);
	});
});
