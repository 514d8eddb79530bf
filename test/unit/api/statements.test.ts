import { call } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import { statementProcedures } from '../../../src/main/api/router/statements.ts';
import type { ConsoleServices } from '../../../src/main/api/services.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import type { StatementList } from '../../../src/shared/contract/index.ts';
import { EngineMarket, hourProduct, modules, START, sha256 } from '../../fixtures/engine-market.ts';

/** Hours 20 to 27 after the start, of which the last four lie on the next day: home-01 uses 100 Wh an hour. */
const HOURS = [20, 21, 22, 23, 24, 25, 26, 27];

function settledHours(): EngineMarket {
	const market = new EngineMarket();
	const products = HOURS.map((hour) => hourProduct(hour));
	market.send('market', calls.auction.openProducts({ products }));
	market.block(START + 1);
	for (const { deliveryStart, deliveryEnd, settlementTime } of products) {
		const reading = { meter: 'meter-home-01', start: deliveryStart, end: deliveryEnd, generatedWh: 0, consumedWh: 100 };
		market.block(deliveryEnd);
		market.send('metering', market.readings([reading]));
		market.block(deliveryEnd + 1);
		if (deliveryStart === products.at(-1)?.deliveryStart) market.block(settlementTime);
	}
	market.block(START + 40 * HOUR_MS);
	return market;
}

function listOf(market: EngineMarket, retention = {}) {
	const { genesis } = market;
	const model = new ReadModel({ genesis, hasher: modules.hasher, utcOffsetMinutes: -480, retention, wallNow: () => 0 });
	market.blocks.forEach((block, at) => {
		const result = market.results[at] as (typeof market.results)[number];
		model.apply({ ...result, block, transactionIds: block.transactions.map(sha256) } as unknown as ExecutedBlock);
	});
	const services = { node: { genesis }, model, utcOffsetMinutes: -480, requireReady: () => undefined };
	const { list } = statementProcedures(services as unknown as ConsoleServices);
	return (input: object): Promise<StatementList> =>
		call(list, input as never, { context: { session: { permission: 'audit' } } as never }) as Promise<StatementList>;
}

describe('statements of a participant', () => {
	const market = settledHours();
	const of = { participant: 'home-01', from: '2017-07-01', to: '2017-07-31' };

	it('are told by period, product, local day and month, with the same total', async () => {
		const list = listOf(market);
		const counts = { period: 8, product: 8, day: 2, month: 1 };
		for (const [by, count] of Object.entries(counts)) {
			const { rows, rowCount, totals, zone, currency } = await list({ ...of, by, zone: 'UTC' });
			expect([rows.length, rowCount, zone, currency]).toEqual([count, count, 'UTC', market.genesis.market.currency]);
			expect(totals).toMatchObject({ meteredWh: -800, residualWh: -800, residual: -176_000, total: -176_000 });
		}
		const days = await list({ ...of, by: 'day', zone: 'UTC' });
		expect(days.rows.map(({ key, periods }) => [key, periods])).toEqual([
			['2017-07-28', 4],
			['2017-07-29', 4],
		]);
	});

	it('keep to the days asked for, in the zone of the market where none is named', async () => {
		const list = listOf(market);
		const { rows, zone } = await list({ ...of, by: 'day' });
		expect([zone, rows.map(({ key }) => key)]).toEqual(['-08:00', ['2017-07-28']]);
		const { rowCount } = await list({ ...of, from: '2017-07-29', by: 'period', zone: '+04:00' });
		expect(rowCount).toBe(8);
		expect((await list({ ...of, to: '2017-07-27', by: 'period' })).rowCount).toBe(0);
	});

	it('come in parts that add up to the whole', async () => {
		const list = listOf(market);
		const whole = await list({ ...of, by: 'period' });
		const parts = await Promise.all([0, 3, 6].map((offset) => list({ ...of, by: 'period', offset, limit: 3 })));
		expect(parts.flatMap(({ rows }) => rows)).toEqual(whole.rows);
		for (const { totals, rowCount } of parts) expect([totals, rowCount]).toEqual([whole.totals, 8]);
	});

	it('say until when they are forgotten, rather than show less', async () => {
		const list = listOf(market, { statementPeriods: 4 });
		const { rowCount, forgottenUntil } = await list({ ...of, by: 'product' });
		expect(rowCount).toBeLessThan(8);
		expect(forgottenUntil).toBe(START + (HOURS[8 - rowCount - 1] as number) * HOUR_MS + HOUR_MS);
	});

	it.each([
		['an unknown participant', { ...of, participant: 'home-77', by: 'day' }, 'PARTICIPANT_UNKNOWN'],
		['a day that does not exist', { ...of, from: '2017-02-30', by: 'day' }, 'CONSOLE_INPUT_INVALID'],
		['an unknown zone', { ...of, by: 'day', zone: 'Mars/Olympus' }, 'ZONE_UNKNOWN'],
	])('are refused for %s', async (_, input, code) => {
		await expect(listOf(market)(input)).rejects.toMatchObject({ code });
	});
});
