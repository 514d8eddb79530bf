import { describe, expect, it } from 'vitest';
import type { ExecutionResult } from '../../../src/main/core/contracts/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { Delegation } from '../../../src/shared/codec/delegation.ts';
import { createGenesis } from '../../../src/shared/codec/genesis.ts';
import type { OrderTerms } from '../../../src/shared/codec/order-terms.ts';
import type { ProductTerms } from '../../../src/shared/codec/product-terms.ts';
import { amountOf, HOUR_MS } from '../../../src/shared/codec/units.ts';
import { EngineMarket, hourProduct, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';

const order = (side: 'bid' | 'offer', price: number, quantityWh: number, product = 'F-24'): OrderTerms => ({
	product,
	side,
	price,
	quantityWh,
});
const place = (...orders: OrderTerms[]) => calls.auction.placeOrders({ owner: null, orders });
const last = (result: ExecutionResult) => result.receipts.at(-1)?.code ?? null;

function open(change: Partial<ProductTerms> = {}, market = new EngineMarket()): EngineMarket {
	market.send('market', calls.auction.openProducts({ products: [hourProduct(24, change)] }));
	expect(last(market.block(START + 1))).toBeNull();
	return market;
}

const ALWAYS_BY_HOME_2: Delegation = {
	to: 'home-02',
	scope: 'orders',
	validFrom: 0,
	validUntil: Number.MAX_SAFE_INTEGER,
	limits: null,
};

describe('opening a product', () => {
	it.each<[string, Partial<ProductTerms>]>([
		['deliveryStart', { deliveryStart: START + 24 * HOUR_MS + 1 }],
		['deliveryEnd', { deliveryEnd: START + 25.5 * HOUR_MS }],
		['deliveryEnd', { deliveryEnd: START + 24 * HOUR_MS }],
		['deliveryEnd', { deliveryEnd: START + 50 * HOUR_MS, periodMs: HOUR_MS / 4, settlementTime: START + 60 * HOUR_MS }],
		['periodMs', { periodMs: HOUR_MS / 3 }],
		['zones', { zones: [] }],
		['zones', { zones: ['F', 'F'] }],
		['profile', { profile: 'default-v0' }],
		['wheelingFee', { wheelingFee: null }],
		['sealed', { sealed: { revealUntil: hourProduct(24).gateClosure, deposit: 1, mode: 'commit-reveal' } }],
		['borders', { borders: [{ from: 'F', to: 'G', minWh: [0], maxWh: [0], fee: 0 }] }],
		['gateClosure', { gateClosure: START }],
		['gateClosure', { gateClosure: START + 24 * HOUR_MS + 1 }],
		['gateOpening', { gateOpening: START + 24 * HOUR_MS }],
		['signingDeadline', { signingDeadline: hourProduct(24).gateClosure }],
		['settlementTime', { settlementTime: hourProduct(24).signingDeadline }],
		['priceMin', { priceMin: 500_000, priceMax: 0 }],
		['wheelingFee', { wheelingFee: 10_001 }],
		['feedIn', { feedIn: 220_001 }],
	])('refuses terms with a bad %s', (field, change) => {
		const market = new EngineMarket();
		market.send('market', calls.auction.openProducts({ products: [hourProduct(24, change)] }));
		expect(market.block(START + 1).receipts.at(-1)).toMatchObject({ code: 'PRODUCT_TERMS', details: { field } });
	});

	it('is the market operator’s alone, once per id and quarter-hour of a zone', () => {
		const market = open();
		market.send('home-01', calls.auction.openProducts({ products: [hourProduct(30)] }));
		expect(last(market.block(START + 2))).toBe('CALL_FORBIDDEN');
		market.send('market', calls.auction.openProducts({ products: [hourProduct(24, { product: 'other' })] }));
		expect(last(market.block(START + 3))).toBe('PRODUCT_OVERLAP');
		market.send('market', calls.auction.openProducts({ products: [hourProduct(24)] }));
		expect(last(market.block(START + 4))).toBe('PRODUCT_EXISTS');
	});
});

describe('order entry', () => {
	it.each<[string, OrderTerms, string | null]>([
		['a price off the tick', order('bid', 100_500, 10), 'ORDER_TERMS'],
		['a price out of bounds', order('bid', 501_000, 10), 'ORDER_TERMS'],
		['a quantity off the lot', order('bid', 100_000, 15), 'ORDER_TERMS'],
		['an unknown product', order('bid', 100_000, 10, 'F-99'), 'PRODUCT_UNKNOWN'],
		['more than the balance', order('bid', 500_000, 1_000_000), 'FUNDS_SHORT'],
		['nothing', order('bid', 100_000, 10), null],
	])('refuses %s', (_what, terms, code) => {
		const market = open({ lotWh: 10 });
		market.send('home-01', place(terms));
		expect(last(market.block(START + 2))).toBe(code);
	});

	it('is bound by roles and zones', () => {
		const market = open();
		market.send('grid', place(order('bid', 100_000, 10)));
		expect(last(market.block(START + 2))).toBe('CALL_FORBIDDEN');
		const elsewhere = open({ zones: ['G'], product: 'G-24' }, new EngineMarket());
		elsewhere.send('home-01', place(order('bid', 100_000, 10, 'G-24')));
		expect(last(elsewhere.block(START + 2))).toBe('ORDER_TERMS');
	});

	it('is open from gate opening until just before gate closure', () => {
		const gateOpening = START + 10;
		const { gateClosure } = hourProduct(24);
		for (const [time, code] of [
			[9, 'GATE_NOT_OPEN'],
			[10, null],
		] as const) {
			const market = open({ gateOpening });
			market.send('home-01', place(order('bid', 100_000, 10)));
			expect(last(market.block(START + time))).toBe(code);
		}
		for (const [time, code] of [
			[gateClosure - 1, null],
			[gateClosure, 'GATE_CLOSED'],
		] as const) {
			const market = open();
			market.send('home-01', place(order('bid', 100_000, 10)));
			expect(last(market.block(time))).toBe(code);
		}
	});

	it('is shut at gate closure even while the clearing waits its turn', () => {
		const market = new EngineMarket(neighbourhoodGenesis({ market: { tasksPerBlock: 1 } }));
		const { gateClosure } = hourProduct(23);
		market.send(
			'market',
			calls.auction.openProducts({ products: [hourProduct(23), hourProduct(24, { gateClosure })] }),
		);
		market.block(START + 1);
		market.send('home-01', place(order('bid', 100_000, 10)));
		const result = market.block(gateClosure);
		expect(result.receipts.filter(({ method }) => method === 'close')).toHaveLength(1);
		expect(last(result)).toBe('GATE_CLOSED');
	});

	it('reserves a bid’s limit and gives it back on cancellation', () => {
		const market = open();
		market.send('home-01', place(order('bid', 100_000, 1_500), order('offer', 95_000, 10)));
		market.block(START + 2);
		expect(market.balance('$escrow/F-24')).toBe(150_000);
		expect(market.balance('home-01')).toBe(50_000_000 - 150_000 - 100);
		market.send('home-01', calls.auction.cancelOrders({ orders: ['O-F-24-0'] }));
		expect(market.block(START + 3).events).toContainEqual({
			kind: 'order-cancelled',
			order: 'O-F-24-0',
			product: 'F-24',
			participant: 'home-01',
			escrow: 150_000,
		});
		expect(market.balance('$escrow/F-24')).toBe(0);
		market.send('home-01', calls.auction.cancelOrders({ orders: ['O-F-24-0'] }));
		expect(last(market.block(START + 4))).toBe('ORDER_UNKNOWN');
		market.send('home-02', calls.auction.cancelOrders({ orders: ['O-F-24-1'] }));
		expect(last(market.block(START + 5))).toBe('CALL_FORBIDDEN');
	});

	it('reserves for an offer what a negative price may cost', () => {
		const market = open();
		market.send('home-01', place(order('offer', -100_000, 1_500)));
		market.block(START + 2);
		expect(market.balance('$escrow/F-24')).toBe(150_000);
	});

	it('refuses an owner’s own crossing, fee included', () => {
		const market = open();
		market.send('home-01', place(order('offer', 90_000, 10), order('bid', 99_000, 10)));
		expect(last(market.block(START + 2))).toBeNull();
		market.send('home-01', place(order('bid', 100_000, 10)));
		expect(market.block(START + 3).receipts.at(-1)).toMatchObject({
			code: 'ORDER_CROSSES_OWN',
			details: { other: 'O-F-24-0' },
		});
	});

	it('bounds the orders of a participant and of a product', () => {
		const own = open({}, new EngineMarket(neighbourhoodGenesis({ market: { ordersPerParticipant: 2 } })));
		own.send('home-01', place(...[1, 2, 3].map((n) => order('bid', n * 1_000, 10))));
		expect(last(own.block(START + 2))).toBe('ORDER_LIMIT');
		const all = open({}, new EngineMarket(neighbourhoodGenesis({ market: { ordersPerProduct: 2 } })));
		for (const home of ['home-01', 'home-02', 'home-03']) all.send(home, place(order('bid', 1_000, 10)));
		const codes = all
			.block(START + 2)
			.receipts.filter(({ sender }) => sender)
			.map(({ code }) => code);
		expect(codes).toEqual([null, null, 'ORDER_LIMIT']);
	});

	it('lets a delegate order for its principal, and nobody else', () => {
		const { format: _format, ...genesis } = neighbourhoodGenesis();
		const participants = genesis.participants.map((each) =>
			each.id === 'home-01' ? { ...each, delegates: [ALWAYS_BY_HOME_2] } : each,
		);
		const market = open({}, new EngineMarket(createGenesis({ ...genesis, participants })));
		const forHome1 = calls.auction.placeOrders({ owner: 'home-01', orders: [order('bid', 100_000, 100)] });
		market.send('home-02', forHome1);
		expect(market.block(START + 2).events).toContainEqual(
			expect.objectContaining({ kind: 'order-placed', participant: 'home-01' }),
		);
		expect(market.balance('home-01')).toBe(50_000_000 - 10_000);
		market.send('home-03', forHome1);
		expect(last(market.block(START + 3))).toBe('CALL_FORBIDDEN');
	});
});

describe('gate closure', () => {
	it('keeps in escrow what the trades cost and gives back the rest', () => {
		const market = open();
		market.send('home-01', place(order('bid', 200_000, 1_000)));
		market.send('home-02', place(order('bid', 50_000, 1_000)));
		market.send('home-03', place(order('offer', 60_000, 400)));
		market.block(START + 2);
		const { events } = market.block(hourProduct(24).gateClosure);
		const cleared = events.find((event) => event.kind === 'product-cleared');
		// One buyer and one seller: the seller's whole surplus lies at the rejected rest of the marginal bid.
		expect(cleared).toMatchObject({
			price: 190_000,
			priceLow: 190_000,
			priceHigh: 190_000,
			volumeWh: 400,
			welfare: 52_000,
			offeredWh: 400,
			wantedWh: 2_000,
		});
		expect(events.find((event) => event.kind === 'trade-made')).toMatchObject({
			amount: 76_000,
			fee: 4_000,
			buyer: 'home-01',
			seller: 'home-03',
		});
		expect(market.balance('$escrow/F-24')).toBe(80_000);
		expect(market.balance('home-01')).toBe(50_000_000 - 80_000 - 100);
		expect(market.balance('home-02')).toBe(50_000_000 - 100);
	});

	it('has no price where nothing crosses, and gives everything back', () => {
		const market = open();
		market.send('home-01', place(order('bid', 60_000, 1_000)));
		market.send('home-02', place(order('offer', 51_000, 1_000)));
		market.block(START + 2);
		const { events } = market.block(hourProduct(24).gateClosure);
		expect(events.find((event) => event.kind === 'product-cleared')).toMatchObject({ price: null, volumeWh: 0 });
		expect(market.balance('home-01')).toBe(50_000_000 - 100);
	});
});

describe('amounts', () => {
	it.each([
		[1_500, 1, 1],
		[1_500, -1, -1],
		[999, 1, 0],
		[999, -1, 0],
		[2_000, -145_000, -290_000],
	])('%i Wh at %i round towards zero to %i', (energyWh, price, amount) => {
		expect(amountOf(energyWh, price)).toBe(amount);
	});
});
