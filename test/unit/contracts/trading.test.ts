import { describe, expect, it } from 'vitest';
import type { ExecutionResult } from '../../../src/main/core/contracts/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { SOLAR } from '../../fixtures/certified-market.ts';
import { hourProduct, START } from '../../fixtures/engine-market.ts';
import { OrderDesk } from '../../fixtures/order-desk.ts';

const BALANCE = 50_000_000;

const tradesOf = (events: readonly ContractEvent[]) => events.filter((event) => event.kind === 'trade-made');
const escrow = (desk: OrderDesk): number => desk.market.balance('$escrow/F-24');

/** Signs every deed, lets the product end, and returns what its settlement says. */
function settle(desk: OrderDesk): Extract<ContractEvent, { kind: 'product-settled' }> {
	const { market, product } = desk;
	market.signAll({ events: market.events } as ExecutionResult);
	desk.wait(product.gateClosure);
	desk.wait(product.signingDeadline);
	const settled = desk.wait(product.settlementTime).events.find((event) => event.kind === 'product-settled');
	if (!settled) throw new Error('not settled');
	return settled;
}

describe('a continuous product', () => {
	const continuous = () => new OrderDesk({ mechanism: 'continuous' }, { deviceOf: () => SOLAR });

	it('trades an order at once, at the resting limit, and keeps the rest in the book', () => {
		const desk = continuous();
		expect(desk.place('home-01', { side: 'offer', price: 100_000, quantityWh: 600 })).toBeNull();
		expect(desk.place('home-02', { side: 'offer', price: 90_000, quantityWh: 500 })).toBeNull();
		const { events } = desk.run('home-03', desk.placing({ side: 'bid', price: 115_000, quantityWh: 1_000 }));
		// Cheapest first; the buyer pays 0.01 per kWh for carriage on top.
		expect(tradesOf(events)).toMatchObject([
			{ offer: 'O-F-24-1', seller: 'home-02', quantityWh: 500, price: 90_000, amount: 45_000, fee: 5_000 },
			{ offer: 'O-F-24-0', seller: 'home-01', quantityWh: 500, price: 100_000, amount: 50_000, fee: 5_000 },
		]);
		expect(escrow(desk)).toBe(105_000);
		expect(desk.market.balance('home-03')).toBe(BALANCE - 105_000 - 100);
		const after = desk.run('home-04', desk.placing({ side: 'bid', price: 110_000, quantityWh: 300 }));
		expect(tradesOf(after.events)).toMatchObject([{ offer: 'O-F-24-0', quantityWh: 100, price: 100_000 }]);
		expect(escrow(desk)).toBe(105_000 + 11_000 + 22_000);
		const settled = settle(desk);
		expect(settled.residue).toBe(0);
		expect(escrow(desk)).toBe(0);
		const cleared = desk.market.events.find((event) => event.kind === 'product-cleared');
		expect(cleared).toMatchObject({ volumeWh: 1_100, priceLow: 90_000, priceHigh: 100_000, price: null, trades: 3 });
		expect(desk.market.events.find((event) => event.kind === 'orders-cleared')).toMatchObject({
			fills: [{ order: 'O-F-24-3', quantityWh: 100, verdict: { kind: 'matched', trades: 1, restingWh: 200 } }],
		});
	});

	it('crosses only where offer and fee are within the bid', () => {
		const desk = continuous();
		desk.place('home-01', { side: 'offer', price: 100_000, quantityWh: 100 });
		const { events } = desk.run('home-02', desk.placing({ side: 'bid', price: 109_000, quantityWh: 100 }));
		expect(tradesOf(events)).toEqual([]);
	});

	it('gives back what a bid would have paid above the resting price', () => {
		const desk = continuous();
		desk.place('home-01', { side: 'offer', price: 50_000, quantityWh: 100 });
		desk.place('home-02', { side: 'bid', price: 300_000, quantityWh: 100 });
		expect(desk.market.balance('home-02')).toBe(BALANCE - 100 - 6_000);
	});

	it('withdraws, reduces and amends what rests', () => {
		const desk = continuous();
		desk.place('home-01', { side: 'offer', price: 100_000, quantityWh: 500, name: 'a' });
		desk.place('home-02', { side: 'offer', price: 100_000, quantityWh: 500 });
		expect(desk.amend('home-01', 'O-F-24-0', { side: 'offer', price: 100_000, quantityWh: 200, name: 'a' })).toBeNull();
		const kept = desk.run('home-03', desk.placing({ side: 'bid', price: 110_000, quantityWh: 300 }));
		expect(tradesOf(kept.events).map(({ offer, quantityWh }) => [offer, quantityWh])).toEqual([
			['O-F-24-0', 200],
			['O-F-24-1', 100],
		]);
		expect(desk.cancel('home-01', 'O-F-24-0')).toBe('ORDER_UNKNOWN');
		expect(desk.amend('home-02', 'O-F-24-1', { side: 'offer', price: 90_000, quantityWh: 400 })).toBeNull();
		expect(desk.cancel('home-02', 'O-F-24-3')).toBeNull();
		const none = desk.run('home-03', desk.placing({ side: 'bid', price: 200_000, quantityWh: 100 }));
		expect(tradesOf(none.events)).toEqual([]);
	});

	it('shows an iceberg part by part, each refill behind its equals', () => {
		const desk = continuous();
		desk.place('home-01', { side: 'offer', price: 100_000, quantityWh: 300, visibleWh: 100 });
		desk.place('home-02', { side: 'offer', price: 100_000, quantityWh: 100 });
		const { events } = desk.run('home-03', desk.placing({ side: 'bid', price: 110_000, quantityWh: 250 }));
		expect(tradesOf(events).map(({ offer, quantityWh }) => [offer, quantityWh])).toEqual([
			['O-F-24-0', 100],
			['O-F-24-1', 100],
			['O-F-24-0', 50],
		]);
	});

	it('lets an order go when its time is over', () => {
		const desk = continuous();
		desk.place('home-01', { side: 'bid', price: 200_000, quantityWh: 1_000, validUntil: START + 100 });
		expect(escrow(desk)).toBe(200_000);
		const offer = desk.placing({ side: 'offer', price: 50_000, quantityWh: 100 });
		const { events } = desk.run('home-02', offer, START + 100);
		expect(tradesOf(events)).toEqual([]);
		expect(events).toContainEqual(expect.objectContaining({ kind: 'order-cancelled', order: 'O-F-24-0' }));
		expect(escrow(desk)).toBe(0);
	});

	it('keeps each period a book of its own', () => {
		const desk = new OrderDesk({ mechanism: 'continuous', periodMs: HOUR_MS / 2 });
		expect(desk.place('home-01', { side: 'offer', price: 50_000, quantityWh: 100 })).toBe('ORDER_TERMS');
		desk.place('home-01', { side: 'offer', price: 50_000, quantityWh: 100, period: 0 });
		const other = desk.run('home-02', desk.placing({ side: 'bid', price: 90_000, quantityWh: 100, period: 1 }));
		expect(tradesOf(other.events)).toEqual([]);
		const same = desk.run('home-03', desk.placing({ side: 'bid', price: 90_000, quantityWh: 100, period: 0 }));
		expect(tradesOf(same.events)).toMatchObject([{ period: 0, seller: 'home-01' }]);
	});

	it('takes energy from the source that a bid asks for', () => {
		const desk = continuous();
		desk.place('home-01', { side: 'offer', price: 50_000, quantityWh: 100 });
		desk.place('home-02', { side: 'offer', price: 80_000, quantityWh: 100, source: 'renewable' });
		const bid = { side: 'bid', price: 100_000, quantityWh: 100, source: 'renewable' } as const;
		expect(tradesOf(desk.run('home-03', desk.placing(bid)).events)).toMatchObject([{ seller: 'home-02' }]);
	});
});

