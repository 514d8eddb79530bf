import { describe, expect, it } from 'vitest';
import { copyEarlierDay, readyTemplate } from '../../../src/renderer/features/bids/past-bids.ts';
import { type SheetTerms, sheetOfText } from '../../../src/renderer/workers/bid-sheet.ts';
import { NO_LIMITS, type OwnLimits } from '../../../src/renderer/workers/own-limits.ts';
import type { OrderBody } from '../../../src/shared/codec/order-terms.ts';
import type { BidOrder, BidProduct } from '../../../src/shared/contract/index.ts';
import { owner } from '../../fixtures/bid-owner.ts';

const NOW = Date.UTC(2026, 4, 2, 10);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const productAt = (product: string, deliveryStart: number): BidProduct => ({
	product,
	zone: 'F',
	state: 'open',
	mechanism: 'uniform-price',
	deliveryStart,
	deliveryEnd: deliveryStart + HOUR,
	periods: 1,
	gateOpening: NOW - HOUR,
	gateClosure: NOW + HOUR,
	tick: 1_000,
	lotWh: 100,
	priceMin: 0,
	priceMax: 1_000_000,
	kinds: ['limit', 'curve', 'block'],
	entry: 'batch',
});

const orderIn = (product: string, deliveryStart: number, terms: OrderBody, batch: string | null): BidOrder => ({
	order: `O-${product}-1`,
	product,
	deliveryStart,
	batch,
	delegate: null,
	state: 'open',
	terms,
	side: terms.side,
	price: 'price' in terms ? terms.price : 0,
	quantityWh: 'quantityWh' in terms ? terms.quantityWh : 0,
	position: 0,
	escrow: 0,
	height: 1,
	filledWh: null,
	verdict: null,
	amount: null,
});

/** Both deliver on one local day, the third on the next. */
const PRODUCTS = [productAt('P1', NOW + 2 * HOUR), productAt('P2', NOW + 3 * HOUR), productAt('P3', NOW + DAY)];
const judged = (rows: readonly string[], limits: Partial<OwnLimits>, live: readonly BidOrder[] = []) => {
	const terms: SheetTerms = {
		owner,
		products: PRODUCTS,
		live,
		batch: 'day',
		utcOffsetMinutes: 0,
		now: NOW,
		limits: { ...NO_LIMITS, ...limits },
	};
	return sheetOfText(`name,product,side,price,quantity_kwh\n${rows.join('\n')}\n`, terms).verdicts.map(
		({ code, column }) => [code ?? 'good', column],
	);
};

describe('own limits', () => {
	it('refuse a price outside the band and an order that is too large, each in its cell', () => {
		const rows = ['a,P1,bid,0.2,1', 'b,P1,bid,0.6,1', 'c,P1,offer,0.05,1', 'd,P1,bid,0.2,9'];
		expect(judged(rows, { priceMin: 100_000, priceMax: 500_000, orderWh: 5_000 })).toEqual([
			['good', undefined],
			['BID_LIMIT_PRICE', 'price'],
			['BID_LIMIT_PRICE', 'price'],
			['BID_LIMIT_ORDER', 'quantity'],
		]);
	});

	it('count the rows of a product in their order, and a refused one adds nothing', () => {
		const rows = ['a,P1,bid,0.2,3', 'b,P1,offer,0.3,3', 'c,P1,bid,0.2,2', 'd,P2,bid,0.2,5'];
		expect(judged(rows, { productWh: 5_000 }).map(([code]) => code)).toEqual([
			'good',
			'BID_LIMIT_VOLUME',
			'good',
			'good',
		]);
	});

	it('count the money at the limit prices by product and by delivery day', () => {
		const rows = ['a,P1,bid,0.5,2', 'b,P1,bid,0.5,1', 'c,P2,bid,0.5,1', 'd,P2,bid,0.5,1', 'e,P3,bid,0.5,2'];
		expect(judged(rows, { productMoney: 1_200_000, dayMoney: 1_500_000 }).map(([code]) => code)).toEqual([
			'good',
			'BID_LIMIT_EXPOSURE',
			'good',
			'BID_LIMIT_DAY',
			'good',
		]);
	});

	it('count what stands in the book beside the batch, and not what the rows stand in for', () => {
		const terms: OrderBody = { name: 'x', side: 'bid', price: 200_000, quantityWh: 4_000 };
		const rows = ['a,P1,bid,0.2,3'];
		const other = orderIn('P1', NOW + 2 * HOUR, terms, null);
		expect(judged(rows, { productWh: 5_000 }, [other])[0]?.[0]).toBe('BID_LIMIT_VOLUME');
		expect(judged(rows, { productWh: 5_000 }, [{ ...other, batch: 'day' }])[0]?.[0]).toBe('good');
	});
});

describe('copying an earlier day', () => {
	const terms: OrderBody = { name: 'a', side: 'bid', price: 200_000, quantityWh: 1_000 };

	it('takes the newest earlier day at the same time of day, and names each order once', () => {
		const past = [
			orderIn('Y1', NOW + 2 * HOUR - DAY, terms, 'day'),
			orderIn('Y2', NOW + 3 * HOUR - DAY, terms, 'day'),
			orderIn('X1', NOW + 2 * HOUR - 2 * DAY, { ...terms, price: 900_000 }, 'day'),
		];
		const { text, orders, products } = copyEarlierDay(past, PRODUCTS);
		expect([orders, products]).toEqual([2, 2]);
		const rows = text.trim().split('\r\n').slice(1);
		expect(rows.map((row) => row.split(',').slice(0, 6).join())).toEqual([
			'a,P1,all,bid,limit,0.2',
			'a.2,P2,all,bid,limit,0.2',
		]);
	});

	it('has nothing to copy where no order had the hour', () => {
		expect(copyEarlierDay([orderIn('Y', NOW + 5 * HOUR - DAY, terms, null)], PRODUCTS)).toEqual({
			text: '',
			orders: 0,
			products: 0,
		});
	});

	it('puts the open product of the same time of day in a template’s rows and tells the rest', () => {
		const sheet = {
			header: ['name', 'product', 'side', 'price', 'quantity_kwh'],
			delimiter: ',' as const,
			rows: [
				['a', 'OLD', 'bid', '0.2', '1'],
				['b', 'GONE', 'bid', '0.2', '1'],
			],
		};
		const ready = readyTemplate(sheet, { OLD: NOW + 3 * HOUR - 9 * DAY }, PRODUCTS);
		expect(ready.left).toBe(1);
		expect(ready.sheet.rows.map((cells) => cells[1])).toEqual(['P2', 'GONE']);
	});
});
