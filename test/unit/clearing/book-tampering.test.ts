import { describe, expect, it } from 'vitest';
import type { BooksProof } from '../../../src/shared/clearing/book/clear-books.ts';
import { UNIFORM_BOOKS_FAULTS, type UniformBooksFaultCode } from '../../../src/shared/clearing/book/uniform-books.ts';
import type { LimitOrder, Market } from '../../../src/shared/clearing/market.ts';
import { mechanisms } from '../../../src/shared/clearing/mechanisms.ts';
import type { Outcome } from '../../../src/shared/clearing/outcome.ts';
import { PAY_AS_BID_FAULTS, type PayAsBidFaultCode } from '../../../src/shared/clearing/pay-as-bid/check-pay-as-bid.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { mutable } from '../../fixtures/book-markets.ts';

const order = (side: 'bid' | 'offer', price: number, quantity: number, period = 1): LimitOrder => ({
	side,
	price,
	quantity,
	zone: 0,
	period,
});

/** Period 0 does not cross; in period 1 bids of 20, 14 and 14 meet offers of 5 and 8, net of a fee of 2. */
const market: Market = {
	periods: 2,
	zones: [{ name: '', fee: [0, 2] }],
	links: [],
	tick: 2,
	lot: 1,
	orders: [
		order('bid', 2, 5, 0),
		order('bid', 20, 4),
		order('bid', 14, 6),
		order('bid', 14, 6),
		order('bid', 8, 3),
		order('offer', 4, 4),
		order('offer', 8, 6),
		order('offer', 16, 9),
		order('offer', 4, 5, 0),
	],
	blocks: [],
};
const profile = profiles['default-v1'];
type Altered = ReturnType<typeof mutable<BooksProof>>;
type Tampering = (outcome: Altered) => unknown;

const withFills =
	(...fills: number[]): Tampering =>
	(outcome) =>
		outcome.fills.splice(1, fills.length, ...fills);

const acceptance = {
	SHAPE: (outcome: Altered) => outcome.fills.pop(),
	FILL_RANGE: withFills(5, 3, 2, 0, 4, 6, 0),
	BALANCE: (outcome: Altered) => (outcome.volume -= 1),
	CROSSED_LOSS: withFills(4, 3, 2, 0, 4, 4, 1),
	VOLUME: withFills(4, 2, 2, 0, 4, 4, 0),
	DUALS: (outcome: Altered) => (outcome.proof.duals[1] = { ...outcome.proof.duals[1], nextRejectedOffer: 18 } as never),
	SHARES: withFills(4, 4, 2, 0, 4, 6, 0),
	WELFARE: (outcome: Altered) => (outcome.welfare += 1n),
	VERDICT: (outcome: Altered) => (outcome.verdicts[0] = { kind: 'out-of-price' }),
	PAIRING: (outcome: Altered) => outcome.trades.reverse(),
	TRADED_SUM: (outcome: Altered) => outcome.trades.pop(),
	SURPLUS: (outcome: Altered) => (outcome.surplus = 1n),
};
const priceOfTrade =
	(at: number, by: number): Tampering =>
	({ trades }) => {
		const trade = trades.at(at) as Altered['trades'][number];
		trade.price += by;
		trade.buyerPrice += by;
	};

describe('the checker of uniform price, over two periods', () => {
	const good = mechanisms['uniform-price'].clear(market, profile) as Outcome<BooksProof>;
	const rangeOf = ({ prices }: Altered) => prices[0]?.[1] as { price: number | null; low: number };
	const tamperings: { readonly [Code in UniformBooksFaultCode]: Tampering } = {
		...acceptance,
		PRICE_PRESENCE: (outcome) => (rangeOf(outcome).price = null),
		BID_LOSES: withFills(4, 3, 2, 1, 4, 6, 0),
		OFFER_LOSES: withFills(4, 3, 3, 0, 4, 5, 1),
		BID_LEFT_OUT: withFills(3, 4, 3, 0, 4, 6, 0),
		OFFER_LEFT_OUT: withFills(4, 3, 2, 0, 3, 6, 0),
		INTERVAL: (outcome) => (rangeOf(outcome).low -= 2),
		PRICE_RULE: (outcome) => (rangeOf(outcome).price = 14),
		TRADE_PRICE: priceOfTrade(0, 2),
	};

	it('accepts the true outcome', () => {
		expect(good).toMatchObject({ volume: 10, fills: [0, 4, 3, 3, 0, 4, 6, 0, 0] });
		expect(mechanisms['uniform-price'].check(market, profile, good)).toEqual([]);
	});

	it.each(UNIFORM_BOOKS_FAULTS)('refuses an outcome with the fault %s', (code) => {
		expect(codesAfter('uniform-price', good, tamperings[code])).toContain(code);
	});

	it('tells the place of a fault by position in the market', () => {
		const bad = mutable(good);
		withFills(5, 3, 2, 0, 4, 6, 0)(bad);
		expect(mechanisms['uniform-price'].check(market, profile, bad)).toContainEqual({ code: 'FILL_RANGE', at: 1 });
	});

	it('lists at most a hundred faults of one code', () => {
		const wide = { ...market, orders: Array.from({ length: 500 }, () => order('bid', 2, 1)) };
		const bad = mutable(mechanisms['uniform-price'].clear(wide, profile));
		bad.fills.fill(2);
		const found = mechanisms['uniform-price'].check(wide, profile, bad);
		expect(found.filter(({ code }) => code === 'FILL_RANGE')).toHaveLength(100);
	});
});

describe('the checker of pay-as-bid, over two periods', () => {
	const good = mechanisms['pay-as-bid'].clear(market, profile);
	const tamperings: { readonly [Code in PayAsBidFaultCode]: Tampering } = {
		...acceptance,
		BID_LOSES: priceOfTrade(0, 2),
		OFFER_LOSES: priceOfTrade(0, -20),
		TRADE_PRICE: priceOfTrade(1, -2),
		BUYER_PRICE: ({ trades }) => ((trades[0] as Altered['trades'][number]).buyerPrice += 2),
		PRICE_PRESENCE: ({ prices }) => (prices[0] as object[]).splice(1, 1, { price: 12, low: 12, high: 12 }),
	};

	it('accepts the true outcome', () => {
		expect(good.trades.map(({ price }) => price)).toEqual([18, 12, 12]);
		expect(mechanisms['pay-as-bid'].check(market, profile, good)).toEqual([]);
	});

	it.each(PAY_AS_BID_FAULTS)('refuses an outcome with the fault %s', (code) => {
		expect(codesAfter('pay-as-bid', good, tamperings[code])).toContain(code);
	});
});

function codesAfter(name: 'uniform-price' | 'pay-as-bid', good: Outcome<BooksProof>, tamper: Tampering): string[] {
	const bad = mutable(good);
	tamper(bad);
	return mechanisms[name].check(market, profile, bad).map(({ code }) => code);
}