describe('a product of listings', () => {
	const take = (order: string, quantityWh: number) =>
		calls.auction.take({ owner: null, order, quantityWh, source: null });

	it('is taken in parts at the listed price', () => {
		const desk = new OrderDesk({ mechanism: 'listing' });
		desk.place('home-01', { side: 'offer', price: 100_000, quantityWh: 1_000 });
		expect(
			tradesOf(desk.run('home-02', desk.placing({ side: 'bid', price: 200_000, quantityWh: 100 })).events),
		).toEqual([]);
		const { events } = desk.run('home-03', take('O-F-24-0', 400));
		expect(tradesOf(events)).toMatchObject([
			{ buyer: 'home-03', seller: 'home-01', quantityWh: 400, price: 100_000, amount: 40_000, fee: 4_000 },
		]);
		expect(desk.market.balance('home-03')).toBe(BALANCE - 44_000 - 100);
		expect(desk.do('home-03', take('O-F-24-0', 700))).toBe('LISTING_QUANTITY');
		expect(desk.do('home-01', take('O-F-24-0', 100))).toBe('LISTING_OWN');
		expect(desk.do('grid', take('O-F-24-0', 100))).toBe('CALL_FORBIDDEN');
		expect(desk.do('home-03', take('O-F-24-9', 100))).toBe('ORDER_UNKNOWN');
		expect(desk.do('home-04', take('O-F-24-0', 600))).toBeNull();
		expect(desk.do('home-04', take('O-F-24-0', 1))).toBe('ORDER_UNKNOWN');
	});

	it('lets a seller serve a listed bid, whose limit includes the fee', () => {
		const desk = new OrderDesk({ mechanism: 'listing' });
		desk.place('home-01', { side: 'bid', price: 110_000, quantityWh: 1_000 });
		const { events } = desk.run('home-02', take('O-F-24-0', 1_000));
		expect(tradesOf(events)).toMatchObject([
			{ buyer: 'home-01', seller: 'home-02', price: 100_000, amount: 100_000, fee: 10_000 },
		]);
		expect(escrow(desk)).toBe(110_000);
		expect(settle(desk).residue).toBe(0);
		expect(escrow(desk)).toBe(0);
	});

	it('is not what other products have', () => {
		const desk = new OrderDesk();
		desk.place('home-01', { side: 'offer', price: 100_000, quantityWh: 1_000 });
		expect(desk.do('home-02', take('O-F-24-0', 100))).toBe('PRODUCT_NO_LISTINGS');
	});

	it('is closed to takers with its gate', () => {
		const desk = new OrderDesk({ mechanism: 'listing' });
		desk.place('home-01', { side: 'offer', price: 100_000, quantityWh: 1_000 });
		desk.market.send('home-02', take('O-F-24-0', 100));
		expect(desk.wait(hourProduct(24).gateClosure).receipts.at(-1)?.code).toBe('GATE_CLOSED');
	});
});

