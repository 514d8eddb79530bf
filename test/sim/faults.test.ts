import { describe, expect, it } from 'vitest';
import { randomFaults } from '../../src/main/lab/network/random-faults.ts';
import { Random } from '../../src/main/lab/random.ts';
import { simulation } from '../fixtures/simulation.ts';

const SETTLED_MS = 4000;
/** Virtual time within which a settled network must have committed ten more blocks everywhere. */
const LIMIT_MS = SETTLED_MS + 40_000;

/** Runs a mixture of faults from a seed and returns everything that must not be. */
function problemsOf(seed: number, validators: number): string[] {
	const faults = randomFaults(new Random(seed), validators, SETTLED_MS);
	const network = simulation({
		seed,
		validators,
		latencyMinMs: 2,
		latencyMaxMs: 30,
		executionMs: 3,
		transactionEveryMs: 200,
		faults,
		isWireExact: seed % 10 === 0,
	});
	network.run(SETTLED_MS);
	const goal = Math.max(...network.honest.map((node) => node.store.height)) + 10;
	const isDone = () => network.honest.every((node) => node.store.height >= goal);
	network.run(LIMIT_MS, isDone);
	const stuck = network.honest
		.filter((node) => node.store.height < goal)
		.map((node) => `validator ${node.index} stands at height ${node.store.height} of ${goal}`);
	return [...network.observer.violations, ...stuck].map((problem) => `seed ${seed}: ${problem}`);
}

function problems(validators: number, firstSeed: number, runs: number): string[] {
	return Array.from({ length: runs }, (_, i) => problemsOf(firstSeed + i, validators)).flat();
}

describe('with loss, duplicates, reordering, partitions, crashes, mute validators and twins', () => {
	for (let batch = 0; batch < 8; batch++) {
		it(`four validators never fork, never sign twice and go on after the network settles, seeds from ${1 + 25 * batch}`, () => {
			expect(problems(4, 1 + 25 * batch, 25)).toEqual([]);
		}, 60_000);
	}

	it('seven and ten validators do as well', () => {
		expect([...problems(7, 1001, 6), ...problems(10, 2001, 3)]).toEqual([]);
	}, 60_000);

	it('one, two and three validators, which tolerate no Byzantine fault, survive crashes and loss', () => {
		expect([...problems(1, 3001, 3), ...problems(2, 3002, 3), ...problems(3, 3003, 3)]).toEqual([]);
	}, 60_000);
});
