import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { BlockTerms, OrderBody } from '../../../src/shared/codec/order-terms.ts';
import type { ProductMechanism } from '../../../src/shared/codec/product-terms.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { hourProduct, START } from '../../fixtures/engine-market.ts';
import { limit, OrderDesk } from '../../fixtures/order-desk.ts';

const FOUR_QUARTERS = { periodMs: HOUR_MS / 4 };
const block = (
	side: 'bid' | 'offer',
	price: number,
	profileWh: number[],
	more: Partial<BlockTerms> = {},
): OrderBody => ({
	side,
	price,
	profileWh,
	minAcceptance: 1_000_000,
	...more,
});
const curve = (side: 'bid' | 'offer', kind: 'stepwise' | 'linear', ...points: [number, number][]): OrderBody => ({
	side,
	curve: kind,
	points: points.map(([price, quantityWh]) => ({ price, quantityWh })),
});

describe('collateral', () => {
	it.each<[string, OrderBody, number]>([
		['a bid in one period', limit('bid', 100_000, 500, { period: 2 }), 50_000],
		['a bid in all four periods', limit('bid', 100_000, 500), 200_000],
		['an offer', limit('offer', 100_000, 500), 0],
		['an offer below price 0', limit('offer', -100_000, 500, { period: 0 }), 50_000],
		['a bid below price 0', limit('bid', -100_000, 500), 0],
		['steps of demand', { ...curve('bid', 'stepwise', [100_000, 500], [50_000, 900]), period: 1 }, 50_000 + 20_000],
		[
			'a line of demand, at its dearer end',
			{ ...curve('bid', 'linear', [100_000, 0], [50_000, 900]), period: 1 },
			90_000,
		],
		['steps of supply, as far as they lie below 0', curve('offer', 'stepwise', [-10_000, 100], [10_000, 900]), 4_000],
		['a block', block('bid', 100_000, [100, 0, 200, 300]), 60_000],
		['a block of supply', block('offer', 100_000, [100, 0, 200, 300]), 0],
	])('of %s is what it may cost at worst', (_, order, escrow) => {
		const desk = new OrderDesk(FOUR_QUARTERS);
		expect(desk.place('home-01', order)).toBe(null);
		expect(desk.last('order-placed')).toMatchObject({ order: 'O-F-24-0', escrow, position: 0 });
		expect(desk.escrow).toBe(escrow);
		expect(desk.book().get(0)).toMatchObject({ participant: 'home-01', escrow, terms: order });
		expect(desk.cancel('home-01', 'O-F-24-0')).toBe(null);
		expect(desk.escrow).toBe(0);
		expect([...desk.market.engine.leaves()].filter(({ path }) => /^auction\/(page|book|own)/.test(path))).toEqual([]);
	});
});

