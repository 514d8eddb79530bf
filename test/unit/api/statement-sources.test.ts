import { call } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import { statementProcedures } from '../../../src/main/api/router/statements.ts';
import type { ConsoleServices } from '../../../src/main/api/services.ts';
import { participantStandings } from '../../../src/main/api/standings-view.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { POINT_VALUE } from '../../../src/shared/codec/incentive-calls.ts';
import type { StatementList, StatementProductView } from '../../../src/shared/contract/index.ts';
import { certifiedMarket, settleHour } from '../../fixtures/certified-market.ts';
import { modules, START, sha256 } from '../../fixtures/engine-market.ts';

const HOUR = 24;
const PRODUCT = `F-${HOUR}`;
const DAYS = { from: '2017-07-01', to: '2017-07-31', by: 'month' };

/** home-02 buys 550 Wh of home-01 at one price, uses 700, and lets points pay its wheeling fee; home-03 has no reading. */
function services(): ConsoleServices {
	const market = certifiedMarket({ market: { blockReward: 500_000 } });
	market.send('home-02', calls.incentive.payFeesWithPoints({ pointsMax: 1_000 }));
	market.block(START + 1);
	settleHour(
		market,
		HOUR,
		[
			['home-01', { side: 'offer', price: 100_000, quantityWh: 550 }],
			['home-02', { side: 'bid', price: 200_000, quantityWh: 550 }],
		],
		[
			['home-01', 900, 100],
			['home-02', 0, 700],
		],
	);
	const { genesis } = market;
	const model = new ReadModel({ genesis, hasher: modules.hasher, utcOffsetMinutes: 0, wallNow: () => 0 });
	market.blocks.forEach((block, at) => {
		const result = market.results[at] as (typeof market.results)[number];
		model.apply({ ...result, block, transactionIds: block.transactions.map(sha256) } as unknown as ExecutedBlock);
	});
	const node = { genesis, identities: [] };
	return { node, model, utcOffsetMinutes: 0, requireReady: () => undefined } as unknown as ConsoleServices;
}

describe('the sources of a statement', () => {
	const scope = services();
	const procedures = statementProcedures(scope);
	const context = { context: { session: { permission: 'audit' } } as never };
	const product = (participant: string, of = PRODUCT) =>
		call(procedures.product, { participant, product: of }, context) as Promise<StatementProductView>;
	const list = (participant: string) =>
		call(procedures.list, { ...DAYS, participant } as never, context) as Promise<StatementList>;

	it('are the trade with its deed, and the reading with its version', async () => {
		const { periods, settlement, closed } = await product('home-02');
		const [period] = periods;
		expect([settlement, closed?.residue, periods.length]).toEqual([`S-${PRODUCT}-home-02`, 0, 1]);
		expect(period).toMatchObject({ contractedWh: -550, meteredWh: -700, residualWh: -150, isSubstituted: false });
		expect(period?.trades).toEqual([
			expect.objectContaining({
				trade: `T-${PRODUCT}-0`,
				deed: `D-${PRODUCT}-0`,
				deedState: 'sealed',
				side: 'bought',
				counterparty: 'home-01',
				quantityWh: 550,
			}),
		]);
		const [trade] = period?.trades ?? [];
		expect([period?.traded, period?.wheeling]).toEqual([0 - (trade?.amount ?? 0), 0 - (trade?.fee ?? 0)]);
		expect(period?.readings).toEqual([
			expect.objectContaining({ meter: 'meter-home-02', version: 1, generatedWh: 0, consumedWh: 700 }),
		]);
		expect((await product('home-01')).periods[0]?.trades[0]).toMatchObject({ side: 'sold', counterparty: 'home-02' });
	});

	it('tell what points have paid beside the total, and what the tariff alone would have come to', async () => {
		const { totals, settlement, isGridOperator } = await list('home-02');
		expect(totals.byPoints).toBe(5 * POINT_VALUE);
		expect(totals.total).toBe(totals.traded + totals.wheeling + totals.border + totals.residual);
		const { tariff, feedIn } = await product('home-02');
		expect(totals.atTariff).toBe(-0.7 * tariff);
		expect((await list('home-01')).totals).toMatchObject({ byPoints: 0, atTariff: 0.8 * feedIn });
		expect(settlement).toEqual({ products: 1, closed: 1, residue: 0 });
		expect([isGridOperator, (await list('grid')).isGridOperator]).toEqual([false, true]);
	});

	it('leave the points spent and the standing instruction to the standings', () => {
		const standing = participantStandings(scope).find(({ participant }) => participant === 'home-02');
		expect(standing).toMatchObject({ points: 10, pointsSpent: 5, feePointsMax: 1_000 });
	});

	it('are refused by name where there is no statement', async () => {
		await expect(product('home-02', 'F-99')).rejects.toMatchObject({ code: 'STATEMENT_UNKNOWN' });
	});
});
