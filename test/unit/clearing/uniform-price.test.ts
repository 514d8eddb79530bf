import { describe, expect, it } from 'vitest';
import type { Book, BookOrder, BookResult } from '../../../src/shared/clearing/book/book.ts';
import { ACCEPTANCE_FAULTS, type AcceptanceFaultCode } from '../../../src/shared/clearing/book/check-acceptance.ts';
import { PRICE_FAULTS, type PriceFaultCode } from '../../../src/shared/clearing/book/check-price.ts';
import { uniformBook } from '../../../src/shared/clearing/book/uniform-price.ts';
import { proRata } from '../../../src/shared/clearing/pro-rata.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';

const bid = (price: number, quantity: number): BookOrder => ({ side: 'bid', price, quantity });
const offer = (price: number, quantity: number): BookOrder => ({ side: 'offer', price, quantity });
const market = (orders: BookOrder[], terms: Partial<Book> = {}): Book => ({
	tick: 1,
	lot: 1,
	fee: 0,
	...terms,
	orders,
});

describe('uniform price', () => {
	it('has no price and no volume when nothing crosses', () => {
		const result = uniformBook.clear(market([bid(9, 5), offer(10, 5)]));
		expect(result).toMatchObject({ price: null, priceLow: null, priceHigh: null, volume: 0, welfare: 0n, trades: [] });
		expect(result.verdicts).toEqual([{ kind: 'no-cross' }, { kind: 'no-cross' }]);
		expect(uniformBook.clear(market([]))).toMatchObject({ price: null, volume: 0 });
	});

	it('crosses a pair only if offer and fee together are within the bid', () => {
		expect(uniformBook.clear(market([bid(12, 5), offer(10, 5)], { fee: 3 })).volume).toBe(0);
		const result = uniformBook.clear(market([bid(13, 5), offer(10, 5)], { fee: 3 }));
		expect(result).toMatchObject({ price: 10, volume: 5, welfare: 0n });
	});

	it('takes the midpoint of the interval, half down to the tick', () => {
		expect(uniformBook.clear(market([bid(15, 5), offer(10, 5)]))).toMatchObject({
			price: 12,
			priceLow: 10,
			priceHigh: 15,
		});
		expect(uniformBook.clear(market([bid(-10, 5), offer(-15, 5)]))).toMatchObject({ price: -13 });
		expect(uniformBook.clear(market([bid(15, 5), offer(0, 5)], { tick: 5 }))).toMatchObject({ price: 5 });
	});

	it('narrows the interval by the next rejected orders', () => {
		const result = uniformBook.clear(market([bid(20, 5), bid(14, 5), offer(10, 5), offer(17, 5)]));
		expect(result).toMatchObject({ priceLow: 14, priceHigh: 17, price: 15, volume: 5 });
	});

	it('takes the largest of welfare-equal volumes', () => {
		expect(uniformBook.clear(market([bid(10, 5), bid(10, 5), offer(10, 7)])).volume).toBe(7);
	});

	it('shares the marginal level pro rata by largest remainder, then earliest position, in lots', () => {
		const orders = [bid(10, 10), bid(10, 10), bid(10, 10), offer(5, 20)];
		expect(uniformBook.clear(market(orders)).fills).toEqual([7, 7, 6, 20]);
		expect(uniformBook.clear(market(orders, { lot: 10 })).fills).toEqual([10, 10, 0, 20]);
		expect(uniformBook.clear(market(orders)).verdicts[2]).toEqual({ kind: 'marginal', shareOf: 30, acceptedOf: 20 });
		expect(proRata(3, [1, 1, 2])).toEqual([1, 1, 1]);
		expect(proRata(2 ** 52, [2 ** 52, 2 ** 52 - 1])).toEqual([2 ** 51, 2 ** 51]);
	});

	it('pairs bids by falling price with offers by rising price, ties by position', () => {
		const result = uniformBook.clear(market([bid(10, 4), bid(12, 3), offer(6, 2), offer(5, 3), offer(6, 2)]));
		expect(result.trades).toEqual([
			{ bid: 1, offer: 3, quantity: 3 },
			{ bid: 0, offer: 2, quantity: 2 },
			{ bid: 0, offer: 4, quantity: 2 },
		]);
	});

	it('stays exact beyond the safe product of price and quantity', () => {
		const result = uniformBook.clear(market([bid(1_000_000_000, 10 ** 12), offer(-1_000_000_000, 10 ** 12)]));
		expect(result.welfare).toBe(2_000_000_000n * 10n ** 12n);
	});

	it('ranks alike with packed keys and by comparison', () => {
		const near = [bid(9, 1), bid(9, 2), bid(8, 3), offer(7, 1), offer(6, 3), offer(9, 9)];
		const far = [...near, bid(-(2 ** 50), 1), bid(-(2 ** 50), 2), bid(-(2 ** 50) + 1, 3)];
		expect(uniformBook.clear(market(far)).fills.slice(0, 6)).toEqual(uniformBook.clear(market(near)).fills);
	});

	it.each([
		['a price off the tick', [bid(3, 1)], { tick: 2 }],
		['a quantity off the lot', [bid(2, 3)], { lot: 2 }],
		['a zero quantity', [bid(2, 0)], {}],
		['a fraction', [bid(2.5, 1)], {}],
		['a fee off the tick', [bid(2, 1)], { tick: 2, fee: 1 }],
		['a total out of the safe range', [bid(2, 2 ** 52), bid(2, 2 ** 52)], {}],
	])('refuses %s', (_what, orders, terms) => {
		let code: string | null = null;
		try {
			uniformBook.clear(market(orders, terms));
		} catch (error) {
			code = codeOf(error);
		}
		expect(code).toBe('CLEARING_INPUT');
	});
});