describe('terms of an order', () => {
	const refused: [string, OrderBody, string][] = [
		['a price off the tick', limit('bid', 100_001, 1), 'ORDER_TERMS'],
		['a price out of bounds', limit('bid', 501_000, 1), 'ORDER_TERMS'],
		['a period that is not there', limit('bid', 1_000, 1, { period: 4 }), 'ORDER_TERMS'],
		["another's zone", limit('bid', 1_000, 1, { zone: 'G' }), 'ORDER_TERMS'],
		['an end that has passed', limit('bid', 1_000, 1, { validUntil: START }), 'ORDER_TERMS'],
		['an end before its start', limit('bid', 1_000, 1, { validFrom: START + 9, validUntil: START + 9 }), 'ORDER_TERMS'],
		['a start past the gate', limit('bid', 1_000, 1, { validFrom: START + 24 * HOUR_MS }), 'ORDER_TERMS'],
		['an iceberg in a call auction', limit('bid', 1_000, 9, { visibleWh: 3 }), 'ORDER_FORM'],
		['a curve without points', curve('bid', 'stepwise'), 'ORDER_TERMS'],
		['a curve of demand that rises', curve('bid', 'stepwise', [1_000, 1], [2_000, 2]), 'ORDER_TERMS'],
		['a curve of supply that falls', curve('offer', 'linear', [2_000, 1], [1_000, 2]), 'ORDER_TERMS'],
		['a curve whose quantity stays', curve('offer', 'stepwise', [1_000, 2], [2_000, 2]), 'ORDER_TERMS'],
		['a curve without quantity', curve('offer', 'stepwise', [1_000, 0]), 'ORDER_TERMS'],
		['a line of one point', curve('offer', 'linear', [1_000, 1]), 'ORDER_TERMS'],
		['a profile that is too short', block('bid', 1_000, [1, 1, 1]), 'ORDER_TERMS'],
		['a profile of nothing', block('bid', 1_000, [0, 0, 0, 0]), 'ORDER_TERMS'],
		['a parent that is not there', block('bid', 1_000, [1, 1, 1, 1], { parent: 'p' }), 'ORDER_PARENT'],
		['an offer of one generator', limit('offer', 1_000, 1, { source: { generator: 'home-02' } }), 'ORDER_SOURCE'],
		['more collateral than money', limit('bid', 500_000, 100_000_000), 'FUNDS_SHORT'],
		['steps beyond the product', curve('bid', 'linear', [500_000, 0], [-500_000, 900]), 'ORDER_LIMIT'],
	];
	it.each(refused)('refuse %s, and change nothing', (_, order, code) => {
		const desk = new OrderDesk(FOUR_QUARTERS, { market: { ordersPerProduct: 1_000 } });
		expect(desk.place('home-01', limit('bid', 1_000, 100), order)).toBe(code);
		expect(desk.escrow).toBe(0);
		expect(desk.book().size).toBe(0);
	});

	it.each<[ProductMechanism, OrderBody, string | null]>([
		['uniform-price', block('bid', 1_000, [9]), null],
		['pay-as-bid', curve('bid', 'stepwise', [1_000, 9]), null],
		['pay-as-bid', block('bid', 1_000, [9]), 'ORDER_FORM'],
		['pay-as-bid', limit('bid', 1_000, 9, { source: 'renewable' }), 'ORDER_SOURCE'],
		['mcafee', curve('bid', 'stepwise', [1_000, 9]), 'ORDER_FORM'],
		['huang', limit('bid', 1_000, 9), null],
	])('in %s are those that the mechanism is defined for', (mechanism, order, code) => {
		expect(new OrderDesk({ mechanism }).place('home-01', order)).toBe(code);
	});

	it('are limited in number, for a participant and in the product, and by their steps', () => {
		const desk = new OrderDesk(FOUR_QUARTERS, { market: { ordersPerProduct: 10, ordersPerParticipant: 2 } });
		expect(desk.place('home-01', limit('bid', 1_000, 1), limit('bid', 2_000, 1))).toBe(null);
		expect(desk.place('home-01', limit('bid', 3_000, 1, { period: 0 }))).toBe('ORDER_LIMIT');
		expect(desk.place('home-02', limit('bid', 3_000, 1))).toBe('ORDER_LIMIT');
		expect(desk.place('home-02', limit('bid', 3_000, 1, { period: 0 }))).toBe(null);
	});
});

describe('amending an order', () => {
	it('to less at the same price keeps its place; anything else moves it to the end', () => {
		const desk = new OrderDesk();
		expect(desk.place('home-01', limit('bid', 100_000, 900, { name: 'a' }))).toBe(null);
		expect(desk.place('home-02', limit('bid', 100_000, 900))).toBe(null);
		expect(desk.amend('home-01', 'O-F-24-0', limit('bid', 100_000, 400, { name: 'a' }))).toBe(null);
		expect(desk.last('order-amended')).toMatchObject({ order: 'O-F-24-0', before: 'O-F-24-0', escrow: 40_000 });
		expect(desk.escrow).toBe(40_000 + 90_000);
		expect(desk.amend('home-01', desk.named('a'), limit('bid', 100_000, 500, { name: 'b' }))).toBe(null);
		expect(desk.last('order-amended')).toMatchObject({
			order: 'O-F-24-2',
			before: 'O-F-24-0',
			position: 2,
			escrow: 50_000,
		});
		expect(desk.amend('home-01', desk.named('a'), limit('bid', 100_000, 300))).toBe('ORDER_UNKNOWN');
		expect(desk.amend('home-01', desk.named('b'), limit('bid', 90_000, 400))).toBe(null);
		expect([...desk.book().keys()]).toEqual([1, 3]);
		expect(desk.escrow).toBe(90_000 + 36_000);
	});

	it('to what it is changes nothing and says nothing', () => {
		const desk = new OrderDesk();
		desk.place('home-01', limit('bid', 100_000, 900));
		const { events } = desk.run(
			'home-01',
			calls.auction.amendOrders({ orders: [{ order: 'O-F-24-0', terms: limit('bid', 100_000, 900) }] }),
		);
		expect(events.filter(({ kind }) => kind === 'order-amended' || kind === 'transfer')).toEqual([]);
	});

	it("is the owner's and its delegates', until the gate closes, and all or none", () => {
		const desk = new OrderDesk();
		desk.place('home-01', limit('bid', 100_000, 900));
		expect(desk.amend('home-02', 'O-F-24-0', limit('bid', 100_000, 100))).toBe('CALL_FORBIDDEN');
		const both = calls.auction.amendOrders({
			orders: [
				{ order: 'O-F-24-0', terms: limit('bid', 100_000, 100) },
				{ order: 'O-F-24-7', terms: limit('bid', 100_000, 100) },
			],
		});
		expect(desk.do('home-01', both)).toBe('ORDER_UNKNOWN');
		expect(desk.escrow).toBe(90_000);
		const late = calls.auction.amendOrders({ orders: [{ order: 'O-F-24-0', terms: limit('bid', 100_000, 100) }] });
		expect(desk.do('home-01', late, hourProduct(24).gateClosure)).toBe('GATE_CLOSED');
	});
});

