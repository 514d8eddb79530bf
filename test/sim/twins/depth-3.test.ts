import { describe, expect, it } from 'vitest';
import { runTwinsDepth } from '../../campaign/twins.ts';

describe('Twins, every fourth of the 262,144 scenarios of depth 3', () => {
	it('never forks, never accuses or doubles an honest validator, and goes on', () => {
		const summary = runTwinsDepth({ depth: 3, part: 0, parts: 4, runs: 0 });
		expect(summary.violations).toEqual([]);
		expect(summary.runs).toBe(6435);
	}, 300_000);
});
