import { describe, expect, it } from 'vitest';
import { randomFaults } from '../../src/main/lab/network/random-faults.ts';
import { Random } from '../../src/main/lab/random.ts';
import { simulation } from '../fixtures/simulation.ts';

function runOf(seed: number) {
	const faults = randomFaults(new Random(seed), 4, 3000);
	const network = simulation({ seed, latencyMinMs: 2, latencyMaxMs: 30, executionMs: 2, faults });
	network.run(6000);
	return { fingerprint: network.fingerprint, commits: network.observer.commits };
}

describe('a simulation', () => {
	it('replays bit for bit from its seed', () => {
		for (const seed of [11, 12, 13]) expect(runOf(seed)).toEqual(runOf(seed));
	});

	it('takes another course from another seed', () => {
		expect(runOf(11).fingerprint).not.toBe(runOf(12).fingerprint);
	});
});
