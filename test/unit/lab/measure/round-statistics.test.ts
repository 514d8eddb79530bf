import { describe, expect, it } from 'vitest';
import { roundStatistics } from '../../../../src/main/lab/measure/round-statistics.ts';
import type { RoundsRecord } from '../../../../src/main/lab/measure/rounds-record.ts';
import { warmUpOf } from '../../../../src/main/lab/measure/warm-up.ts';

/** Ten rounds of four validators; rounds 3, 4 and 8 are lost. */
const PROPOSERS: readonly (number | null)[] = [0, 1, null, null, 2, 0, 1, null, 2, 0];

function recordOf(proposers: readonly (number | null)[], change: Partial<RoundsRecord> = {}): RoundsRecord {
	const blocks = proposers.flatMap((proposer, place) => (proposer === null ? [] : [{ round: place + 1, proposer }]));
	return {
		size: 4,
		rounds: proposers.length,
		blocks,
		honest: [0, 1, 2],
		commitRounds: blocks.map(({ round }) => round),
		credited: null,
		...change,
	};
}

describe('round statistics', () => {
	it('counts rounds without a final block as lost', () => {
		expect(roundStatistics(recordOf(PROPOSERS), { from: 0, to: 10 }).roundsLostShare).toBeCloseTo(0.3, 12);
	});

	it('counts nothing of the warm-up', () => {
		const { roundsLostShare, leaderShares } = roundStatistics(recordOf(PROPOSERS), { from: 4, to: 10 });
		expect(roundsLostShare).toBeCloseTo(1 / 6, 12);
		expect(leaderShares).toEqual([0.4, 0.2, 0.4, 0]);
	});

	it('shares out the final blocks by proposer', () => {
		const { leaderShares } = roundStatistics(recordOf(PROPOSERS), { from: 0, to: 10 });
		expect(leaderShares).toEqual([3 / 7, 2 / 7, 2 / 7, 0]);
	});

	it('calls everything lost where nothing is final', () => {
		const statistics = roundStatistics(recordOf([null, null, null, null]), { from: 0, to: 4 });
		expect(statistics).toMatchObject({ roundsLostShare: 1, leaderShares: [0, 0, 0, 0], worstCommitGapRounds: 4 });
	});

	it('takes the mean of distinct proposers over every span of 100 blocks', () => {
		// 100 blocks of validators 0 and 1, then 50 of validator 2: 51 spans.
		const proposers = Array.from({ length: 150 }, (_, place) => (place < 100 ? place % 2 : 2));
		const { distinctLeadersPer100 } = roundStatistics(recordOf(proposers), { from: 0, to: 150 });
		const spans = Array.from({ length: 51 }, (_, start) => new Set(proposers.slice(start, start + 100)).size);
		expect(distinctLeadersPer100).toBeCloseTo(spans.reduce((sum, size) => sum + size, 0) / 51, 12);
	});

	it('counts the distinct proposers of fewer than 100 blocks once', () => {
		expect(roundStatistics(recordOf(PROPOSERS), { from: 0, to: 10 }).distinctLeadersPer100).toBe(3);
	});

	it('measures gaps between commits, not between blocks', () => {
		// A three-chain commits the block of round 1 with rounds 1 to 3 certified, the next one only in rounds 7 to 9.
		const record = recordOf(PROPOSERS, { commitRounds: [1, 7, 10] });
		expect(roundStatistics(record, { from: 0, to: 10 }).worstCommitGapRounds).toBe(6);
		expect(roundStatistics(recordOf(PROPOSERS), { from: 0, to: 10 }).worstCommitGapRounds).toBe(3);
	});

	it('counts a gap that begins in the warm-up or lasts until the end', () => {
		expect(roundStatistics(recordOf(PROPOSERS, { commitRounds: [2, 9] }), { from: 5, to: 10 })).toMatchObject({
			worstCommitGapRounds: 7,
		});
		expect(roundStatistics(recordOf(PROPOSERS, { commitRounds: [6] }), { from: 5, to: 10 })).toMatchObject({
			worstCommitGapRounds: 4,
		});
	});

	it('shares credited votes among honest validators only, and leaves out blocks that are still open', () => {
		const credited = new Map<number, number[]>([
			[1, [0, 1, 3]],
			[2, [0, 1, 2]],
			[5, [0, 1, 2, 3]],
		]);
		const { votesCreditedShare } = roundStatistics(recordOf(PROPOSERS, { credited }), { from: 0, to: 10 });
		// Seven final blocks; the newest five are open, which leaves rounds 1 and 2.
		expect(votesCreditedShare).toBeCloseTo(5 / 6, 12);
	});

	it('says of a protocol that credits no votes that it credits none', () => {
		expect(roundStatistics(recordOf(PROPOSERS), { from: 0, to: 10 }).votesCreditedShare).toBeNull();
	});
});

describe('the warm-up', () => {
	it.each([
		[14_000, 2_000],
		[4_000, 2_000],
		[1_000, 500],
		[101, 50],
	])('of %i rounds is %i', (rounds, warmUp) => {
		expect(warmUpOf(rounds)).toBe(warmUp);
	});
});
