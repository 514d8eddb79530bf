import { describe, expect, it } from 'vitest';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import { WITHDRAWN_MAX } from '../../../src/main/api/read-model/withdrawn-orders.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { orderId } from '../../../src/shared/codec/ids.ts';
import { certifiedMarket } from '../../fixtures/certified-market.ts';
import { hourProduct, modules, START, sha256 } from '../../fixtures/engine-market.ts';

const HOUR = 24;
const { product, gateClosure } = hourProduct(HOUR);
const bid = (price: number) => ({ product, side: 'bid' as const, price, quantityWh: 500 });

function modelOf(market: ReturnType<typeof certifiedMarket>): ReadModel {
	const { genesis } = market;
	const model = new ReadModel({ genesis, hasher: modules.hasher, utcOffsetMinutes: 0, wallNow: () => 0 });
	market.blocks.forEach((block, at) => {
		const result = market.results[at] as (typeof market.results)[number];
		model.apply({ ...result, block, transactionIds: block.transactions.map(sha256) } as unknown as ExecutedBlock);
	});
	return model;
}

describe('orders that left the book', () => {
	it('are remembered with the block that took them out, amended and cancelled alike', () => {
		const market = certifiedMarket();
		market.send('market', calls.auction.openProducts({ products: [hourProduct(HOUR)] }));
		market.block(gateClosure - 60_000);
		market.send('home-02', calls.auction.placeOrders({ owner: null, orders: [bid(100_000), bid(90_000)] }));
		market.block(gateClosure - 50_000);
		const { product: _, ...terms } = bid(120_000);
		market.send('home-02', calls.auction.amendOrders({ orders: [{ order: orderId(product, 0), terms }] }));
		market.block(gateClosure - 40_000);
		const amendedAt = market.blocks.length;
		market.send('home-02', calls.auction.cancelOrders({ orders: [orderId(product, 1)] }));
		market.block(gateClosure - 30_000);
		const found = modelOf(market).products.products.get(product);
		expect([...(found?.orders.values() ?? [])].map(({ price }) => price)).toEqual([120_000]);
		expect(found?.withdrawn.forgotten).toBe(0);
		expect(found?.withdrawn.orders.map(({ row, until }) => [row.price, until])).toEqual([
			[100_000, amendedAt],
			[90_000, amendedAt + 1],
		]);
	});

	it('are bounded, and say how many more there were', () => {
		const market = certifiedMarket();
		market.send('market', calls.auction.openProducts({ products: [hourProduct(HOUR)] }));
		market.block(START + 1);
		let time = gateClosure - 60_000;
		const rounds = Math.ceil((WITHDRAWN_MAX + 20) / 20);
		for (let round = 0; round < rounds; round++) {
			market.send(
				'home-02',
				calls.auction.placeOrders({ owner: null, orders: Array.from({ length: 20 }, () => bid(80_000)) }),
			);
			market.block(time++);
			const live = Array.from({ length: 20 }, (__, n) => orderId(product, round * 20 + n));
			market.send('home-02', calls.auction.cancelOrders({ orders: live }));
			market.block(time++);
		}
		const withdrawn = modelOf(market).products.products.get(product)?.withdrawn;
		expect(withdrawn?.orders).toHaveLength(WITHDRAWN_MAX);
		expect(withdrawn?.forgotten).toBe(rounds * 20 - WITHDRAWN_MAX);
	});
});
