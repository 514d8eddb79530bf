import { describe, expect, it } from 'vitest';
import { NO_NETWORK_FAULTS } from '../../src/main/lab/network/network-faults.ts';
import type { Simulation } from '../../src/main/lab/nodes/simulation.ts';
import { LAB_PARAMETERS } from '../../src/main/lab/protocols/c-lbft/lab-epoch.ts';
import { simulation } from '../fixtures/simulation.ts';

/** Kills validators of `victims` right before their effect number `boundary`, starts them again 200 ms later. */
function killedAt(boundary: number, victims: readonly number[]): Simulation {
	const network: Simulation = simulation({
		seed: boundary,
		latencyMinMs: 5,
		latencyMaxMs: 9,
		executionMs: 1,
		transactionEveryMs: 40,
		killBefore: (node, effect) => {
			if (!victims.includes(node) || effect !== boundary) return false;
			network.restart(node, 200);
			return true;
		},
	});
	return network;
}

function outcome(network: Simulation): string[] {
	network.run(400);
	const goal = Math.max(...network.nodes.map((node) => node.store.height)) + 3;
	network.run(30_000, () => network.nodes.every((node) => node.store.height >= goal));
	const stuck = network.nodes
		.filter((node) => node.store.height < goal)
		.map((node) => `validator ${node.index} is stuck`);
	return [...network.observer.violations, ...stuck];
}

describe('restart at every persist/send boundary', () => {
	// About three rounds of every kind of step: start, leading, voting, ordering, committing, executing.
	const BOUNDARIES = 90;

	it('never signs two different messages: one validator', () => {
		for (let boundary = 0; boundary < BOUNDARIES; boundary++)
			expect(outcome(killedAt(boundary, [boundary % 4])), `boundary ${boundary}`).toEqual([]);
	}, 60_000);

	it('never signs two different messages and goes on: all validators', () => {
		for (let boundary = 0; boundary < BOUNDARIES; boundary++)
			expect(outcome(killedAt(boundary, [0, 1, 2, 3])), `boundary ${boundary}`).toEqual([]);
	}, 60_000);
});

describe('a validator that was away', () => {
	it('catches up with thousands of blocks through block requests and votes again', () => {
		const faults = { ...NO_NETWORK_FAULTS, outages: [{ replica: 3, fromMs: 500, toMs: 24_000 }] };
		const network = simulation({
			latencyMinMs: 5,
			latencyMaxMs: 5,
			transactionEveryMs: 8,
			parameters: { ...LAB_PARAMETERS, baseTimeoutMinMs: 20, baseTimeoutInitialMs: 40 },
			faults,
		});
		network.run(24_000);
		const missed = (network.nodes[0]?.store.height ?? 0) - (network.nodes[3]?.store.height ?? 0);
		expect(missed).toBeGreaterThan(2000);
		network.run(27_000);
		const heights = network.nodes.map((node) => node.store.height);
		expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(3);
		const tip = network.nodes[0]?.store;
		const recent = Array.from({ length: 20 }, (_, i) => tip?.at(tip.height - i)?.block.header.parentQc.signers ?? []);
		const late = Array.from({ length: 20 }, (_, i) => tip?.at(tip.height - i)?.block.header.lateVotes ?? []);
		const voted = recent.some((signers) => signers.includes(3)) || late.flat().some((vote) => vote.voter === 3);
		expect(voted).toBe(true);
		expect(network.observer.violations).toEqual([]);
	}, 60_000);

	it('catches up in an idle network', () => {
		const faults = { ...NO_NETWORK_FAULTS, outages: [{ replica: 2, fromMs: 100, toMs: 3000 }] };
		const network = simulation({ transactionEveryMs: 0, faults });
		network.run(200);
		for (let i = 0; i < 5; i++) {
			network.submit(new Uint8Array([i]));
			network.run(200 + 150 * (i + 1));
		}
		network.run(3900);
		const heights = network.nodes.map((node) => node.store.height);
		expect(heights[2]).toBe(heights[0]);
		expect(heights[0]).toBeGreaterThanOrEqual(3);
	});
});

describe('a restart high above genesis', () => {
	it('rebuilds credit and leaders from the window that a driver keeps', () => {
		const outages = [0, 1, 2, 3].map((replica) => ({
			replica,
			fromMs: 9000 + 700 * replica,
			toMs: 9300 + 700 * replica,
			effectsBefore: 1,
		}));
		const network = simulation({
			latencyMinMs: 5,
			latencyMaxMs: 9,
			transactionEveryMs: 20,
			faults: { ...NO_NETWORK_FAULTS, outages },
		});
		network.run(8999);
		// The window is 8n + 64 = 96 blocks: genesis is far outside.
		for (const node of network.nodes) expect(node.store.height).toBeGreaterThan(200);
		network.run(14_000);
		const height = Math.min(...network.nodes.map((node) => node.store.height)) - 1;
		const ledgers = network.nodes.map((node) => node.store.at(height)?.ledger);
		for (const node of network.nodes) {
			const status = node.consensus?.status();
			const own = node.store.at(status?.committedHeight ?? 0)?.ledger;
			if (own) expect(status?.ledger).toEqual(own);
		}
		expect(new Set(ledgers.map((ledger) => JSON.stringify(ledger))).size).toBe(1);
		expect(height).toBeGreaterThan(300);
		expect(network.observer.violations).toEqual([]);
		expect(network.observer.refusals.filter((refusal) => refusal.reason.includes('does not lead'))).toEqual([]);
	}, 60_000);
});

describe('all validators killed at once', () => {
	it('lose nothing final and go on', () => {
		const outages = [0, 1, 2, 3].map((replica) => ({ replica, fromMs: 2000, toMs: 2500, effectsBefore: replica }));
		const network = simulation({
			seed: 5,
			latencyMinMs: 3,
			latencyMaxMs: 20,
			executionMs: 4,
			faults: { ...NO_NETWORK_FAULTS, outages },
		});
		network.run(1999);
		const before = network.observer.commits.length;
		network.run(2499);
		const finalBefore = Math.max(...network.observer.commits.map((commit) => commit.height));
		expect(before).toBeGreaterThan(0);
		network.run(6000);
		for (const node of network.nodes) expect(node.store.height).toBeGreaterThan(finalBefore + 5);
		expect(network.observer.violations).toEqual([]);
	});
});
