import { describe, expect, it } from 'vitest';
import { NO_NETWORK_FAULTS } from '../../src/main/lab/network/network-faults.ts';
import { LAB_PARAMETERS } from '../../src/main/lab/protocols/c-lbft/lab-epoch.ts';
import { simulation } from '../fixtures/simulation.ts';

describe('honest validators', () => {
	it('agree who leads, although each has committed and executed something else', () => {
		for (const validators of [4, 7]) {
			const network = simulation({
				seed: validators,
				validators,
				latencyMinMs: 2,
				latencyMaxMs: 30,
				executionMs: 9,
				transactionEveryMs: 10,
				parameters: { ...LAB_PARAMETERS, baseTimeoutMinMs: 80, baseTimeoutInitialMs: 100, baseTimeoutMaxMs: 300 },
				faults: { ...NO_NETWORK_FAULTS, settledMs: 6000, lossPermille: 120, duplicatePermille: 50 },
			});
			network.run(6000);
			expect(network.observer.sentByKind.get('timeout')).toBeGreaterThan(20);
			expect(network.observer.commits.length).toBeGreaterThan(100);
			expect(network.observer.refusals.filter(({ reason }) => reason.includes('does not lead'))).toEqual([]);
			const leaders = new Set(network.nodes.map((node) => node.store.at(5)?.block.header.proposer));
			expect(leaders.size).toBe(1);
		}
	}, 30_000);
});
