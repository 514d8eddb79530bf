import { type BooksProof, requireBooks } from './book/clear-books.ts';
import { checkUniformBooks, clearUniformBooks, type UniformBooksFaultCode } from './book/uniform-books.ts';
import { uniformBook } from './book/uniform-price.ts';
import type { Market } from './market.ts';
import type { Mechanism, Outcome } from './outcome.ts';
import type { Profile } from './profiles.ts';

/**
 * Uniform price (pay-as-clear): highest welfare, then largest volume; one price per zone and period that supports every
 * acceptance. Individually rational; budget balanced but for what congested borders part prices by, which stays with
 * the market; not truthful for orders that may set the price.
 */
export const uniformPrice: Mechanism<BooksProof, UniformBooksFaultCode> = {
	properties: { budget: 'surplus', truthful: 'nobody', welfare: 'highest' },
	scope: { zones: false, blocks: false },
	clear(market: Market, profile: Profile): Outcome<BooksProof> {
		requireBooks(market, 'uniform-price');
		return clearUniformBooks(market, profile);
	},
	check: checkUniformBooks,
	cost: ({ orders, periods }) => periods * uniformBook.cost(0) + uniformBook.cost(orders),
};
