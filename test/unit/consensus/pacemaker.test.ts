import { describe, expect, it } from 'vitest';
import { Pacemaker } from '../../../src/main/core/consensus/pacemaker.ts';
import { LAB_PARAMETERS } from '../../../src/main/lab/protocols/c-lbft/lab-epoch.ts';

describe('the round timer', () => {
	it('is the base for the first rounds without a commit, then grows by a fifth each, up to the maximum', () => {
		const pacemaker = new Pacemaker(LAB_PARAMETERS);
		expect([0, 1, 3].map((rounds) => pacemaker.durationMs(rounds))).toEqual([500, 500, 500]);
		const five = pacemaker.durationMs(5);
		expect(five).toBeGreaterThanOrEqual(720);
		expect(five).toBeLessThanOrEqual(723);
		expect(pacemaker.durationMs(1_000_000)).toBe(30_000);
	});

	it('learns three times the 95th percentile of recent rounds, within the bounds', () => {
		const pacemaker = new Pacemaker(LAB_PARAMETERS);
		for (let i = 0; i < 64; i++) pacemaker.observe(i < 62 ? 80 : 5000);
		expect(pacemaker.baseMs).toBe(240);
		for (let i = 0; i < 64; i++) pacemaker.observe(1);
		expect(pacemaker.baseMs).toBe(LAB_PARAMETERS.baseTimeoutMinMs);
		for (let i = 0; i < 64; i++) pacemaker.observe(60_000);
		expect(pacemaker.baseMs).toBe(LAB_PARAMETERS.baseTimeoutMaxMs);
	});

	it('keeps the on-chain start value until enough rounds were seen', () => {
		const pacemaker = new Pacemaker(LAB_PARAMETERS);
		for (let i = 0; i < 7; i++) pacemaker.observe(10);
		expect(pacemaker.baseMs).toBe(500);
	});
});
