import { describe, expect, it } from 'vitest';
import { jointName, runAudit } from '../campaign/audit.ts';
import { ATTACKS } from '../fixtures/audit/attacks.ts';
import { JOINT_ATTACKS } from '../fixtures/audit/joint-attacks.ts';

describe('a changed audit bundle', () => {
	it('is refused whatever was changed, by a check that says so', { timeout: 60_000 }, async () => {
		const names = [...Object.keys(ATTACKS), ...Object.keys(JOINT_ATTACKS).map(jointName)];
		const runs = 6 * names.length;
		const summary = await runAudit({ seed: 1, runs });
		expect(runs).toBeGreaterThanOrEqual(300);
		expect(summary.violations).toEqual([]);
		expect(Object.keys(summary.attacks).sort()).toEqual(names.sort());
	});
});
