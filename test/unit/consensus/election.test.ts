import { describe, expect, it } from 'vitest';
import { applyCredit } from '../../../src/main/core/consensus/credit.ts';
import { type CreditLedger, genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { type ElectionBasis, electLeader, eligibleLeaders } from '../../../src/main/core/consensus/election.ts';
import { NO_NETWORK_FAULTS } from '../../../src/main/lab/network/network-faults.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { sketchHeader } from '../../fixtures/headers.ts';
import { sha256, simulation } from '../../fixtures/simulation.ts';

const SEED = sha256(utf8('seed'));

function basis(ledger: CreditLedger, failed: readonly number[] = []): ElectionBasis {
	return { epoch: 0, ledger, seed: SEED, failed };
}

/** `count` blocks by the given proposers, voted for by `voters`. */
function chain(size: number, proposers: readonly number[], voters: readonly number[]): CreditLedger {
	return proposers.reduce(
		(ledger, proposer, i) =>
			applyCredit(ledger, sketchHeader({ height: i + 1, round: i + 1, proposer, voters }), 1).ledger,
		genesisLedger(size),
	);
}

function withBench(ledger: CreditLedger, benched: readonly number[], until: number): CreditLedger {
	return {
		...ledger,
		validators: ledger.validators.map((entry, i) => (benched.includes(i) ? { ...entry, benchedUntil: until } : entry)),
	};
}

describe('eligible leaders', () => {
	const four = chain(4, [0, 1, 2, 3, 0, 1], [0, 1, 2, 3]);

	it('are all who voted lately, but the last f distinct proposers', () => {
		expect(eligibleLeaders(basis(four), 7)).toEqual([0, 2, 3]);
		const seven = chain(7, [0, 1, 2, 3, 4, 5, 5], [0, 1, 2, 3, 4, 5, 6]);
		expect(eligibleLeaders(basis(seven), 8)).toEqual([0, 1, 2, 3, 6]);
	});

	it('leave out who signed none of the last 4 committed certificates', () => {
		const silent = chain(4, [0, 1, 0, 1, 0, 1], [0, 1, 2]);
		expect(eligibleLeaders(basis(silent), 7)).toEqual([0, 2]);
	});

	it('leave out who failed since the anchor', () => {
		expect(eligibleLeaders(basis(four, [2]), 8)).toEqual([0, 3]);
	});

	it('leave out the benched until their round', () => {
		const benched = withBench(four, [3], 10);
		expect(eligibleLeaders(basis(benched), 9)).toEqual([0, 2]);
		expect(eligibleLeaders(basis(benched), 10)).toEqual([0, 2, 3]);
	});

	it('relax the bench first, then the pause of proposers, then the recent votes', () => {
		const benched = withBench(four, [0, 2, 3], 100);
		expect(eligibleLeaders(basis(benched), 9)).toEqual([0, 2, 3]);
		expect(eligibleLeaders(basis(benched, [0, 2, 3]), 9)).toEqual([1]);
		const silent = withBench(chain(4, [0, 1, 0, 1, 0, 1], [0, 1, 2]), [0, 1, 2, 3], 100);
		expect(eligibleLeaders(basis(silent, [0, 1, 2]), 9)).toEqual([3]);
	});

	it('are nobody only when everybody failed; then a permutation goes round once for each failure', () => {
		const everyone = [0, 1, 2, 3];
		expect(eligibleLeaders(basis(four, everyone), 12)).toEqual([]);
		const leaders = everyone.map((extra) => {
			const failed = [...everyone, ...Array.from({ length: extra }, () => 0)];
			return electLeader(basis(four, failed), 12 + extra, sha256);
		});
		expect([...leaders].sort()).toEqual(everyone);
	});
});

describe('the convicted', () => {
	const four = chain(4, [0, 1, 2, 3, 0, 1], [0, 1, 2, 3]);

	it('lead in no stage while anybody else can', () => {
		const guilty: CreditLedger = { ...withBench(four, [0, 2, 3], 100), convicted: [2] };
		expect(eligibleLeaders(basis(guilty), 9)).toEqual([0, 3]);
		expect(eligibleLeaders(basis(guilty, [0, 1]), 9)).toEqual([3]);
		expect(eligibleLeaders(basis(guilty, [0, 1, 3]), 9)).toEqual([]);
		for (let extra = 0; extra < 8; extra++) {
			const failed = [0, 1, 3, ...Array.from({ length: extra }, () => 0)];
			expect(electLeader(basis(guilty, failed), 12 + extra, sha256)).not.toBe(2);
		}
	});

	it('lead where everybody is convicted', () => {
		const guilty: CreditLedger = { ...four, convicted: [0, 1, 2, 3] };
		expect(eligibleLeaders(basis(guilty), 7)).toEqual([0, 2, 3]);
	});
});

describe('the draw', () => {
	it('follows the credit', () => {
		const ledger = chain(4, [0, 1, 2, 3, 0, 1], [0, 1, 2, 3]);
		const weighted: CreditLedger = {
			...ledger,
			validators: ledger.validators.map((entry, i) => ({ ...entry, credit: [500, 500, 100, 1000][i] ?? 0 })),
		};
		const counts = [0, 0, 0, 0];
		for (let round = 1; round <= 8000; round++) {
			const leader = electLeader(basis(weighted), round, sha256);
			counts[leader] = (counts[leader] ?? 0) + 1;
		}
		// 500 : 100 : 1000 among validators 0, 2 and 3; five standard deviations of 8,000 fixed draws.
		expect(counts[1]).toBe(0);
		expect(Math.abs((counts[0] ?? 0) - 2500)).toBeLessThan(210);
		expect(Math.abs((counts[2] ?? 0) - 500)).toBeLessThan(110);
		expect(Math.abs((counts[3] ?? 0) - 5000)).toBeLessThan(220);
	});

	it('is the same for the same round and prefix, and another for another seed', () => {
		const ledger = chain(4, [0, 1, 2, 3], [0, 1, 2, 3]);
		const rounds = Array.from({ length: 50 }, (_, i) => i + 5);
		const draw = (seed: Uint8Array) => rounds.map((round) => electLeader({ ...basis(ledger), seed }, round, sha256));
		expect(draw(SEED)).toEqual(draw(SEED));
		expect(draw(SEED)).not.toEqual(draw(sha256(utf8('other'))));
	});
});

describe('leader(r | q)', () => {
	it('is the same on all nodes that build on the same certificate, restarted ones included', () => {
		const network = simulation({
			seed: 21,
			validators: 7,
			latencyMinMs: 2,
			latencyMaxMs: 40,
			executionMs: 3,
			transactionEveryMs: 30,
			faults: {
				...NO_NETWORK_FAULTS,
				settledMs: 9000,
				lossPermille: 30,
				outages: [1, 3, 5].map((replica, i) => {
					const fromMs = 2000 + 900 * i;
					return { replica, fromMs, toMs: fromMs + 2000, effectsBefore: 2 };
				}),
				mute: [6],
			},
		});
		const leaders = new Map<string, Set<number>>();
		for (let at = 0; at <= 12_000; at += 7) {
			network.run(at);
			for (const node of network.nodes) {
				const status = node.consensus?.status();
				if (!status || status.leader === null || status.highQc.round !== status.round - 1) continue;
				const key = `${status.round}/${status.highQc.round}`;
				leaders.set(key, (leaders.get(key) ?? new Set()).add(status.leader));
			}
		}
		expect(leaders.size).toBeGreaterThan(100);
		expect([...leaders].filter(([, named]) => named.size > 1)).toEqual([]);
	});

	it('leaves a validator behind that votes but never proposes', () => {
		const network = simulation({
			latencyMinMs: 5,
			latencyMaxMs: 8,
			transactionEveryMs: 10,
			faults: { ...NO_NETWORK_FAULTS, mute: [2] },
		});
		network.run(20_000);
		const rounds = network.nodes[0]?.consensus?.status().committedRound ?? 0;
		const lost = rounds - (network.nodes[0]?.store.height ?? 0);
		expect(rounds).toBeGreaterThan(600);
		expect(lost / rounds).toBeLessThan(0.02);
		expect(network.nodes[0]?.consensus?.status().ledger.validators[2]).toMatchObject({ credit: 1 });
	});
});
