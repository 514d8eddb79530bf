import { type FaultReport, faultList } from '../faults.ts';
import type { Market } from '../market.ts';
import type { ClearingFault, Outcome, PriceRange } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import { ACCEPTANCE_FAULTS } from './check-acceptance.ts';
import { checkBooks } from './check-books.ts';
import { checkPrice, PRICE_FAULTS } from './check-price.ts';
import { type BooksProof, clearBooks } from './clear-books.ts';

export const UNIFORM_BOOKS_FAULTS = [
	...ACCEPTANCE_FAULTS,
	...PRICE_FAULTS,
	/** A trade is not at its book's price. */
	'TRADE_PRICE',
	/** Money stays with the market, though nothing kept prices apart. */
	'SURPLUS',
] as const;

export type UniformBooksFaultCode = (typeof UNIFORM_BOOKS_FAULTS)[number];

/**
 * Uniform price of one zone, each period a book of its own.
 * @throws CodedError CLEARING_INPUT
 */
export function clearUniformBooks(market: Market, profile: Profile): Outcome<BooksProof> {
	return clearBooks(market, profile, (_bid, _offer, { price }) => price as number);
}

/** O(n), without clearing again. */
export function checkUniformBooks(
	market: Market,
	profile: Profile,
	outcome: Outcome<BooksProof>,
): readonly ClearingFault<UniformBooksFaultCode>[] {
	const faults = faultList<UniformBooksFaultCode>();
	for (const { columns, claim, range, accepted, tradeFrom, tradeEnd } of checkBooks(market, profile, outcome, faults) ??
		[]) {
		const priced = { fills: claim.fills, range, accepted };
		checkPrice(columns, priced, { tick: market.tick, rule: profile.price }, faults);
		checkTradePrices(outcome, range, { from: tradeFrom, end: tradeEnd }, faults);
	}
	return faults.found;
}

function checkTradePrices(
	{ trades }: Outcome<BooksProof>,
	{ price }: PriceRange,
	{ from, end }: { from: number; end: number },
	faults: FaultReport<'TRADE_PRICE'>,
): void {
	for (let at = from; at < end; at++) {
		const trade = trades[at];
		if (trade?.price !== price || trade.buyerPrice !== price) faults.add('TRADE_PRICE', at);
	}
}
