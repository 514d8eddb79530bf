import { describe, expect, it } from 'vitest';
import type { LimitOrder, Market } from '../../../src/shared/clearing/market.ts';
import type { MechanismName } from '../../../src/shared/clearing/mechanism-names.ts';
import { mechanismOf } from '../../../src/shared/clearing/mechanisms.ts';
import type { Outcome } from '../../../src/shared/clearing/outcome.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { equalCut } from '../../../src/shared/clearing/truthful/equal-cut.ts';
import { whySentence } from '../../../src/shared/clearing/why/why.ts';

const profile = profiles['default-v1'];
const order = (side: 'bid' | 'offer', price: number, quantity: number, owner?: number): LimitOrder => ({
	side,
	price,
	quantity,
	zone: 0,
	period: 0,
	...(owner === undefined ? {} : { owner }),
});
const bid = (price: number, quantity = 1, owner?: number): LimitOrder => order('bid', price, quantity, owner);
const offer = (price: number, quantity = 1, owner?: number): LimitOrder => order('offer', price, quantity, owner);
const market = (orders: LimitOrder[], seed?: string): Market => ({
	periods: 1,
	zones: [{ name: '', fee: [0] }],
	links: [],
	tick: 1,
	lot: 1,
	orders,
	blocks: [],
	...(seed === undefined ? {} : { seed }),
});
const clear = (mechanism: MechanismName, each: Market): Outcome => mechanismOf(mechanism).clear(each, profile);
const why = (mechanism: MechanismName, each: Market, position: number): string =>
	whySentence(each, profile, clear(mechanism, each), position, {
		language: 'en',
		formatPrice: String,
		formatQuantity: String,
		formatValue: String,
		nameOf: String,
	});

describe('McAfee', () => {
	it('lets all efficient pairs trade at the midpoint of the first pair left out, where that suits them', () => {
		const each = market([bid(9), bid(8), bid(7), bid(4), offer(1), offer(2), offer(3), offer(6)]);
		const outcome = clear('mcafee', each);
		expect(outcome).toMatchObject({ volume: 3, surplus: 0n, prices: [[{ price: 5, low: 5, high: 5 }]] });
		expect(why('mcafee', each, 0)).toBe(
			'Accepted in full, 1, at the price 5, which other orders set; its own limit is 9.',
		);
	});

	it('leaves the last pair out where that price does not suit it, and keeps the difference', () => {
		const each = market([bid(9), bid(8), bid(7), bid(6), offer(2), offer(3), offer(4), offer(20)]);
		const outcome = clear('mcafee', each);
		expect(outcome.trades).toEqual([
			{ bid: 0, offer: 4, period: 0, quantity: 1, price: 4, buyerPrice: 7 },
			{ bid: 1, offer: 5, period: 0, quantity: 1, price: 4, buyerPrice: 7 },
		]);
		expect(outcome).toMatchObject({ volume: 2, surplus: 6n, prices: [[{ price: null, low: 4, high: 7 }]] });
		expect(why('mcafee', each, 2)).toBe(
			'Left out: its limit of 7 sets the price of the other bids, and who sets a price does not trade at it.',
		);
		expect(why('mcafee', each, 3)).toBe('Rejected: bids down to the limit 8 take all that is traded; its own is 6.');
	});
});

describe('Huang', () => {
	it('takes over-demand from each buyer in equal parts', () => {
		const each = market([bid(9, 4), bid(8, 6), bid(7, 2), offer(2, 6), offer(3, 5)]);
		const outcome = clear('huang', each);
		expect(outcome.fills).toEqual([2, 4, 0, 6, 0]);
		expect(outcome.surplus).toBe(24n);
		expect(why('huang', each, 0)).toBe(
			'Cut to 2 of 4 at the price 7: there are more buyers than the other side takes, and each gives up the same quantity.',
		);
	});

	it('cuts nobody below nothing, and takes single lots from the last', () => {
		expect(equalCut([1, 5, 6], 6)).toEqual([0, 3, 3]);
		expect(equalCut([1, 5, 6], 7)).toEqual([0, 3, 4]);
		expect(equalCut([4, 4, 4], 8)).toEqual([3, 3, 2]);
		expect(equalCut([3, 2], 5)).toEqual([3, 2]);
		expect(equalCut([3, 2], 0)).toEqual([0, 0]);
		expect(equalCut([], 0)).toEqual([]);
	});
});

describe('Vickrey', () => {
	it('lets the best bid pay what the second would have paid', () => {
		const each = market([bid(10), bid(7), bid(3), offer(2)]);
		expect(clear('vickrey', each).trades).toEqual([
			{ bid: 0, offer: 3, period: 0, quantity: 1, price: 7, buyerPrice: 7 },
		]);
		expect(why('vickrey', each, 0)).toBe(
			'Accepted in full, 1: it pays 7 before fees, what the others would have gained by that energy.',
		);
	});

	it('never sells below what the supply costs', () => {
		expect(clear('vickrey', market([bid(10), bid(3), offer(5)])).trades[0]?.price).toBe(5);
	});

	it('charges a bidder for several units what each of them displaces', () => {
		const each = market([bid(10, 2, 1), bid(8, 1, 2), bid(6, 2, 3), offer(0, 3, 9)]);
		const outcome = clear('vickrey', each);
		expect(outcome.verdicts[0]).toEqual({ kind: 'pays-externality', total: 12n, wanted: 2, got: 2 });
		expect(outcome.verdicts[1]).toEqual({ kind: 'pays-externality', total: 6n, wanted: 1, got: 1 });
	});

	it('pays sellers who compete for one buyer what they save it', () => {
		const outcome = clear('vickrey', market([offer(2), offer(5), offer(6), bid(20)]));
		expect(outcome.verdicts[0]).toEqual({ kind: 'pays-externality', total: 5n, wanted: 1, got: 1 });
	});

	it('lets the buyers compete for the supply of several sellers', () => {
		const outcome = clear('vickrey', market([bid(9), bid(8), bid(4), offer(1), offer(2)]));
		expect(outcome.trades.map(({ quantity, price }) => [quantity, price])).toEqual([
			[1, 4],
			[1, 4],
		]);
	});
});

describe('MUDA', () => {
	const orders = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? bid(20 - at, 2, at) : offer(at, 2, at)));

	it('trades each half at the other half’s price', () => {
		const outcome = clear('muda', market(orders, 'c0ffee')) as Outcome<readonly { halfPrices: (number | null)[] }[]>;
		const { halfPrices } = outcome.proof[0] as { halfPrices: (number | null)[] };
		expect(outcome.volume).toBeGreaterThan(0);
		for (const { price, buyerPrice } of outcome.trades) {
			expect(halfPrices).toContain(price);
			expect(buyerPrice).toBe(price);
		}
	});

	it('splits otherwise with another seed, and equally with the same one', () => {
		const fills = ['00', '01', '02', '03', '04'].map((seed) => clear('muda', market(orders, seed)).fills);
		expect(new Set(fills.map(String)).size).toBeGreaterThan(1);
		expect(clear('muda', market(orders, '00')).fills).toEqual(fills[0]);
	});
});