describe('uniform price checker', () => {
	const book = market([bid(20, 4), bid(14, 6), bid(14, 6), bid(9, 3), offer(5, 4), offer(8, 6), offer(16, 9)], {
		fee: 2,
		tick: 2,
		lot: 1,
	});
	const even = { ...book, orders: book.orders.map((each) => ({ ...each, price: Math.floor(each.price / 2) * 2 })) };
	const good = uniformBook.clear(even);
	const withFills = (...fills: number[]): BookResult => ({ ...good, fills });

	const tampered: { [Code in AcceptanceFaultCode | PriceFaultCode]: BookResult } = {
		SHAPE: { ...good, fills: good.fills.slice(1) },
		FILL_RANGE: withFills(5, 3, 2, 0, 4, 6, 0),
		BALANCE: { ...good, volume: good.volume - 1 },
		PRICE_PRESENCE: { ...good, price: null },
		BID_LOSES: withFills(4, 3, 2, 1, 4, 6, 0),
		OFFER_LOSES: withFills(4, 3, 3, 0, 4, 5, 1),
		BID_LEFT_OUT: withFills(3, 4, 3, 0, 4, 6, 0),
		OFFER_LEFT_OUT: withFills(4, 3, 2, 0, 3, 6, 0),
		CROSSED_LOSS: withFills(4, 3, 3, 0, 4, 5, 1),
		VOLUME: withFills(4, 2, 2, 0, 4, 4, 0),
		DUALS: { ...good, duals: { ...good.duals, nextRejectedOffer: 18 } },
		INTERVAL: { ...good, priceLow: (good.priceLow as number) - 2 },
		PRICE_RULE: { ...good, price: (good.price as number) + 2 },
		SHARES: withFills(4, 4, 2, 0, 4, 6, 0),
		WELFARE: { ...good, welfare: good.welfare + 1n },
		VERDICT: { ...good, verdicts: good.verdicts.map(() => ({ kind: 'accepted' as const })) },
		PAIRING: { ...good, trades: [...good.trades].reverse() },
		TRADED_SUM: { ...good, trades: good.trades.slice(0, -1) },
	};

	it('accepts the true result', () => {
		expect(good).toMatchObject({ volume: 10, fills: [4, 3, 3, 0, 4, 6, 0] });
		expect(uniformBook.check(even, good)).toEqual([]);
	});

	it.each([...ACCEPTANCE_FAULTS, ...PRICE_FAULTS])('refuses a result with the fault %s', (code) => {
		expect(uniformBook.check(even, tampered[code]).map((fault) => fault.code)).toContain(code);
	});
});
