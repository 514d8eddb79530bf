import { describe, expect, it } from 'vitest';
import { runCrashes } from '../../campaign/crash.ts';

/** Of about 200 boundaries of each validator; `npm run campaign -- crash` tries them all. */
const BOUNDARIES = 50;

describe('killed before what it writes, sends or commits, in a run with timeouts, late votes and a sync', () => {
	it('all validators at once: 50 boundaries of each of four: nobody signs twice, roots agree, all go on', () => {
		const summary = runCrashes({ seed: 2, from: 0, boundaries: BOUNDARIES, victims: [[0, 1, 2, 3]] });
		expect(summary.violations).toEqual([]);
		expect(summary.runs).toBe(4 * BOUNDARIES);
		expect(summary.rounds).toBeGreaterThanOrEqual(30);
		for (const count of [summary.timeouts, summary.lateVotes, summary.blocksSynced]) expect(count).toBeGreaterThan(0);
	}, 240_000);
});
