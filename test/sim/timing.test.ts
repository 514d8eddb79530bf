import { describe, expect, it } from 'vitest';
import { NO_NETWORK_FAULTS } from '../../src/main/lab/network/network-faults.ts';
import { simulation } from '../fixtures/simulation.ts';

const UNIT_MS = 100;

describe('at unit delay without CPU cost', () => {
	const network = simulation({ latencyMinMs: UNIT_MS, latencyMaxMs: UNIT_MS, transactionEveryMs: 10 });
	network.run(12_000);
	const commits = network.observer.commits.filter((commit) => commit.node === 2);

	it('a block follows every 2 message delays', () => {
		const gaps = commits.slice(1).map((commit, i) => commit.atMs - (commits[i]?.atMs ?? 0));
		expect(new Set(gaps)).toEqual(new Set([2 * UNIT_MS]));
	});

	it('a block is final 3 message delays after its proposal was sent', () => {
		// The first transaction arrives at 10 ms and is proposed at once.
		expect(commits[0]).toMatchObject({ height: 1, atMs: 10 + 3 * UNIT_MS });
	});

	it('a decision costs at most 2n² messages', () => {
		const messages = [...network.observer.sentByKind.values()].reduce((sum, count) => sum + count * 3, 0);
		expect(messages / commits.length).toBeLessThanOrEqual(2 * 4 * 4);
	});
});

describe('a crash of the current leader under work', () => {
	const DELAY_MS = 10;

	/** Kills the leader of the moment; what the survivors then commit, and how long they waited at worst. */
	function crashAt(atMs: number) {
		const options = { seed: atMs, latencyMinMs: DELAY_MS, latencyMaxMs: DELAY_MS, transactionEveryMs: 20 };
		const calm = simulation(options);
		calm.run(atMs);
		const { leader, round } = calm.nodes[0]?.consensus?.status() ?? { leader: null, round: 0 };
		if (leader === null) throw new Error('nobody leads');
		const baseMs = Math.max(...calm.nodes.map((node) => node.consensus?.status().baseTimeoutMs ?? 0));
		const outage = { replica: leader, fromMs: atMs, toMs: Number.POSITIVE_INFINITY };
		const network = simulation({ ...options, faults: { ...NO_NETWORK_FAULTS, outages: [outage] } });
		network.run(atMs + 500);
		const survivors = network.honest.map((node) => network.observer.commits.filter((c) => c.node === node.index));
		// Its own block may still become final; then the gap after it tells what a further round of its own cost.
		const waitsMs = survivors.map(
			(own) => (own.find((c) => c.round >= round)?.atMs ?? Number.POSITIVE_INFINITY) - atMs,
		);
		const gapsMs = survivors.flatMap((own) => {
			const times = own.filter((c) => c.atMs >= atMs - 100).map((c) => c.atMs);
			return times.slice(1).map((time, i) => time - (times[i] ?? 0));
		});
		const isRoundLost = !network.observer.commits.some((c) => c.round === round);
		return { limitMs: baseMs + 4 * DELAY_MS, waitMs: Math.max(...waitsMs), gapMs: Math.max(...gapsMs), isRoundLost };
	}

	it('costs at most one base timeout and 4 message delays to the next commit', () => {
		const crashes = Array.from({ length: 20 }, (_, i) => crashAt(1201 + i));
		expect(crashes.some((crash) => crash.isRoundLost)).toBe(true);
		for (const crash of crashes) {
			expect(crash.waitMs).toBeLessThanOrEqual(crash.limitMs);
			expect(crash.gapMs).toBeLessThanOrEqual(crash.limitMs);
		}
	});
});

describe('an idle chain', () => {
	const network = simulation({ transactionEveryMs: 0 });
	network.run(1000);
	network.submit(new Uint8Array([1]));
	network.run(1900);

	it('finalises its last transaction and certifies the state after it', () => {
		for (const node of network.nodes) {
			const stored = node.store.at(1);
			expect(stored?.block.transactions).toHaveLength(1);
			const certified = network.nodes.some((other) => {
				const highest = other.consensus?.status().highQc.round ?? 0;
				return (other.store.at(3)?.block.header.round ?? Number.POSITIVE_INFINITY) <= highest;
			});
			expect(certified).toBe(true);
		}
	});

	it('falls quiet: one empty block an idle interval', () => {
		const height = network.nodes[0]?.store.height ?? 0;
		const sent = [...network.observer.sentByKind.values()].reduce((sum, count) => sum + count, 0);
		network.run(1900 + 3 * 2000);
		expect((network.nodes[0]?.store.height ?? 0) - height).toBeLessThanOrEqual(3);
		const later = [...network.observer.sentByKind.values()].reduce((sum, count) => sum + count, 0);
		expect(later - sent).toBeLessThanOrEqual(3 * 9 + 4);
		expect(network.observer.sentByKind.get('timeout') ?? 0).toBe(0);
	});
});
