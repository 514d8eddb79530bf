import { describe, expect, it } from 'vitest';
import { marketDayOf } from '../../../src/main/api/market-day.ts';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { OrderBody } from '../../../src/shared/codec/order-terms.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import {
	EngineMarket,
	hourProduct,
	modules,
	neighbourhoodGenesis,
	START,
	sha256,
} from '../../fixtures/engine-market.ts';

const DAY_START = START + 24 * HOUR_MS;

/** A product of 26 hours that runs into the next day, with a trade in the second hour and in the last. */
function longProduct(): EngineMarket {
	const market = new EngineMarket(neighbourhoodGenesis());
	const deliveryEnd = DAY_START + 26 * HOUR_MS;
	const terms = hourProduct(24, { deliveryEnd, signingDeadline: deliveryEnd + 1, settlementTime: deliveryEnd + 2 });
	market.send('market', calls.auction.openProducts({ products: [terms] }));
	market.block(START + 1);
	const place = (owner: string, order: OrderBody): void =>
		market.send(owner, calls.auction.placeOrders({ owner: null, orders: [{ product: 'F-24', ...order }] }));
	place('home-01', { side: 'offer', price: 60_000, quantityWh: 400 });
	place('home-02', { side: 'bid', price: 100_000, quantityWh: 300, period: 1 });
	place('home-03', { side: 'bid', price: 120_000, quantityWh: 500, period: 25 });
	market.block(START + 2);
	market.block(terms.gateClosure);
	return market;
}

function modelOf(market: EngineMarket): ReadModel {
	const { genesis } = market;
	const model = new ReadModel({ genesis, hasher: modules.hasher, utcOffsetMinutes: 0, wallNow: () => 0 });
	market.blocks.forEach((block, at) => {
		const result = market.results[at] as (typeof market.results)[number];
		const transactionIds = block.transactions.map(sha256);
		model.apply({ ...result, block, transactionIds } as unknown as ExecutedBlock);
	});
	return model;
}

describe('a product over many hours', () => {
	it('stands in each of them with what its own periods have', () => {
		const model = modelOf(longProduct());
		const { hours, totals } = marketDayOf(model, '2017-07-29', START);
		expect(hours.map(({ product }) => product)).toEqual(new Array(24).fill('F-24'));
		expect(
			hours
				.slice(0, 3)
				.map(({ offeredWh, wantedWh, tradedWh, price, deeds }) => [offeredWh, wantedWh, tradedWh, price, deeds]),
		).toEqual([
			[400, 0, 0, null, 0],
			[400, 300, 300, 60_000, 1],
			[400, 0, 0, null, 0],
		]);
		expect(totals.tradedWh).toBe(300);
		const next = marketDayOf(model, '2017-07-30', START);
		expect(next.hours.slice(0, 3).map(({ tradedWh, price }) => [tradedWh, price])).toEqual([
			[0, null],
			[400, 110_000],
			[null, null],
		]);
		expect(next.totals.tradedWh).toBe(400);
	});
});
