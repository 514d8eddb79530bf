import { describe, expect, inject, it } from 'vitest';
import { runClearing } from '../../campaign/clearing.ts';

describe('clearing of random markets', () => {
	it('loses no welfare and no volume against trial and linear programs, at prices that prove it', async () => {
		const { violations, markets } = await runClearing({ seed: inject('propertySeed') % 1_000_000_000, runs: 3_000 });
		expect(violations).toEqual([]);
		for (const { tried, traded } of Object.values(markets)) expect(traded).toBeGreaterThan(tried / 4);
	});
});