describe('names', () => {
	it('stand for one live order of an owner each', () => {
		const desk = new OrderDesk();
		expect(desk.place('home-01', limit('bid', 1_000, 1, { name: 'a' }))).toBe(null);
		expect(desk.place('home-01', limit('bid', 2_000, 1, { name: 'a' }))).toBe('ORDER_NAME_TAKEN');
		expect(desk.place('home-02', limit('bid', 2_000, 1, { name: 'a' }))).toBe(null);
		expect(desk.cancel('home-01', desk.named('a'))).toBe(null);
		expect(desk.place('home-01', limit('bid', 2_000, 1, { name: 'a' }))).toBe(null);
	});
});

describe('an order that would trade with its owner', () => {
	it('is refused where it crosses in a period, fee included', () => {
		const desk = new OrderDesk(FOUR_QUARTERS);
		expect(desk.place('home-01', limit('offer', 90_000, 10, { period: 1 }))).toBe(null);
		expect(desk.place('home-01', limit('bid', 100_000, 10, { period: 1 }))).toBe('ORDER_CROSSES_OWN');
		expect(desk.place('home-01', limit('bid', 100_000, 10))).toBe('ORDER_CROSSES_OWN');
		expect(desk.place('home-01', block('bid', 100_000, [0, 10, 0, 0]))).toBe('ORDER_CROSSES_OWN');
		expect(desk.place('home-01', block('bid', 100_000, [10, 0, 10, 10]))).toBe(null);
		expect(desk.place('home-01', limit('bid', 99_000, 10, { period: 1 }))).toBe(null);
		expect(desk.place('home-01', limit('bid', 100_000, 10, { period: 2 }))).toBe(null);
		expect(desk.place('home-01', limit('offer', 90_000, 10, { period: 2 }))).toBe('ORDER_CROSSES_OWN');
		expect(desk.place('home-02', limit('bid', 100_000, 10, { period: 1 }))).toBe(null);
	});

	it("is taken where it asks for another generator's energy", () => {
		const desk = new OrderDesk();
		expect(desk.place('home-01', limit('offer', 90_000, 10))).toBe(null);
		expect(desk.place('home-01', limit('bid', 200_000, 10, { source: { generator: 'home-02' } }))).toBe(null);
		expect(desk.place('home-01', limit('bid', 200_000, 10, { source: { generator: 'home-01' } }))).toBe(
			'ORDER_CROSSES_OWN',
		);
		expect(desk.place('home-01', limit('offer', 90_000, 20))).toBe(null);
	});

	it('may come once the other one has gone or moved', () => {
		const desk = new OrderDesk();
		desk.place('home-01', limit('offer', 90_000, 10), limit('offer', 150_000, 10));
		expect(desk.place('home-01', limit('bid', 120_000, 10))).toBe('ORDER_CROSSES_OWN');
		expect(desk.amend('home-01', 'O-F-24-0', limit('offer', 140_000, 10))).toBe(null);
		expect(desk.place('home-01', limit('bid', 120_000, 10))).toBe(null);
		expect(desk.amend('home-01', 'O-F-24-1', limit('offer', 100_000, 10))).toBe('ORDER_CROSSES_OWN');
	});
});

