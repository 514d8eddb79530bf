import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runSchedule, runSchedules } from '../campaign/schedules.ts';

describe('three honest validators and one that says whatever its key can sign', () => {
	it('stay safe in any interleaving, with loss and repetition, and go on when it ends: fast-check', () => {
		const choices = fc.array(fc.nat({ max: 0xffff }), { minLength: 200, maxLength: 4000 });
		fc.assert(
			fc.property(choices, fc.boolean(), (numbers, isElected) => {
				let at = 0;
				// The numbers go round, so that shrinking shortens the schedule's description and not the run.
				const choose = (n: number) => (numbers[at++ % numbers.length] as number) % n;
				const { violations } = runSchedule({ steps: 400, isElected }, choose);
				expect(violations).toEqual([]);
			}),
			{ numRuns: 60 },
		);
	}, 120_000);

	it('stay safe and go on in 150 longer schedules from seeds, and make progress meanwhile', () => {
		const summary = runSchedules({ seed: 1, runs: 150 });
		expect(summary.violations).toEqual([]);
		expect(summary.runs).toBe(150);
		expect(summary.rounds).toBeGreaterThan(10 * summary.runs);
		expect(summary.committed).toBeGreaterThan(summary.runs);
	}, 120_000);
});
