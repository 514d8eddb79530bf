import { describe, expect, it } from 'vitest';
import { bundledWeek } from '../../../src/main/demo/bundled-week.ts';
import { RESOURCES } from '../../../src/main/headless/named-files.ts';
import { runYear, YEAR_SHARES } from '../../campaign/year.ts';

const files = bundledWeek(RESOURCES);

describe('the market of the carried neighbourhood', () => {
	it('settles a fortnight to exactly zero, with deeds unsigned and readings missing, corrected and in quarters', async () => {
		const figures = await runYear({ ...YEAR_SHARES, files, hours: null, rounds: 2, seed: 7, imbalance: 'none' });
		expect(figures).toMatchObject({ violations: [], accountsChange: 0, products: 336, settled: 336 });
		expect(figures.deedsSealed + figures.deedsExpired).toBe(figures.trades);
		for (const count of [figures.deedsSealed, figures.deedsExpired, figures.substituted])
			expect(count).toBeGreaterThan(0);
		for (const count of Object.values(figures.readings)) expect(count).toBeGreaterThan(0);
	}, 120_000);

	it.each(['single', 'dual'] as const)(
		'settles two days of %s imbalance pricing to exactly zero',
		async (imbalance) => {
			const figures = await runYear({ ...YEAR_SHARES, files, hours: 48, seed: 8, imbalance });
			expect(figures).toMatchObject({ violations: [], accountsChange: 0, settled: 48 });
		},
		60_000,
	);
});
