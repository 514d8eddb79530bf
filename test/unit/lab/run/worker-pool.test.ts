import { describe, expect, it, vi } from 'vitest';
import { runLab, runStudy } from '../../../../src/main/lab/run/worker-pool.ts';
import { type LabRun, labResultSchema } from '../../../../src/shared/contract/lab.ts';
import { codeOf } from '../../../../src/shared/errors/coded-error.ts';

// Whole runs: long on a machine that has other work.
vi.setConfig({ testTimeout: 60_000 });

const RUN: LabRun = {
	protocols: ['jolteon', 'c-lbft'],
	validators: 4,
	faulty: 1,
	fault: 'crash',
	latency: 'unit',
	rounds: 100,
	seeds: [1, 2],
	credit: true,
	level: 'round',
};

describe('lab threads', () => {
	it('give one result per protocol, in the order asked for, whatever their number', async () => {
		const [one, two] = await Promise.all([runLab(RUN, { threads: 1 }), runLab(RUN, { threads: 2 })]);
		expect(one.map(({ protocol }) => protocol)).toEqual(['jolteon', 'c-lbft']);
		for (const result of one) expect(labResultSchema.parse(result)).toEqual(result);
		expect(two).toEqual(one);
	});

	it('give the same statistics from every message of every round', async () => {
		const [result] = await runLab({ ...RUN, protocols: ['c-lbft'], level: 'message' }, { threads: 1 });
		expect(result?.roundsLostShare).toBe(0);
		expect(result?.measured.statistics).toEqual({ level: 'message', rounds: 50, warmUpRounds: 50, seeds: 2 });
	});

	it('end by an abort, at once and before the start', async () => {
		const stop = new AbortController();
		const long = runLab({ ...RUN, rounds: 100_000, level: 'message' }, { threads: 2, signal: stop.signal });
		setTimeout(() => stop.abort(), 200);
		expect(codeOf(await long.catch((error: unknown) => error))).toBe('LAB_STOPPED');
		expect(codeOf(await runLab(RUN, { threads: 1, signal: stop.signal }).catch((error: unknown) => error))).toBe(
			'LAB_STOPPED',
		);
	});

	it('study participation', async () => {
		const study = {
			kind: 'participation',
			behaviour: 'censor',
			validators: 10,
			rounds: 1_000,
			seeds: [1, 2],
			credit: true,
		} as const;
		const answer = await runStudy(study);
		if (answer.kind !== 'participation') throw new Error('another study was answered');
		const { votesCredited, faultyBlocks } = answer.figures;
		expect(votesCredited).toBeGreaterThan(0.95);
		expect(votesCredited).toBeLessThan(1);
		expect(faultyBlocks).toBeLessThan(0.4);
	});
});
