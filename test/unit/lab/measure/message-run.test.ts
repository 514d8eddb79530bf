import { describe, expect, it } from 'vitest';
import { finalityStatistics, roundsOf } from '../../../../src/main/lab/measure/message-run.ts';
import { percentile } from '../../../../src/main/lab/measure/percentile.ts';
import type { RecordedDecision, RunRecord } from '../../../../src/main/lab/network/run-record.ts';

function decision(height: number, round: number, proposedAtMs: number, quorumAtMs: number): RecordedDecision {
	return {
		height,
		round,
		id: `${round}`,
		proposer: round % 4,
		proposedAtMs,
		quorumAtMs,
		decidedAtMs: Float64Array.of(quorumAtMs, quorumAtMs, quorumAtMs, quorumAtMs),
		payload: { transactions: 10, bytes: 1_000 },
		credits: height > 1 ? [{ round: round - 1, voters: [0, 1, 2] }] : [],
	};
}

/** One delay is 100 ms; round 3 is lost, rounds 4 and 5 become final together. */
const RUN: RunRecord = {
	protocol: 'made-up',
	seed: 1,
	size: 4,
	quorum: 3,
	latency: 'unit',
	meanDelayMs: 100,
	struck: [3],
	durationMs: 2_000,
	decisions: [
		decision(1, 1, 0, 300),
		decision(2, 2, 200, 500),
		decision(3, 4, 900, 1_400),
		decision(4, 5, 1_100, 1_400),
	],
	messagesAtRound: new Map([
		[1, 20],
		[2, 40],
		[5, 90],
	]),
	messagesSent: Float64Array.of(30, 30, 30, 10),
	bytesSent: Float64Array.of(0, 0, 0, 0),
	delivered: 100,
	violations: [],
	fingerprint: 0,
};

describe('measures of a message-level run', () => {
	it('takes finality from the sending of the proposal until the Q-th validator holds it', () => {
		const { finalityMs, finalityDelays } = finalityStatistics(RUN, { from: 0, to: 5 });
		expect(finalityMs).toEqual({ p50: 300, p99: 500 });
		expect(finalityDelays).toEqual({ p50: 3, p99: 5 });
	});

	it('leaves the warm-up out of finality and throughput', () => {
		const { finalityMs, throughputTps } = finalityStatistics(RUN, { from: 2, to: 5 });
		expect(finalityMs).toEqual({ p50: 300, p99: 500 });
		// 20 transactions within 900 ms: from the last decision of the warm-up to the newest.
		expect(throughputTps).toBeCloseTo(20 / 0.9, 9);
	});

	it('counts every message sent until the newest decision of the window, per decision', () => {
		expect(finalityStatistics(RUN, { from: 0, to: 5 }).messagesPerDecision).toBe(90 / 4);
		expect(finalityStatistics(RUN, { from: 2, to: 5 }).messagesPerDecision).toBe(50 / 2);
		// Rounds 4 and 5 became final together: up to round 4 there are two decisions.
		expect(finalityStatistics(RUN, { from: 0, to: 4 }).messagesPerDecision).toBe(40 / 2);
	});

	it('gives zeros, not failures, where nothing was decided', () => {
		const nothing = { ...RUN, decisions: [], messagesAtRound: new Map() };
		expect(finalityStatistics(nothing, { from: 0, to: 5 })).toEqual({
			finalityMs: { p50: 0, p99: 0 },
			finalityDelays: { p50: 0, p99: 0 },
			throughputTps: 0,
			messagesPerDecision: 0,
		});
	});

	it('reads rounds, commits, honest validators and credited votes as the round level records them', () => {
		const record = roundsOf(RUN, 4);
		expect(record.blocks).toEqual([
			{ round: 1, proposer: 1 },
			{ round: 2, proposer: 2 },
			{ round: 4, proposer: 0 },
		]);
		expect(record.honest).toEqual([0, 1, 2]);
		expect(record.credited?.get(1)).toEqual([0, 1, 2]);
		expect(roundsOf(RUN, 5).commitRounds).toEqual([1, 2, 5]);
	});
});

describe('percentiles', () => {
	it('are values of the list by nearest rank', () => {
		const values = Array.from({ length: 200 }, (_, place) => place + 1);
		expect([percentile(values, 500), percentile(values, 990), percentile(values, 1000)]).toEqual([100, 198, 200]);
		expect(percentile([7], 990)).toBe(7);
		expect(percentile([], 500)).toBe(0);
	});
});
