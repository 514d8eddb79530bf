import { describe, expect, it } from 'vitest';
import { runCommand } from '../../fixtures/command-line.ts';
import { marketDirectory } from '../../fixtures/market-directory.ts';
import { repositoryRoot } from '../../fixtures/repository.ts';

const ITALY = `${repositoryRoot}/test/fixtures/italy-2025-04`;

async function replay(...args: string[]) {
	const { code, stdout, stderr } = await runCommand('market', 'replay', ...args, '--json');
	expect(stderr).toBe('');
	expect(code).toBe(0);
	return JSON.parse(stdout) as Record<string, unknown>;
}

describe('market replay', () => {
	it('meets every published price of two days of the Italian market', async () => {
		const figures = await replay(ITALY);
		expect(figures).toMatchObject({ days: 2, zones: 7, zoneHours: 336, exact: 336, linkHours: 288, unpriced: 0 });
		expect(figures['priceMax']).toBeLessThanOrEqual(0.005);
	});

	it('meets the published flows where the exchanges with neighbours are fixed', async () => {
		const figures = await replay(ITALY, '--borders', 'exchanges');
		expect(figures).toMatchObject({ linkHours: 288 });
		expect(figures['flowMae']).toBeLessThanOrEqual(0.0012);
	});

	it('takes the days that are asked for', async () => {
		expect(await replay(ITALY, '--days', '2025-04-07')).toMatchObject({ days: 1, zoneHours: 168, exact: 168 });
		expect(await replay(ITALY, '--days', '2025-04-08..2025-04-30')).toMatchObject({ days: 1, zoneHours: 168 });
	});

	it('decides blocks as the market did, but those that were rejected paradoxically', async () => {
		const figures = await replay(ITALY, '--blocks', 'solve');
		expect(figures).toMatchObject({ zoneHours: 168, exact: 168 });
		expect(figures['blocks']).toMatchObject({
			blocks: 37,
			byStatus: { ACC: { blocks: 18, matched: 18 }, REJ: { blocks: 16, matched: 16 }, PREJ: { blocks: 3 } },
		});
	});

	it('clears a congested link, a border and ignores what lies outside', async () => {
		await using directory = await marketDirectory();
		expect(await replay(directory.path)).toMatchObject({ zoneHours: 2, exact: 2, linkHours: 1, flowMae: 0 });
	});

	it('refuses a forced exchange that the market cannot balance', async () => {
		const exchanges = ['delivery_day,period,zone,external_zone,exchange_mwh', '2025-06-01,1,B,X,9000'];
		await using directory = await marketDirectory({ 'published-exchanges': exchanges });
		const { code, stderr } = await runCommand('market', 'replay', directory.path, '--borders', 'exchanges', '--json');
		expect(code).toBe(2);
		expect(stderr).toContain('MARKET_DATA_FORCED: 2025-06-01, period 1: B cannot take');
	});

	it('refuses missing files with exit 2, and days that are none', async () => {
		const { code, stderr } = await runCommand('market', 'replay', '/nonexistent', '--json');
		expect(code).toBe(2);
		expect(stderr).toContain('MARKET_DATA_UNREADABLE: /nonexistent/bid-curves.csv.gz: cannot be read');
		for (const days of ['2025-02-30', '2025-04-09..2025-04-07', 'all']) {
			const refused = await runCommand('market', 'replay', ITALY, '--days', days);
			expect(refused.code).toBe(2);
			expect(refused.stderr).toContain('OPTION_INVALID: --days');
		}
	});
});
