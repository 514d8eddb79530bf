import { ACCEPTANCE_FAULTS } from './book/check-acceptance.ts';
import { checkBooks } from './book/check-books.ts';
import { checkPrice, PRICE_FAULTS } from './book/check-price.ts';
import { type BooksProof, clearBooks, requireBooks } from './book/clear-books.ts';
import { uniformBook } from './book/uniform-price.ts';
import { faultList } from './faults.ts';
import type { Market } from './market.ts';
import type { ClearingFault, Mechanism, Outcome } from './outcome.ts';
import type { Profile } from './profiles.ts';

export const UNIFORM_PRICE_FAULTS = [
	...ACCEPTANCE_FAULTS,
	...PRICE_FAULTS,
	/** A trade is not at its book's price. */
	'TRADE_PRICE',
	/** Money stays with the market, though nothing kept prices apart. */
	'SURPLUS',
] as const;

export type UniformPriceFaultCode = (typeof UNIFORM_PRICE_FAULTS)[number];

/**
 * Uniform price (pay-as-clear): highest welfare, then largest volume; one price per zone and period that supports every
 * acceptance. Individually rational; budget balanced but for what congested borders part prices by, which stays with
 * the market; not truthful for orders that may set the price.
 */
export const uniformPrice: Mechanism<BooksProof, UniformPriceFaultCode> = {
	properties: { budget: 'surplus', truthful: 'nobody', welfare: 'highest' },
	scope: { zones: false, blocks: false },
	clear(market: Market, profile: Profile): Outcome<BooksProof> {
		requireBooks(market, 'uniform-price');
		return clearBooks(market, profile, (_bid, _offer, { price }) => price as number);
	},
	check(market, profile, outcome): readonly ClearingFault<UniformPriceFaultCode>[] {
		const faults = faultList<UniformPriceFaultCode>();
		for (const book of checkBooks(market, profile, outcome, faults) ?? []) {
			const { columns, claim, range, accepted, tradeFrom, tradeEnd } = book;
			const { fills } = claim;
			checkPrice(columns, { fills, range, accepted }, { tick: market.tick, rule: profile.price }, faults);
			for (let at = tradeFrom; at < tradeEnd; at++) {
				const trade = outcome.trades[at];
				if (trade?.price !== range.price || trade.buyerPrice !== range.price) faults.add('TRADE_PRICE', at);
			}
		}
		return faults.found;
	},
	cost: ({ orders, periods }) => periods * uniformBook.cost(0) + uniformBook.cost(orders),
};
