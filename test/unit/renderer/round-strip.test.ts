import { describe, expect, it } from 'vitest';
import { roundStrip } from '../../../src/renderer/features/consensus/round-strip.ts';
import type { RoundView } from '../../../src/shared/contract/index.ts';

const round = (change: Partial<RoundView> = {}): RoundView => ({
	round: 7,
	height: 6,
	leader: 0,
	transactions: 1,
	enteredAt: 0,
	outcome: 'final',
	votes: [
		{ validator: 2, ms: 1.6 },
		{ validator: 0, ms: 1.9 },
		{ validator: 1, ms: 3.4 },
		{ validator: 3, ms: 8.1 },
	],
	orderVotes: [
		{ validator: 2, ms: 3.7 },
		{ validator: 0, ms: 4.9 },
		{ validator: 1, ms: 6.1 },
		{ validator: 3, ms: 9.4 },
	],
	certifiedMs: 3.4,
	finalMs: 6.1,
	finalBy: 'order',
	timeout: null,
	...change,
});

describe('the round strip', () => {
	it('counts votes up to the quorum and beyond in the order in which they came', () => {
		const strip = roundStrip(round({ votes: round().votes.toReversed() }), 4, 3);
		expect(strip.voteSteps).toEqual([
			{ ms: 1.6, count: 1 },
			{ ms: 1.9, count: 2 },
			{ ms: 3.4, count: 3 },
			{ ms: 8.1, count: 4 },
		]);
		expect(strip.voteSteps[2]?.ms).toBe(strip.certifiedMs);
		expect(strip.orderSteps[2]?.ms).toBe(strip.finalMs);
	});

	it('names a vote late only when it came after the round was final', () => {
		const strip = roundStrip(round(), 4, 3);
		expect(strip.late).toHaveLength(1);
		expect(strip.late[0]?.validator).toBe(3);
		expect(strip.late[0]?.afterMs).toBeCloseTo(4.7, 9);
		expect(strip.votes.filter((vote) => vote.spare).map((vote) => vote.validator)).toEqual([3]);
		const quick = roundStrip(
			round({ votes: round().votes.map((vote) => ({ ...vote, ms: Math.min(vote.ms, 5) })) }),
			4,
			3,
		);
		expect(quick.late).toEqual([]);
	});

	it('names who sent no vote although the round was certified', () => {
		expect(roundStrip(round({ votes: round().votes.slice(0, 3) }), 4, 3).silent).toEqual([3]);
	});

	it('blames nobody for silence while the round has no certificate', () => {
		const strip = roundStrip(
			round({ votes: [], orderVotes: [], certifiedMs: null, finalMs: null, finalBy: null, outcome: 'lost' }),
			4,
			3,
		);
		expect(strip.silent).toEqual([]);
		expect(strip.late).toEqual([]);
		expect(strip.voteSteps).toEqual([]);
		expect(strip.spanMs).toBeGreaterThan(0);
	});

	it('keeps the quorum legible when one vote is hundreds of milliseconds late', () => {
		const strip = roundStrip(round({ votes: [...round().votes.slice(0, 3), { validator: 3, ms: 900 }] }), 4, 3);
		expect(strip.spanMs).toBeLessThanOrEqual(6.1 * 3);
		expect(strip.late[0]?.afterMs).toBeCloseTo(896.6, 9);
	});
});
