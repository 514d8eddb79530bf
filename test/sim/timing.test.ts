import { describe, expect, it } from 'vitest';
import { NO_FAULTS } from '../../src/main/lab/fault-plan.ts';
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
	it('costs at most one base timeout and 4 message delays to the next commit', () => {
		for (let seed = 1; seed <= 12; seed++) {
			const calm = simulation({ seed, latencyMinMs: 10, latencyMaxMs: 10, transactionEveryMs: 20 });
			calm.run(3000);
			const leader = calm.nodes[0]?.consensus?.status().leader ?? 0;
			const base = Math.max(...calm.nodes.map((node) => node.consensus?.status().baseTimeoutMs ?? 0));
			const faults = {
				...NO_FAULTS,
				crashes: [{ node: leader, fromMs: 3000, toMs: Number.POSITIVE_INFINITY, effectsBefore: 0 }],
			};
			const network = simulation({ seed, latencyMinMs: 10, latencyMaxMs: 10, transactionEveryMs: 20, faults });
			network.run(3000);
			const before = Math.max(...network.honest.map((node) => node.store.height));
			// What was proposed before the crash may still become final; the next round is the one that is lost.
			network.run(10_000, () => network.honest.every((node) => node.store.height >= before + 2));
			expect(network.nowMs - 3000).toBeLessThanOrEqual(base + 2 * 4 * 10 + 4 * 10);
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
