import { describe, expect, it } from 'vitest';
import { runFraming } from '../campaign/framing.ts';

describe('an attacker that overhears everything', () => {
	it('has no honest validator accused, and is often convicted itself, in 300 seeded runs', () => {
		const summary = runFraming({ seed: 1, runs: 300 });
		expect(summary.violations).toEqual([]);
		expect(summary.honestAccused).toBe(0);
		// The runs must show what could go wrong: lost rounds, restarts and offences.
		expect(summary.rounds).toBeGreaterThan(300);
		expect(summary.timeouts).toBeGreaterThan(100);
		expect(summary.restarts).toBeGreaterThan(30);
		expect(summary.attackersConvicted).toBeGreaterThan(30);
	});
});
