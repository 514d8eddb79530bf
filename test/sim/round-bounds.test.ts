import { describe, expect, it } from 'vitest';
import { type NetworkFaults, NO_NETWORK_FAULTS } from '../../src/main/lab/network/network-faults.ts';
import { Random } from '../../src/main/lab/random.ts';
import { simulation } from '../fixtures/simulation.ts';

const SETTLED_MS = 5000;

/** Rounds from the highest one at the end of the faults to the first block of a later round that is final everywhere. */
function roundsToCommit(seed: number, validators: number): number {
	const random = new Random(seed);
	const f = Math.floor((validators - 1) / 3);
	const mute = Array.from({ length: f }, (_, i) => (seed + i) % validators);
	const faults: NetworkFaults = {
		...NO_NETWORK_FAULTS,
		settledMs: SETTLED_MS,
		lossPermille: random.pick([100, 300, 500]),
		mute,
	};
	const network = simulation({
		seed,
		validators,
		latencyMinMs: 5,
		latencyMaxMs: 20,
		executionMs: 1,
		transactionEveryMs: 100,
		faults,
	});
	network.run(SETTLED_MS);
	const from = Math.max(...network.honest.map((node) => node.consensus?.status().round ?? 0));
	const isFinal = () => network.honest.every((node) => (node.consensus?.status().committedRound ?? 0) > from);
	network.run(SETTLED_MS + 120_000, isFinal);
	const first = network.observer.commits.filter(({ round }) => round > from).map(({ round }) => round);
	return Math.min(...first) - from;
}

describe('after the network settles, with f validators that never propose', () => {
	it.each([
		[4, 40],
		[7, 20],
		[10, 10],
	])(
		'%i validators commit within 2f+1 rounds of the one they stood in, by order votes',
		(validators, runs) => {
			const f = Math.floor((validators - 1) / 3);
			const rounds = Array.from({ length: runs }, (_, i) => roundsToCommit(100 * validators + i, validators));
			expect(Math.max(...rounds), `rounds ${rounds.join(' ')}`).toBeLessThanOrEqual(2 * f + 1);
		},
		60_000,
	);
});
