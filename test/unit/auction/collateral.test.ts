import { describe, expect, it } from 'vitest';
import { collateralOf, extentOf } from '../../../src/shared/auction/collateral.ts';
import type { OrderBody } from '../../../src/shared/codec/order-terms.ts';

describe('collateral by credit', () => {
	it.each([
		[1_000, 800, 1_000],
		[1_000, 1_000, 1_000],
		[1_000, 799, 1_002],
		[1_000, 400, 1_500],
		[1_000, 0, 2_000],
		[1, 799, 2],
		[0, 0, 0],
	])('of %i micro-units at credit %i is %i, rounded up', (cost, credit, collateral) => {
		expect(collateralOf(cost, credit)).toBe(collateral);
	});
});

describe('what an order may cost', () => {
	it.each<[string, OrderBody, number, number]>([
		['a bid in every period', { side: 'bid', price: 100_000, quantityWh: 30 }, 4, 12_000],
		['a bid in one period', { side: 'bid', price: 100_000, quantityWh: 30, period: 2 }, 4, 3_000],
		['an offer above 0', { side: 'offer', price: 100_000, quantityWh: 30 }, 4, 0],
		['an offer below 0', { side: 'offer', price: -100_000, quantityWh: 30 }, 1, 3_000],
		['a block', { side: 'bid', price: 50_000, profileWh: [10, 20], minAcceptance: 1_000 } as OrderBody, 2, 1_500],
	])('is for %s its limit × quantity', (_what, order, periods, cost) => {
		expect(extentOf(order, periods).cost).toBe(cost);
	});

	it('is for each part of a line its dearer end', () => {
		const points = [
			{ price: 100_000, quantityWh: 0 },
			{ price: 50_000, quantityWh: 100 },
		];
		expect(extentOf({ side: 'bid', curve: 'linear', points }, 1).cost).toBe(10_000);
		expect(extentOf({ side: 'bid', curve: 'stepwise', points: points.slice(1) }, 1).cost).toBe(5_000);
	});
});
