import { describe, expect, it } from 'vitest';
import { DEFAULT_LOAD, runProtocol } from '../../../../src/main/lab/network/run-protocol.ts';
import type { RunRecord } from '../../../../src/main/lab/network/run-record.ts';
import { hotStuff } from '../../../../src/main/lab/protocols/hotstuff/hotstuff.ts';
import { carousel, jolteon, jolteonReputation } from '../../../../src/main/lab/protocols/jolteon/jolteon.ts';
import { libraBft } from '../../../../src/main/lab/protocols/libra-bft/libra-bft.ts';
import { hashLeader } from '../../../../src/main/lab/protocols/libra-bft/replica.ts';
import { pbft } from '../../../../src/main/lab/protocols/pbft/pbft.ts';
import { raft } from '../../../../src/main/lab/protocols/raft/raft.ts';
import type { Protocol } from '../../../../src/main/lab/protocols/replica.ts';

const SIZES = [4, 10, 31];
const ROUNDS = 120;

/** No fault, one delay of 100 ms for each message, computing free. */
function faultFree<M>(protocol: Protocol<M>, size: number): RunRecord {
	const record = runProtocol(protocol, {
		size,
		seed: 7,
		latency: 'unit',
		load: DEFAULT_LOAD,
		fault: 'none',
		faulty: 0,
		rounds: ROUNDS,
		untilMs: 600_000,
	});
	expect(record.violations).toEqual([]);
	expect(record.decisions.length).toBeGreaterThanOrEqual(ROUNDS - 1);
	return record;
}

/** From the proposal's sending until the Q-th validator decides, in message delays, by decision. */
function delays({ decisions, meanDelayMs }: RunRecord): number[] {
	return decisions.map((decision) => (decision.quorumAtMs - decision.proposedAtMs) / meanDelayMs);
}

function sent(record: RunRecord): number {
	return record.messagesSent.reduce((sum, count) => sum + count, 0);
}

/**
 * A run ends amid the rounds that follow its last decision: at most eight of them are counted in addition, and `extra`
 * messages a decision that are sent now and then.
 */
function expectMessagesPerDecision(record: RunRecord, perDecision: number, extra = 0): void {
	expect(sent(record)).toBeGreaterThanOrEqual(perDecision * record.decisions.length);
	expect(sent(record)).toBeLessThanOrEqual((perDecision + extra) * (record.decisions.length + 8));
}

describe.each(SIZES)('without faults, one delay a message, n = %i', (size) => {
	it('LibraBFT v2 decides after nine delays, one fewer for each leader that follows itself', () => {
		const record = faultFree(libraBft, size);
		const expected = record.decisions.map(({ round }) => {
			const leaders = [round, round + 1, round + 2].map((at) => hashLeader(at, size));
			return 9 - Number(leaders[0] === leaders[1]) - Number(leaders[1] === leaders[2]);
		});
		expect(delays(record)).toEqual(expected);
		expect(expected).toContain(9);
		expectMessagesPerDecision(record, 4 * (size - 1));
	});

	it('chained HotStuff decides after seven delays with two messages a validator', () => {
		const record = faultFree(hotStuff, size);
		expect(new Set(delays(record))).toEqual(new Set([7]));
		expectMessagesPerDecision(record, 2 * (size - 1));
	});

	it('Jolteon in turn decides after five delays with two messages a validator', () => {
		const record = faultFree(jolteon, size);
		expect(new Set(delays(record))).toEqual(new Set([5]));
		expectMessagesPerDecision(record, 2 * (size - 1));
	});

	it.each([jolteonReputation, carousel])(
		'$name decides after five delays, fewer where a leader follows itself',
		(protocol) => {
			const record = faultFree(protocol, size);
			const counted = delays(record);
			expect(Math.max(...counted)).toBe(5);
			expect(counted.filter((count) => count === 5).length).toBeGreaterThan(0.5 * counted.length);
			expectMessagesPerDecision(record, 2 * (size - 1));
		},
	);

	it('PBFT decides after three delays with three phases of messages and a checkpoint now and then', () => {
		const record = faultFree(pbft, size);
		expect(new Set(delays(record))).toEqual(new Set([3]));
		const slot = size - 1 + (size - 1) ** 2 + size * (size - 1);
		expectMessagesPerDecision(record, slot, (size * (size - 1)) / 16);
	});

	it('Raft decides on a majority after three delays with two messages a server', () => {
		const record = faultFree(raft, size);
		expect(record.quorum).toBe(Math.floor(size / 2) + 1);
		expect(new Set(delays(record))).toEqual(new Set([3]));
		expectMessagesPerDecision(record, 2 * (size - 1));
	});

	it('no round is lost and every validator leads but where one leader is enough', () => {
		for (const protocol of [libraBft, hotStuff, jolteon] as Protocol[]) {
			const { decisions } = faultFree(protocol, size);
			expect(decisions.map(({ round }) => round)).toEqual(decisions.map((_, place) => place + 1));
			expect(new Set(decisions.map(({ proposer }) => proposer)).size).toBeGreaterThan(0.8 * size);
		}
		for (const protocol of [pbft, raft] as Protocol[])
			expect(new Set(faultFree(protocol, size).decisions.map(({ proposer }) => proposer)).size).toBe(1);
	});
});
