import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { RoundStatistics } from '../../../../src/main/lab/measure/round-statistics.ts';
import { runJob } from '../../../../src/main/lab/run/run-job.ts';
import type { LabFault, LabProtocol } from '../../../../src/shared/contract/lab-terms.ts';

// Whole runs: long on a machine that has other work.
vi.setConfig({ testTimeout: 120_000 });

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

const SEEDS = [1, 2, 3];

function statistics(protocol: LabProtocol, fault: LabFault, rounds: number, level: 'message' | 'round') {
	return SEEDS.map((seed) => {
		const network = { validators: 7, faulty: 2, fault, latency: 'lan', credit: true } as const;
		const measures = level === 'message' ? 'all' : 'statistics';
		const figures = runJob({ protocol, seed, level, measures, rounds, network }, sha256, () => undefined);
		return figures.statistics as RoundStatistics;
	});
}

function meanLost(runs: readonly RoundStatistics[]): number {
	return runs.reduce((sum, { roundsLostShare }) => sum + roundsLostShare, 0) / runs.length;
}

/** Largest difference of one validator's share, mean over the seeds. */
function shareDifference(some: readonly RoundStatistics[], others: readonly RoundStatistics[]): number {
	const worst = some.map(({ leaderShares }, run) =>
		Math.max(...leaderShares.map((share, index) => Math.abs(share - (others[run]?.leaderShares[index] ?? 0)))),
	);
	return worst.reduce((sum, value) => sum + value, 0) / worst.length;
}

describe('round level and message level', () => {
	/** Rounds a seed, and how far apart the lost shares may be; shares of 0 to 1. */
	it.each([
		['c-lbft', 400, 0.01],
		['libra-bft', 2_000, 0.03],
		['hotstuff', 2_000, 0.03],
		['jolteon', 2_000, 0.03],
		['jolteon-reputation', 2_000, 0.04],
		['carousel', 2_000, 0.05],
		['pbft', 400, 0.01],
	] as const)('agree on %s', (protocol, rounds, bound) => {
		for (const fault of ['none', 'crash', 'mute', 'flap'] as const) {
			const byMessages = statistics(protocol, fault, rounds, 'message');
			const byRounds = statistics(protocol, fault, rounds, 'round');
			expect(Math.abs(meanLost(byMessages) - meanLost(byRounds)), fault).toBeLessThanOrEqual(bound);
			expect(shareDifference(byMessages, byRounds), fault).toBeLessThanOrEqual(0.08);
		}
	});
});
