import { describe, expect, it } from 'vitest';
import { RoundLog } from '../../../src/main/api/read-model/round-log.ts';
import { roundStatistics } from '../../../src/main/api/read-model/round-statistics.ts';
import { RoundSummaries } from '../../../src/main/api/read-model/round-summaries.ts';
import type { RoundTrace } from '../../../src/main/core/consensus/types.ts';

const VALIDATORS = 4;

/** A log whose Unix clock is the monotonic one plus a million. */
function createLog(capacity = 100) {
	let wall = 0;
	const log = new RoundLog({ validators: VALIDATORS, capacity, wallNow: () => wall + 1_000_000 });
	const trace = (entry: RoundTrace): boolean => {
		wall = entry.wall;
		return log.apply(entry);
	};
	const commit = (
		round: number,
		wall: number,
		finalMs: number,
		voters = [0, 1, 2, 3],
		leader = round % VALIDATORS,
	): void => {
		trace({ round, wall, what: 'entered', leader, by: 'qc' });
		trace({ round, wall, what: 'proposal', leader, height: round, transactions: 1 });
		for (const voter of voters) trace({ round, wall: wall + 1 + voter, what: 'vote', voter });
		trace({ round, wall: wall + 5, what: 'certified' });
		trace({ round, wall: wall + finalMs, what: 'committed', height: round, blockId: new Uint8Array(32), by: 'order' });
	};
	return { log, trace, commit };
}

describe('the round log', () => {
	it('begins anew with an epoch, whose rounds are numbered from 1 again, for as many validators as it has', () => {
		const { log, trace, commit } = createLog();
		for (const round of [1, 2, 3]) commit(round, round * 100, 20);
		log.beginEpoch(5);
		trace({ round: 4, wall: 390, what: 'entered', leader: 0, by: 'qc' });
		trace({ round: 1, wall: 400, what: 'entered', leader: 4, by: 'start' });
		trace({ round: 1, wall: 410, what: 'vote', voter: 4 });
		expect([...log.newestFirst()].map(({ round, leader }) => [round, leader])).toEqual([[1, 4]]);
		expect(log.get(1)?.votes).toHaveLength(5);
		expect(log.get(1)?.votes[4]).toBe(410);
		expect(log.newestRound).toBe(1);
	});

	it('counts a round as lost when it is left by a timeout certificate', () => {
		const { log, trace } = createLog();
		trace({ round: 5, wall: 0, what: 'entered', leader: 1, by: 'qc' });
		trace({ round: 5, wall: 900, what: 'timeout-sent', awaitedLeader: 1, reason: 'no-proposal' });
		expect(trace({ round: 5, wall: 1_000, what: 'timed-out' })).toBe(true);
		trace({ round: 6, wall: 1_001, what: 'entered', leader: 2, by: 'tc' });
		expect(log.get(5)).toMatchObject({ outcome: 'lost', timeout: { awaitedLeader: 1, reason: 'no-proposal' } });
		expect(log.get(6)?.outcome).toBe('running');
	});

	it('believes a certificate over an earlier timeout', () => {
		const { log, trace } = createLog();
		trace({ round: 5, wall: 0, what: 'entered', leader: 1, by: 'qc' });
		trace({ round: 5, wall: 1, what: 'timed-out' });
		trace({ round: 5, wall: 2, what: 'certified' });
		expect(log.get(5)?.outcome).toBe('certified');
	});

	it('keeps the newest rounds within its capacity', () => {
		const { log, commit } = createLog(10);
		for (let round = 1; round <= 35; round++) commit(round, round * 10, 8);
		expect([...log.newestFirst()].map(({ round }) => round)).toEqual([35, 34, 33, 32, 31, 30, 29, 28, 27, 26]);
		expect(log.get(25)).toBeUndefined();
	});

	it('ignores votes of rounds that it never entered, and of validators that do not exist', () => {
		const { log, trace, commit } = createLog();
		trace({ round: 9, wall: 1, what: 'vote', voter: 0 });
		commit(1, 10, 8);
		trace({ round: 1, wall: 12, what: 'vote', voter: 99 });
		expect(log.get(9)).toBeUndefined();
		expect(log.get(1)?.votes).toHaveLength(VALIDATORS);
	});

	it('does not name a leader before it knows one', () => {
		const { log, trace } = createLog();
		trace({ round: 3, wall: 0, what: 'entered', leader: null, by: 'start' });
		trace({ round: 3, wall: 1, what: 'committed', height: 1, blockId: new Uint8Array(32), by: 'sync' });
		expect(log.newestEnded()).toBeUndefined();
	});
});

