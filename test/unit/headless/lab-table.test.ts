import { describe, expect, it } from 'vitest';
import { labTable } from '../../../src/main/headless/commands/lab-table.ts';
import type { LabResult, LabRun } from '../../../src/shared/contract/lab.ts';

const RUN: LabRun = {
	protocols: ['hotstuff'],
	validators: 4,
	faulty: 1,
	fault: 'mute',
	latency: 'unit',
	rounds: 200,
	seeds: [1],
	credit: true,
	level: 'round',
};
const SAMPLE = { level: 'message', rounds: 100, warmUpRounds: 100, seeds: 1 } as const;
const RESULT: LabResult = {
	protocol: 'hotstuff',
	roundsLostShare: 0.25,
	finalityDelays: { p50: 7, p99: 26.6 },
	finalityMs: { p50: 700, p99: 2_660 },
	throughputTps: 217,
	messagesPerDecision: 8,
	leaderShares: [0.5, 0.5, 0, 0],
	distinctLeadersPer100: 2,
	votesCreditedShare: null,
	worstCommitGapRounds: 4,
	measured: { statistics: SAMPLE, finality: SAMPLE },
};
const rowOf = (result: LabResult) =>
	labTable(RUN, [result])
		.split('\n')
		.find((line) => line.startsWith('hotstuff '));

describe('the table of a lab run', () => {
	it('shows finality in delays and milliseconds', () => {
		expect(rowOf(RESULT)).toMatch(/^hotstuff +25\.0+ % +7\.0 d +26\.6 d +700\/2660 +217 +8 +50\.0 % +2\.0 +– +4\.0$/);
	});

	it('shows no finality where nothing was decided: zeros would look like the best', () => {
		const none = { p50: 0, p99: 0 };
		const stalled = { ...RESULT, finalityDelays: none, finalityMs: none, throughputTps: 0, messagesPerDecision: 0 };
		expect(rowOf(stalled)).toMatch(/^hotstuff +25\.0+ % +– +– +– +0 +– +50\.0 %/);
	});
});
