import { describe, expect, it } from 'vitest';
import { runAudit } from '../campaign/audit.ts';
import { ATTACKS } from '../fixtures/audit/attacks.ts';

describe('a changed audit bundle', () => {
	it('is refused whatever was changed, by a check that says so', { timeout: 60_000 }, async () => {
		const runs = 9 * Object.keys(ATTACKS).length;
		const summary = await runAudit({ seed: 1, runs });
		expect(runs).toBeGreaterThanOrEqual(300);
		expect(summary.violations).toEqual([]);
		expect(Object.keys(summary.attacks).sort()).toEqual(Object.keys(ATTACKS).sort());
	});
});
