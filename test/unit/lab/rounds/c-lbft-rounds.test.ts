import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { roundStatistics } from '../../../../src/main/lab/measure/round-statistics.ts';
import { struckReplicas } from '../../../../src/main/lab/network/network-faults.ts';
import { Behaviour, type RoundFault } from '../../../../src/main/lab/rounds/behaviour.ts';
import { runRounds } from '../../../../src/main/lab/rounds/run-rounds.ts';
import type { LabProtocol } from '../../../../src/shared/contract/lab-terms.ts';

// Whole runs: long on a machine that has other work.
vi.setConfig({ testTimeout: 60_000 });

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

interface Run {
	readonly protocol?: LabProtocol;
	readonly size: number;
	readonly fault: RoundFault;
	readonly rounds: number;
	readonly seed?: number;
	readonly credit?: boolean;
}

function record({ protocol = 'c-lbft', size, fault, rounds, seed = 1, credit = true }: Run) {
	const faulty = struckReplicas(size, Math.floor((size - 1) / 3), seed);
	return runRounds(protocol, { size, rounds, seed, credit }, new Behaviour({ size, fault, seed, faulty }), sha256);
}

function statistics(run: Run) {
	return roundStatistics(record(run), { from: Math.min(2_000, run.rounds / 2), to: run.rounds });
}

describe('C-LBFT at round level', () => {
	it('replays from its seed and differs from another', () => {
		const run: Run = { size: 7, fault: 'flap', rounds: 300 };
		expect(record(run)).toEqual(record(run));
		expect(record({ ...run, seed: 2 }).blocks).not.toEqual(record(run).blocks);
	});

	it('loses no round to crashed validators once they are known', () => {
		for (const size of [4, 10, 31]) expect(statistics({ size, fault: 'crash', rounds: 4_000 }).roundsLostShare).toBe(0);
	});

	it.each([
		[4, 0.001, 0.001],
		[10, 0.001, 0.002],
		[31, 0.002, 0.005],
		[100, 0.005, 0.01],
	])('at n = %i loses at most %d of the rounds to mute leaders and %d to flapping ones', (size, mute, flap) => {
		expect(statistics({ size, fault: 'mute', rounds: 14_000 }).roundsLostShare).toBeLessThanOrEqual(mute);
		expect(statistics({ size, fault: 'flap', rounds: 14_000 }).roundsLostShare).toBeLessThanOrEqual(flap);
	});

	it('without credit loses rounds to mute leaders as round robin does', () => {
		const lost = statistics({ size: 10, fault: 'mute', rounds: 6_000, credit: false }).roundsLostShare;
		expect(lost).toBeGreaterThan(0.25);
	});

	it('credits every honest vote when no leader censors', () => {
		for (const fault of ['none', 'crash', 'mute', 'flap'] as const)
			expect(statistics({ size: 10, fault, rounds: 1_000 }).votesCreditedShare).toBe(1);
	});

	it.each([4, 10, 31, 100])('at n = %i credits at least 19 of 20 honest votes with f censoring leaders', (size) => {
		const { votesCreditedShare } = statistics({ size, fault: 'censor', rounds: 6_000 });
		expect(votesCreditedShare).toBeGreaterThanOrEqual(0.95);
		// Some are lost for good: leaders do leave them out.
		if (size > 4) expect(votesCreditedShare).toBeLessThan(1);
	});

	it.each(['censor', 'collude'] as const)(
		'gives f validators that %s at most f/n + 2 points of the blocks',
		(fault) => {
			const size = 31;
			const faulty = new Set(struckReplicas(size, 10, 1));
			const { leaderShares } = statistics({ size, fault, rounds: 14_000 });
			const share = leaderShares.reduce((sum, own, index) => sum + (faulty.has(index) ? own : 0), 0);
			expect(share).toBeLessThanOrEqual(10 / 31 + 0.02);
		},
	);

	it('gives each of ten honest validators 0.85 to 1.15 of its fair share over 400·n rounds', () => {
		const { leaderShares } = roundStatistics(record({ size: 10, fault: 'none', rounds: 4_000 }), {
			from: 0,
			to: 4_000,
		});
		for (const share of leaderShares) {
			expect(share * 10).toBeGreaterThan(0.85);
			expect(share * 10).toBeLessThan(1.15);
		}
	});
});

describe('the baselines at round level', () => {
	it.each(['libra-bft', 'hotstuff', 'jolteon'] as const)(
		'%s loses about f/n of its rounds to crashed leaders',
		(protocol) => {
			const { roundsLostShare } = statistics({ protocol, size: 10, fault: 'crash', rounds: 6_000 });
			expect(Math.abs(roundsLostShare - 0.3)).toBeLessThan(0.03);
		},
	);

	it('Carousel knows crashed leaders and elects mute ones again and again', () => {
		expect(statistics({ protocol: 'carousel', size: 10, fault: 'crash', rounds: 6_000 }).roundsLostShare).toBe(0);
		expect(
			statistics({ protocol: 'carousel', size: 10, fault: 'mute', rounds: 6_000 }).roundsLostShare,
		).toBeGreaterThan(0.25);
	});

	it('reputation forgets mute leaders when their failures leave its window', () => {
		const { roundsLostShare } = statistics({ protocol: 'jolteon-reputation', size: 10, fault: 'mute', rounds: 6_000 });
		expect(roundsLostShare).toBeGreaterThan(0.04);
		expect(roundsLostShare).toBeLessThan(0.15);
	});

	it('PBFT keeps the first primary that orders', () => {
		const { roundsLostShare, distinctLeadersPer100 } = statistics({
			protocol: 'pbft',
			size: 10,
			fault: 'mute',
			rounds: 1_000,
		});
		expect(roundsLostShare).toBe(0);
		expect(distinctLeadersPer100).toBe(1);
	});
});