describe('families of blocks', () => {
	const family = (name: string, parent?: string): OrderBody =>
		block('bid', 1_000, [1], { name, ...(parent && { parent }) });

	it('have three generations at most and no end in themselves', () => {
		const desk = new OrderDesk();
		expect(desk.place('home-01', family('a'), family('b', 'a'), family('c', 'b'))).toBe(null);
		expect(desk.place('home-01', family('d', 'c'))).toBe('ORDER_PARENT');
		expect(desk.place('home-02', family('d', 'a'))).toBe('ORDER_PARENT');
		expect(desk.amend('home-01', desk.named('a'), family('a', 'c'))).toBe('ORDER_PARENT');
		expect(desk.place('home-01', family('x'))).toBe(null);
		expect(desk.amend('home-01', desk.named('a'), family('a', 'x'))).toBe('ORDER_PARENT');
		expect(desk.amend('home-01', desk.named('b'), family('b', 'x'))).toBe(null);
	});

	it('keep the parent as long as its children live', () => {
		const desk = new OrderDesk();
		expect(desk.place('home-01', family('a'), family('b', 'a'))).toBe(null);
		expect(desk.cancel('home-01', desk.named('a'))).toBe('ORDER_HAS_CHILDREN');
		expect(desk.amend('home-01', desk.named('a'), family('z'))).toBe('ORDER_HAS_CHILDREN');
		expect(desk.amend('home-01', desk.named('a'), limit('bid', 1_000, 1, { name: 'a' }))).toBe('ORDER_HAS_CHILDREN');
		expect(desk.cancel('home-01', desk.named('b'), desk.named('a'))).toBe(null);
		expect(desk.book().size).toBe(0);
	});
});

describe('a delegate', () => {
	it('keeps within what the owner signed, counts what it has live, and gets back what ends', () => {
		const desk = new OrderDesk();
		const limits = {
			zones: ['F'],
			sides: ['bid' as const],
			priceMin: 0,
			priceMax: 200_000,
			quantityWhPerProduct: 1_000,
			collateralMax: 100_000,
		};
		const delegation = {
			to: 'home-02',
			scope: 'orders' as const,
			validFrom: START,
			validUntil: START + 48 * HOUR_MS,
			limits,
		};
		expect(desk.do('home-01', calls.identity.delegate(delegation))).toBe(null);
		const place = (order: OrderBody) =>
			desk.do('home-02', calls.auction.placeOrders({ owner: 'home-01', orders: [{ product: 'F-24', ...order }] }));
		expect(place(limit('offer', 100_000, 1))).toBe('DELEGATION_LIMIT');
		expect(place(limit('bid', 201_000, 1))).toBe('DELEGATION_LIMIT');
		expect(place(curve('bid', 'stepwise', [100_000, 10], [-1_000, 20]))).toBe('DELEGATION_LIMIT');
		expect(place(limit('bid', 100_000, 600))).toBe(null);
		expect(desk.last('order-placed')).toMatchObject({ participant: 'home-01', delegate: 'home-02' });
		expect(place(limit('bid', 50_000, 500))).toBe('DELEGATION_LIMIT');
		expect(place(limit('bid', 150_000, 300))).toBe('DELEGATION_LIMIT');
		expect(desk.amend('home-02', 'O-F-24-0', limit('bid', 100_000, 1_000))).toBe(null);
		expect(desk.amend('home-01', 'O-F-24-1', limit('bid', 100_000, 1_200))).toBe(null);
		expect(place(limit('bid', 100_000, 1_000))).toBe(null);
		expect(desk.cancel('home-02', 'O-F-24-2', 'O-F-24-3')).toBe(null);
		expect(desk.escrow).toBe(0);
		expect(place(limit('bid', 100_000, 1_000))).toBe(null);
	});

	it('and a suspended owner: nothing new, but what is there may be cancelled', () => {
		const desk = new OrderDesk();
		desk.place('home-01', limit('bid', 100_000, 900));
		desk.do('market', calls.identity.suspend({ participant: 'home-01', reason: 'test' }));
		expect(desk.place('home-01', limit('bid', 100_000, 900))).toBe('PARTICIPANT_SUSPENDED');
		expect(desk.amend('home-01', 'O-F-24-0', limit('bid', 100_000, 1))).toBe('PARTICIPANT_SUSPENDED');
		expect(desk.cancel('home-01', 'O-F-24-0')).toBe(null);
		expect(desk.market.balance('home-01')).toBe(50_000_000 - 4 * 100);
	});
});