describe('round statistics', () => {
	it('take nearest-rank percentiles of finality over the window alone', async () => {
		const { log, commit } = createLog();
		commit(1, 0, 5_000);
		for (let round = 2; round <= 101; round++) commit(round, 100_000 + round * 100, round - 1);
		const statistics = await roundStatistics(log, VALIDATORS, 50_000, 1_000_000 + 115_000);
		expect(statistics.finalityMs).toEqual({ p50: 50, p95: 95, p99: 99 });
		expect(statistics.rounds).toBe(100);
		expect(statistics.distribution.reduce((sum, { rounds }) => sum + rounds, 0)).toBe(100);
		expect(statistics.trend.reduce((sum, { blocks }) => sum + blocks, 0)).toBe(100);
	});

	it('count the votes that were not seen, by validator and by cell', async () => {
		const { log, commit } = createLog();
		for (let round = 1; round <= 40; round++) commit(round, round * 10, 8, round % 4 === 0 ? [0, 1, 2] : [0, 1, 2, 3]);
		const { validators, missed } = await roundStatistics(log, VALIDATORS, 60_000, 1_000_500);
		expect(validators.map((row) => row.missed)).toEqual([0, 0, 0, 10]);
		expect(missed.rows[3]?.reduce((sum, count) => sum + count, 0)).toBe(10);
		expect(missed.rows.map((row) => row.length)).toEqual([40, 40, 40, 40]);
		expect(validators[1]?.voteMs).toEqual({ p50: 2, p99: 2 });
	});

	it('show the newest lost round as the worst, else the slowest', async () => {
		const { log, trace, commit } = createLog();
		commit(1, 0, 8);
		commit(2, 10, 90);
		commit(3, 200, 8);
		expect((await roundStatistics(log, VALIDATORS, 60_000, 1_000_300)).worst?.round).toBe(2);
		trace({ round: 4, wall: 300, what: 'entered', leader: 0, by: 'qc' });
		trace({ round: 4, wall: 900, what: 'timed-out' });
		expect((await roundStatistics(log, VALIDATORS, 60_000, 1_001_000)).worst).toMatchObject({
			round: 4,
			outcome: 'lost',
		});
	});

	it('know nothing before the first round: no zeros', async () => {
		const { log } = createLog();
		const statistics = await roundStatistics(log, VALIDATORS, 60_000, 1_000_000);
		expect(statistics).toMatchObject({ finalityMs: null, phasesMs: null, sinceCommitMs: null, worst: null, rounds: 0 });
		expect(statistics.trend.every(({ finalityMs }) => finalityMs === null)).toBe(true);
	});

	it('draw the trend over what this node saw of the window, in fewer slots while it saw little', async () => {
		const { log, commit } = createLog();
		for (let round = 1; round <= 10; round++) commit(round, round * 1_000, 8);
		const { trend } = await roundStatistics(log, VALIDATORS, 3_600_000, 1_011_000);
		expect(trend).toHaveLength(8);
		expect(trend[0]?.at).toBe(1_001_000);
		expect(trend.every(({ blocks }) => blocks > 0)).toBe(true);
		for (let round = 11; round <= 1_000; round++) commit(round, round * 1_000, 8);
		expect((await roundStatistics(log, VALIDATORS, 60_000, 2_000_000)).trend[0]?.at).toBeGreaterThanOrEqual(1_940_000);
	});

	it('leave blocks that came by sync out of the latency', async () => {
		const { log, trace } = createLog();
		trace({ round: 1, wall: 0, what: 'entered', leader: 1, by: 'qc' });
		trace({ round: 1, wall: 1, what: 'proposal', leader: 1, height: 1, transactions: 0 });
		trace({ round: 1, wall: 9_000, what: 'committed', height: 1, blockId: new Uint8Array(32), by: 'sync' });
		expect((await roundStatistics(log, VALIDATORS, 60_000, 1_009_000)).finalityMs).toBeNull();
	});
});

describe('round summaries', () => {
	it('compute once while nothing changes, and anew with the next observation', async () => {
		const { log, commit } = createLog();
		commit(1, 0, 8);
		const summaries = new RoundSummaries({ log, wallNow: () => 1_000_100 });
		const first = summaries.of(60_000);
		expect(summaries.of(60_000)).toBe(first);
		commit(2, 10, 8);
		expect((await summaries.of(60_000)).rounds).toBe(2);
		expect((await first).rounds).toBe(1);
	});

	it('remember only a few windows', () => {
		const { log } = createLog();
		const summaries = new RoundSummaries({ log, wallNow: () => 0 });
		const first = summaries.of(10_000);
		for (let window = 1; window <= 8; window++) void summaries.of(10_000 + window);
		expect(summaries.of(10_000)).not.toBe(first);
	});
});
