import { describe, expect, it } from 'vitest';
import type { MarketRun } from '../../../src/main/demo/market/market-run.ts';
import { MarketView } from '../../../src/main/demo/market/market-view.ts';
import { createReport } from '../../../src/main/demo/report.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { DeedMarket, policy, QUARTERS } from '../../fixtures/deed-market.ts';

/** What the demo says of a market with one deed over four trades, each given by its block. */
function reportOf(deeds: DeedMarket): boolean {
	const view = new MarketView();
	deeds.market.results.forEach(({ events, receipts }, at) => {
		view.apply({ block: { header: { height: at + 1, time: at } }, receipts, events } as unknown as ExecutedBlock);
	});
	const run = { isOver: true, view, desk: { latenciesMs: [] } } as unknown as MarketRun;
	const { ok, trades, deedsSealed } = createReport(run, { validators: 1, roots: ['one'], startedMs: 0 });
	expect([trades, deedsSealed]).toEqual([4, ok ? 1 : 0]);
	return ok;
}

describe('the report of a demo', () => {
	it('is good where a deed of several trades is sealed, and not before', () => {
		const deeds = new DeedMarket({ signing: policy({ deedPer: 'counterparties' }), product: QUARTERS });
		expect(reportOf(deeds)).toBe(false);
		for (const { participant } of deeds.drafts[0]?.signers ?? []) deeds.sign(participant, 'D-F-24-0');
		expect(reportOf(deeds)).toBe(true);
	});
});