describe('trading between zones', () => {
	const zoneOf = (id: string): string => (id === 'home-01' ? 'N' : 'S');
	const borders = [{ from: 'N', to: 'S', minWh: [0], maxWh: [0], fee: 20_000 }];

	it('costs the border’s fee beside the buyer’s zone’s, and prefers what is cheaper with it', () => {
		const desk = new OrderDesk({ mechanism: 'continuous', zones: ['N', 'S'], borders }, { zoneOf });
		desk.place('home-01', { side: 'offer', price: 90_000, quantityWh: 100 });
		desk.place('home-02', { side: 'offer', price: 100_000, quantityWh: 100 });
		const { events } = desk.run('home-03', desk.placing({ side: 'bid', price: 120_000, quantityWh: 200 }));
		expect(tradesOf(events)).toMatchObject([
			{ seller: 'home-02', sellerZone: 'S', price: 100_000, fee: 1_000, border: 0 },
			{ seller: 'home-01', sellerZone: 'N', price: 90_000, fee: 1_000, border: 2_000 },
		]);
		expect(settle(desk)).toMatchObject({ residue: 0, congestion: 0 });
		expect(desk.market.balance('$congestion')).toBe(0);
	});

	it('knows no capacities', () => {
		const desk = new OrderDesk();
		const limited = hourProduct(30, {
			mechanism: 'listing',
			zones: ['N', 'S'],
			borders: [{ from: 'N', to: 'S', minWh: [0], maxWh: [500], fee: 0 }],
		});
		expect(desk.do('market', calls.auction.openProducts({ products: [limited] }))).toBe('PRODUCT_TERMS');
	});

	it('takes a listing across the border for the same fees', () => {
		const desk = new OrderDesk({ mechanism: 'listing', zones: ['N', 'S'], borders }, { zoneOf });
		desk.place('home-02', { side: 'bid', price: 130_000, quantityWh: 1_000 });
		const take = calls.auction.take({ owner: null, order: 'O-F-24-0', quantityWh: 1_000, source: null });
		expect(tradesOf(desk.run('home-01', take).events)).toMatchObject([
			{ price: 100_000, amount: 100_000, fee: 10_000, border: 20_000 },
		]);
		expect(settle(desk).residue).toBe(0);
	});
});
