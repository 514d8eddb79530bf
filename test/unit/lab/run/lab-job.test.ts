import { describe, expect, it } from 'vitest';
import { DEFAULT_BOUNDS, jobsOf } from '../../../../src/main/lab/run/lab-job.ts';
import { labResultOf } from '../../../../src/main/lab/run/lab-result.ts';
import type { JobFigures } from '../../../../src/main/lab/run/run-job.ts';
import type { LabRun } from '../../../../src/shared/contract/lab.ts';

const RUN: LabRun = {
	protocols: ['c-lbft', 'raft'],
	validators: 10,
	faulty: 3,
	fault: 'mute',
	latency: 'unit',
	rounds: 14_000,
	seeds: [7, 8],
	credit: true,
	level: 'round',
};

describe('the simulations of a lab run', () => {
	it('take the statistics of all rounds from the round level and finality from fewer of the message level', () => {
		const jobs = jobsOf({ ...RUN, protocols: ['c-lbft'] });
		expect(jobs.map(({ seed, level, measures, rounds }) => [seed, level, measures, rounds])).toEqual([
			[7, 'message', 'finality', 1_000],
			[7, 'round', 'statistics', 14_000],
			[8, 'message', 'finality', 1_000],
			[8, 'round', 'statistics', 14_000],
		]);
	});

	it('take everything from the message level where there is no round level', () => {
		for (const run of [
			{ ...RUN, protocols: ['raft' as const] },
			{ ...RUN, protocols: ['c-lbft' as const], fault: 'slow' as const },
		])
			expect(new Set(jobsOf(run).map(({ level, measures }) => `${level} ${measures}`))).toEqual(
				new Set(['message all']),
			);
	});

	it('take everything from all rounds of the message level when told to', () => {
		for (const { level, measures, rounds } of jobsOf({ ...RUN, level: 'message' }))
			expect([level, measures, rounds]).toEqual(['message', 'all', 14_000]);
	});

	it('stay within the messages that the bounds allow, but never below 60 rounds', () => {
		const rounds = (validators: number, messages: number) =>
			jobsOf({ ...RUN, protocols: ['c-lbft'], validators }, { ...DEFAULT_BOUNDS, messages })[0]?.rounds;
		expect(rounds(10, 40_000)).toBe(200);
		expect(rounds(100, 4_000_000)).toBe(200);
		expect(rounds(100, 0)).toBe(60);
	});

	it('take the message level from the first seeds only where the bounds say so', () => {
		const jobs = jobsOf(RUN, { ...DEFAULT_BOUNDS, seeds: 1 });
		expect(new Set(jobs.filter(({ level }) => level === 'message').map(({ seed }) => seed))).toEqual(new Set([7]));
		expect(jobs.filter(({ level }) => level === 'round').map(({ seed }) => seed)).toEqual([7, 8]);
	});
});

describe('a result', () => {
	const figures = (lost: number, p50: number, votes: number | null): JobFigures => ({
		statistics: {
			roundsLostShare: lost,
			leaderShares: [lost, 1 - lost],
			distinctLeadersPer100: 4,
			votesCreditedShare: votes,
			worstCommitGapRounds: 2,
		},
		finality: {
			finalityDelays: { p50, p99: 2 * p50 },
			finalityMs: { p50: 100 * p50, p99: 200 * p50 },
			throughputTps: 500,
			messagesPerDecision: 190,
		},
	});
	const jobs = jobsOf({ ...RUN, protocols: ['raft'] });

	it('is the mean over the seeds', () => {
		const result = labResultOf([
			{ job: jobs[0] as (typeof jobs)[0], figures: figures(0.2, 3, 0.9) },
			{ job: jobs[1] as (typeof jobs)[0], figures: figures(0.4, 5, 0.7) },
		]);
		expect(result.roundsLostShare).toBeCloseTo(0.3, 12);
		expect(result.leaderShares.map((share) => share.toFixed(3))).toEqual(['0.300', '0.700']);
		expect(result.finalityDelays).toEqual({ p50: 4, p99: 8 });
		expect(result.votesCreditedShare).toBeCloseTo(0.8, 12);
		expect(result.measured.finality).toMatchObject({ level: 'message', seeds: 2 });
	});

	it('has the finality of the seeds that decided something, and the throughput of all', () => {
		const nothing: JobFigures = {
			...figures(1, 0, null),
			finality: {
				finalityDelays: { p50: 0, p99: 0 },
				finalityMs: { p50: 0, p99: 0 },
				throughputTps: 0,
				messagesPerDecision: 0,
			},
		};
		const result = labResultOf([
			{ job: jobs[0] as (typeof jobs)[0], figures: figures(0.2, 3, 0.9) },
			{ job: jobs[1] as (typeof jobs)[0], figures: nothing },
		]);
		expect(result).toMatchObject({
			finalityDelays: { p50: 3, p99: 6 },
			finalityMs: { p50: 300, p99: 600 },
			throughputTps: 250,
			messagesPerDecision: 190,
			roundsLostShare: 0.6,
		});
	});

	it('credits no votes where no seed does', () => {
		const result = labResultOf([{ job: jobs[0] as (typeof jobs)[0], figures: figures(0, 3, null) }]);
		expect(result.votesCreditedShare).toBeNull();
	});
});
