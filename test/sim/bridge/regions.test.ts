import { describe, expect, it } from 'vitest';
import { runBridge } from '../../campaign/bridge.ts';
import { PACKET_KINDS } from '../../fixtures/bridge/regions/crossings.ts';
import { RegionsSimulation } from '../../fixtures/bridge/regions/simulation.ts';

const SEED = 3;
const RUNS = 4;
/** Of a run by itself. */
const STEPS = 60;

describe('regions that trade over relayers of every kind, and over faults', () => {
	it('lose nothing and make nothing twice, and everything on the way ends', { timeout: 120_000 }, () => {
		const summary = runBridge({ seed: SEED, runs: RUNS });
		expect(summary.violations).toEqual([]);
		expect(summary.withMain).toBeGreaterThanOrEqual(2);
		for (const kind of PACKET_KINDS) expect(summary.packets).toHaveProperty([`${kind} delivered`]);
		for (const outcome of ['refused', 'timed-out']) expect(summary.packets).toHaveProperty([`money ${outcome}`]);
		expect(Object.keys(summary.offers).sort()).toEqual(['expired', 'given back', 'taken']);
		expect(Object.keys(summary.lots).sort()).toEqual(['admitted', 'returned']);
		for (const count of Object.values(summary.faults)) expect(count).toBeGreaterThan(0);
		for (const code of ['BRIDGE_PROOF', 'BRIDGE_ORDER', 'BRIDGE_CLIENT_FROZEN', 'BRIDGE_STALE', 'CONSENSUS_NOT_PROVEN'])
			expect(summary.codes[code]).toBeGreaterThan(0);
	});

	it.each([[1], [2], [4], [5]])('keep all of it in the run of seed %s', (seed) => {
		expect(new RegionsSimulation({ seed, withMain: false }).run(STEPS).violation).toBeNull();
	});

	it('go the same way from the same seed', () => {
		const run = () => new RegionsSimulation({ seed: SEED, withMain: false }).run(25);
		expect(run()).toEqual(run());
	});
});
