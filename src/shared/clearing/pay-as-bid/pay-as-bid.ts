import { type BooksProof, clearBooks, requireBooks } from '../book/clear-books.ts';
import { uniformBook } from '../book/uniform-price.ts';
import type { Market } from '../market.ts';
import type { Mechanism, Outcome, PriceRange, Trade } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import { checkPayAsBid, type PayAsBidFaultCode } from './check-pay-as-bid.ts';

/**
 * Pay-as-bid: accepts whom a uniform price accepts and pairs them alike, best bid with best offer, but each trade has a
 * price of its own, which the profile takes from its two limits. Budget balanced; individually rational, since each price
 * lies between the limits of its pair; truthful for nobody: a better limit than needed costs its owner. A zone's price of
 * a period is that of all its trades, and null where they differ.
 */
export const payAsBid: Mechanism<BooksProof, PayAsBidFaultCode> = {
	properties: { budget: 'balanced', truthful: 'nobody', welfare: 'highest' },
	scope: { zones: false, blocks: false },
	clear(market: Market, profile: Profile): Outcome<BooksProof> {
		requireBooks(market, 'pay-as-bid');
		const rule = profile.discriminatory;
		const outcome = clearBooks(market, profile, (bid, offer) => tradePrice(bid, offer, market.tick, rule));
		return { ...outcome, prices: [commonPrices(outcome.trades, market.periods)] };
	},
	check: checkPayAsBid,
	cost: ({ orders, periods }) => periods * uniformBook.cost(0) + uniformBook.cost(orders),
};

/** `bid` is the bid's limit net of the fee and no less than the offer's. */
function tradePrice(bid: number, offer: number, tick: number, rule: Profile['discriminatory']): number {
	switch (rule) {
		case 'bid':
			return bid;
		case 'offer':
			return offer;
		case 'midpoint':
			return offer + Math.floor((bid - offer) / tick / 2) * tick;
	}
}

/** By period: the one price of all its trades, its own lowest and highest; null where there is none or several. */
function commonPrices(trades: readonly Trade[], periods: number): PriceRange[] {
	const several = { price: null, low: null, high: null };
	const prices = new Array<PriceRange>(periods).fill(several);
	const first = new Array<number | null>(periods).fill(null);
	for (const { period, price } of trades) {
		if (first[period] === null) {
			first[period] = price;
			prices[period] = { price, low: price, high: price };
		} else if (first[period] !== price) prices[period] = several;
	}
	return prices;
}
