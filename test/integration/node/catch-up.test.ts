import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { createLoneObserver } from '../../fixtures/lone-observer.ts';
import { ServedChain } from '../../fixtures/served-chain.ts';
import { smallGenesis } from '../../fixtures/small-chain.ts';
import { until } from '../../fixtures/until.ts';
import { ValidatorChild } from '../../fixtures/validator-child.ts';

const LONG = 3_000;

let directory: string;
let served: ServedChain;
let pulse: NodeJS.Timeout | undefined;
let node: GridquorumNode | null = null;
let child: ValidatorChild | null = null;

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-catch-up-'));
	served = await ServedChain.open(directory);
});

afterEach(async () => {
	clearInterval(pulse);
	await child?.kill();
	child = null;
	await node?.stop();
	node = null;
	await served.stop();
	await rm(directory, { recursive: true, force: true });
});

/** A block now and then: a chain that goes on while somebody catches up. */
function keepGrowing(): void {
	pulse = setInterval(() => void served.grow(1), 100);
}

const arrived = (): boolean =>
	node?.snapshot().height === served.height && toHex(node.snapshot().stateRoot) === toHex(served.stateRoot);

describe('a node that was away', () => {
	it('for thousands of blocks comes back by blocks, with the same root and the whole history', async () => {
		await served.grow(LONG);
		const home = await createLoneObserver(directory, 'away', smallGenesis, [served.source]);
		node = await createNode(await readNodeOptions(home, { logLevel: 'debug' }));
		await node.start();
		await until(arrived, 60_000);
		let count = 0;
		for await (const { block } of node.readBlocks(1, LONG)) {
			count += 1;
			expect(block.header.height).toBe(count);
		}
		expect(count).toBe(LONG);
	});

	it('takes a snapshot where it is told to, goes on above it, and starts again from it', async () => {
		await served.grow(1_500);
		keepGrowing();
		const home = await createLoneObserver(directory, 'far', smallGenesis, [served.source], 1_000);
		node = await createNode(await readNodeOptions(home));
		await node.start();
		expect(node.snapshot().height).toBeGreaterThanOrEqual(1_500);
		const heights: number[] = [];
		for await (const { block } of node.readBlocks(1, node.snapshot().height)) heights.push(block.header.height);
		expect(heights[0] ?? 1_501).toBeGreaterThan(1_500);
		await until(() => (node?.snapshot().height ?? 0) > 1_510);
		await node.stop();
		node = await createNode(await readNodeOptions(home));
		await node.start();
		await until(() => (node?.snapshot().height ?? 0) > 1_520);
		clearInterval(pulse);
		await until(arrived);
	});

	it('killed at any point of a long catch-up goes on from what it has', async () => {
		await served.grow(LONG);
		const home = await createLoneObserver(directory, 'killed', smallGenesis, [served.source]);
		let before = 0;
		for (const least of [200, 900, 1_700]) {
			child = new ValidatorChild(home);
			await child.ready;
			const running = child;
			await until(async () => (await running.ask<number>({ op: 'height' })) >= least, 60_000);
			before = await running.ask<number>({ op: 'height' });
			await running.kill();
			child = null;
		}
		node = await createNode(await readNodeOptions(home));
		await node.start();
		// Results are not synced to disk, blocks are: a kill may cost executions, which are made again.
		expect(node.snapshot().height).toBeGreaterThanOrEqual(Math.min(before, 1_700));
		await until(arrived, 60_000);
	});

	it('killed in the middle of a snapshot begins clean', async () => {
		await served.grow(1_500);
		keepGrowing();
		const home = await createLoneObserver(directory, 'cut', smallGenesis, [served.source], 1_000);
		for (const afterMs of [150, 600, 1_200]) {
			child = new ValidatorChild(home);
			await new Promise((resolve) => setTimeout(resolve, afterMs));
			await child.kill();
			child = null;
		}
		node = await createNode(await readNodeOptions(home));
		await node.start();
		expect(node.snapshot().height).toBeGreaterThanOrEqual(1_500);
		clearInterval(pulse);
		await until(arrived);
	});
});
