import { describe, expect, it } from 'vitest';
import {
	type Experiment,
	experimentKey,
	experimentOf,
	mostFaulty,
	queryOf,
	STANDARD,
	seedsOf,
} from '../../../src/renderer/features/lab/experiment.ts';
import { bestIn, findingOf } from '../../../src/renderer/features/lab/findings.ts';
import { keep, readKept } from '../../../src/renderer/features/lab/kept-runs.ts';
import type { LabResult } from '../../../src/shared/contract/index.ts';

const other: Experiment = {
	protocols: ['c-lbft', 'raft'],
	validators: 31,
	faulty: 4,
	fault: 'flap',
	latency: 'lan',
	rounds: 1_000,
	seeds: [7, 9],
	credit: false,
};

function result(protocol: LabResult['protocol'], changes: Partial<LabResult> = {}): LabResult {
	return {
		protocol,
		roundsLostShare: 0,
		finalityDelays: { p50: 3, p99: 3 },
		finalityMs: { p50: 30, p99: 40 },
		throughputTps: 100,
		messagesPerDecision: 200,
		leaderShares: [0.5, 0.5],
		distinctLeadersPer100: 10,
		votesCreditedShare: 1,
		worstCommitGapRounds: 1,
		measured: {
			statistics: { level: 'round', rounds: 2_000, warmUpRounds: 2_000, seeds: 5 },
			finality: { level: 'message', rounds: 200, warmUpRounds: 20, seeds: 5 },
		},
		...changes,
	};
}

describe('an experiment in the address', () => {
	it('comes back as it was written', () => {
		for (const run of [STANDARD, other]) expect(experimentOf(queryOf(run) as Record<string, string>)).toEqual(run);
	});

	it('falls back to the standard where the address says nothing or nonsense', () => {
		expect(experimentOf({})).toEqual(STANDARD);
		expect(experimentOf({ n: '3', faulty: '-1', fault: 'fire', rounds: '1e9', seeds: 'x', protocols: 'none' })).toEqual(
			STANDARD,
		);
	});

	it('never asks for more faulty validators than can be borne', () => {
		expect(experimentOf({ n: '10', faulty: '4' }).faulty).toBe(mostFaulty(10));
		expect(mostFaulty(100)).toBe(33);
	});

	it('is the same experiment whatever the order of its seeds and protocols', () => {
		const turned = { ...other, seeds: [9, 7], protocols: ['raft', 'c-lbft'] as const } as unknown as Experiment;
		expect(experimentKey(turned)).toBe(experimentKey(other));
		expect(experimentKey({ ...other, credit: true })).not.toBe(experimentKey(other));
	});

	it('takes one to eight whole seeds, each once', () => {
		expect(seedsOf('1, 2，2 3')).toEqual([1, 2, 3]);
		for (const wrong of ['', '1.5', '-1', 'a', '1 2 3 4 5 6 7 8 9', '4294967296']) expect(seedsOf(wrong)).toBeNull();
	});
});

describe('the finding of a comparison', () => {
	it('says nothing before there is a result', () => {
		expect(findingOf([])).toEqual({ kind: 'nothing-yet' });
	});

	it('sets the rounds lost beside those of the next best, Raft aside', () => {
		const own = result('c-lbft', { roundsLostShare: 0.001 });
		const rivals = [
			result('hotstuff', { roundsLostShare: 0.3 }),
			result('raft'),
			result('jolteon', { roundsLostShare: 0.25 }),
		];
		expect(findingOf([own, ...rivals])).toEqual({
			kind: 'fewest-lost',
			lost: 0.001,
			other: 'jolteon',
			otherLost: 0.25,
		});
	});

	it('says that not one is lost where none is', () => {
		const finding = findingOf([result('c-lbft'), result('jolteon', { roundsLostShare: 0.25 })]);
		expect(finding).toEqual({ kind: 'none-lost', other: 'jolteon', otherLost: 0.25 });
	});

	it('says so when another protocol loses less', () => {
		const finding = findingOf([result('c-lbft', { roundsLostShare: 0.01 }), result('carousel')]);
		expect(finding).toMatchObject({ kind: 'another-loses-less', other: 'carousel', otherLost: 0 });
	});

	it('leaves a leader that never gives way out of the comparison of rounds lost', () => {
		const stable = result('pbft', { distinctLeadersPer100: 1 });
		const finding = findingOf([
			result('c-lbft', { roundsLostShare: 0.01 }),
			stable,
			result('jolteon', { roundsLostShare: 0.3 }),
		]);
		expect(finding).toMatchObject({ kind: 'fewest-lost', other: 'jolteon' });
	});

	it('names the fastest when nobody loses a round', () => {
		const finding = findingOf([result('c-lbft'), result('pbft', { finalityMs: { p50: 20, p99: 50 } })]);
		expect(finding).toEqual({ kind: 'nobody-loses', protocol: 'pbft', ms: 20 });
	});
});

describe('the best figure of a column', () => {
	it('is the least or the most as the measure wants, Raft aside', () => {
		const results = [
			result('c-lbft', { throughputTps: 50, messagesPerDecision: 10 }),
			result('pbft', { throughputTps: 90, messagesPerDecision: 20 }),
			result('raft', { throughputTps: 900, messagesPerDecision: 2 }),
		];
		expect(bestIn(results, 'throughputTps').map(({ protocol }) => protocol)).toEqual(['pbft']);
		expect(bestIn(results, 'messagesPerDecision').map(({ protocol }) => protocol)).toEqual(['c-lbft']);
	});

	it('is nobody’s when all are equal or alone', () => {
		expect(bestIn([result('c-lbft'), result('pbft')], 'p50')).toEqual([]);
		expect(bestIn([result('c-lbft')], 'p50')).toEqual([]);
	});
});

describe('kept runs', () => {
	it('stand newest first, each experiment once, twelve at most', () => {
		localStorage.clear();
		let kept = readKept();
		for (let n = 0; n < 20; n++) kept = keep(kept, { run: { ...other, seeds: [n] }, results: [], at: n });
		kept = keep(kept, { run: { ...other, seeds: [15] }, results: [result('c-lbft')], at: 99 });
		expect(readKept()).toHaveLength(12);
		expect(readKept().filter(({ run }) => run.seeds[0] === 15)).toHaveLength(1);
		expect(readKept()[0]?.at).toBe(99);
	});

	it('are none where the storage holds something else', () => {
		localStorage.setItem('gridquorum.lab.1', '{');
		expect(readKept()).toEqual([]);
	});
});
