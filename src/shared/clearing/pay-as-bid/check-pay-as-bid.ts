import { ACCEPTANCE_FAULTS } from '../book/check-acceptance.ts';
import { type CheckedBook, checkBooks } from '../book/check-books.ts';
import type { BooksProof } from '../book/clear-books.ts';
import { type FaultReport, faultList } from '../faults.ts';
import { type Market, netLimitOf } from '../market.ts';
import type { ClearingFault, Outcome, Trade } from '../outcome.ts';
import type { Profile } from '../profiles.ts';

export const PAY_AS_BID_FAULTS = [
	...ACCEPTANCE_FAULTS,
	/** A buyer pays more, before the fee, than its bid allows. */
	'BID_LOSES',
	/** A seller gets less than its offer asks. */
	'OFFER_LOSES',
	/** A trade's price is not the one that the profile takes from its two limits. */
	'TRADE_PRICE',
	/** Buyer and seller of one trade do not have one price. */
	'BUYER_PRICE',
	/** A period's price is not that of all its trades, or is one although they differ. */
	'PRICE_PRESENCE',
	/** Money stays with the market, though every buyer pays what its seller gets. */
	'SURPLUS',
] as const;

export type PayAsBidFaultCode = (typeof PAY_AS_BID_FAULTS)[number];

/** O(n), without sorting and apart from the clearing's own code. */
export function checkPayAsBid(
	market: Market,
	profile: Profile,
	outcome: Outcome<BooksProof>,
): readonly ClearingFault<PayAsBidFaultCode>[] {
	const faults = faultList<PayAsBidFaultCode>();
	for (const book of checkBooks(market, profile, outcome, faults) ?? []) {
		for (let at = book.tradeFrom; at < book.tradeEnd; at++)
			checkTradePrice(market, profile, outcome.trades[at] as Trade, at, faults);
		checkCommonPrice(outcome.trades, book, faults);
	}
	return faults.found;
}

function checkTradePrice(
	market: Market,
	{ discriminatory }: Profile,
	{ bid, offer, price, buyerPrice }: Trade,
	at: number,
	faults: FaultReport<PayAsBidFaultCode>,
): void {
	const [buying, selling] = [market.orders[bid], market.orders[offer]];
	if (!buying || !selling) return;
	const room = netLimitOf(market, buying) - price;
	const gain = price - selling.price;
	if (room < 0) faults.add('BID_LOSES', at);
	if (gain < 0) faults.add('OFFER_LOSES', at);
	const rest = discriminatory === 'bid' ? room : discriminatory === 'offer' ? gain : room - gain;
	const isByRule = rest === 0 || (discriminatory === 'midpoint' && rest === market.tick);
	if (!isByRule) faults.add('TRADE_PRICE', at);
	if (buyerPrice !== price) faults.add('BUYER_PRICE', at);
}

function checkCommonPrice(
	trades: readonly Trade[],
	{ range, tradeFrom, tradeEnd }: CheckedBook,
	faults: FaultReport<PayAsBidFaultCode>,
): void {
	let common: number | null = trades[tradeFrom]?.price ?? null;
	if (tradeFrom === tradeEnd) common = null;
	for (let at = tradeFrom; at < tradeEnd; at++) if (trades[at]?.price !== common) common = null;
	const { price, low, high } = range;
	if (price !== common || low !== common || high !== common) faults.add('PRICE_PRESENCE', null);
}
