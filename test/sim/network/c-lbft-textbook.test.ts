import { describe, expect, it } from 'vitest';
import { NO_NETWORK_FAULTS } from '../../../src/main/lab/network/network-faults.ts';
import { DEFAULT_LOAD, type RunOptions, runProtocol } from '../../../src/main/lab/network/run-protocol.ts';
import { createCLbft } from '../../../src/main/lab/protocols/c-lbft/c-lbft.ts';
import { sha256 } from '../../fixtures/simulation.ts';

const DELAY_MS = 100;

function run(size: number, options: Partial<RunOptions>) {
	return runProtocol(createCLbft({ sha256 }), {
		size,
		seed: 1,
		latency: 'unit',
		load: DEFAULT_LOAD,
		fault: 'none',
		faulty: 0,
		rounds: 30,
		untilMs: 60_000,
		...options,
	});
}

describe.each([4, 10, 31])('C-LBFT of %i validators at unit delay, without faults', (size) => {
	const record = run(size, {});
	const { decisions } = record;

	it('is final three delays after the proposal, at every validator', () => {
		expect(decisions.length).toBeGreaterThanOrEqual(30);
		for (const { quorumAtMs, proposedAtMs, decidedAtMs } of decisions.slice(0, 29)) {
			expect(quorumAtMs - proposedAtMs).toBe(3 * DELAY_MS);
			expect(Math.max(...decidedAtMs) - proposedAtMs).toBe(3 * DELAY_MS);
		}
	});

	it('has a block every two delays and loses no round', () => {
		const gaps = decisions.slice(1).map(({ proposedAtMs }, i) => proposedAtMs - (decisions[i]?.proposedAtMs ?? 0));
		expect(new Set(gaps)).toEqual(new Set([2 * DELAY_MS]));
		expect(decisions.map(({ round }) => round)).toEqual(decisions.map(({ height }) => height));
	});

	it('needs n−1 proposals, n(n−1) votes and as many order votes: at most 2n² messages a decision', () => {
		const kinds = new Map<string, number>();
		runProtocol(
			createCLbft({ sha256 }),
			{ size, seed: 1, latency: 'unit', load: DEFAULT_LOAD, fault: 'none', faulty: 0, rounds: 30, untilMs: 60_000 },
			{
				sent: (_replica, _isTwin, _atUs, to, { kind }) =>
					kinds.set(kind, (kinds.get(kind) ?? 0) + (to === null ? size - 1 : 1)),
			},
		);
		expect(new Set(kinds.keys())).toEqual(new Set(['proposal', 'vote', 'order-vote', 'certificates-request']));
		const sent = record.messagesSent.reduce((sum, count) => sum + count, 0);
		expect([...kinds.values()].reduce((sum, count) => sum + count, 0)).toBe(sent);
		const started = size * (size - 1);
		expect((sent - started) / (decisions.length + 1)).toBeLessThanOrEqual(2 * size * size);
	});

	it('names in each header the votes of a quorum for the block before', () => {
		for (const { credits, round } of decisions.slice(1)) {
			expect(credits[0]?.round).toBe(round - 1);
			expect(credits[0]?.voters.length).toBeGreaterThanOrEqual(record.quorum);
		}
	});
});

describe.each([4, 10, 31])('a crash of the leader of %i validators', (size) => {
	it('costs at most one base timeout and four delays from its turn to the next decision', () => {
		const calm = run(size, {});
		// Rounds take two delays, so that the learnt timeout is three times that.
		const baseMs = 3 * 2 * DELAY_MS;
		for (const place of [12, 15, 18]) {
			const lost = calm.decisions[place];
			if (!lost) throw new Error('the calm run is too short');
			const outages = [{ replica: lost.proposer, fromMs: lost.proposedAtMs - 1, toMs: Number.POSITIVE_INFINITY }];
			const { decisions, violations } = run(size, { fault: { ...NO_NETWORK_FAULTS, outages } });
			expect(violations).toEqual([]);
			const next = decisions.find(({ round }) => round > lost.round);
			expect(decisions.some(({ round }) => round === lost.round)).toBe(false);
			expect((next?.quorumAtMs ?? Number.POSITIVE_INFINITY) - lost.proposedAtMs).toBeLessThanOrEqual(
				baseMs + 4 * DELAY_MS,
			);
		}
	});
});
