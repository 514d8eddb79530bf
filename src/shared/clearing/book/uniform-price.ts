import { faultList } from '../faults.ts';
import type { ClearingFault } from '../outcome.ts';
import { type Profile, profiles } from '../profiles.ts';
import { type Book, type BookResult, type Pairing, requireMarket } from './book.ts';
import { type AcceptanceFaultCode, checkAcceptance } from './check-acceptance.ts';
import { checkPrice, type PriceFaultCode } from './check-price.ts';
import { clearBook, type Pairs } from './clear-book.ts';
import { columnsOfBook } from './columns.ts';
import { welfareOf } from './welfare.ts';

/**
 * Uniform price (pay-as-clear) of one book: the largest volume among those of highest welfare; the price lies in
 * [max(last accepted offer, next rejected bid), min(last accepted bid, next rejected offer)]; its place there, and who
 * is served at the level that is served in part, are the profile's. Budget balanced and individually rational; not
 * truthful for orders that may set the price. O(n log n).
 */
export const uniformBook = {
	clear,
	check,
	cost: (orders: number): number => 50 + 10 * orders,
};

function clear(book: Book, profile: Profile = profiles['default-v1']): BookResult {
	requireMarket(book);
	const columns = columnsOfBook(book);
	const { range, volume, fills, verdicts, pairs, duals } = clearBook(columns, book, profile);
	return {
		price: range.price,
		priceLow: range.low,
		priceHigh: range.high,
		volume,
		welfare: welfareOf(columns, fills),
		fills: Array.from(fills),
		verdicts,
		trades: pairings(pairs),
		duals,
	};
}

function pairings({ count, bid, offer, quantity }: Pairs): Pairing[] {
	const trades: Pairing[] = [];
	for (let n = 0; n < count; n++)
		trades.push({ bid: bid[n] as number, offer: offer[n] as number, quantity: quantity[n] as number });
	return trades;
}

/** Every way in which the result is not this book's; empty when it is. O(n), without clearing again. */
function check(
	book: Book,
	result: BookResult,
	profile: Profile = profiles['default-v1'],
): readonly ClearingFault<AcceptanceFaultCode | PriceFaultCode>[] {
	const faults = faultList<AcceptanceFaultCode | PriceFaultCode>();
	if (!hasShape(book, result)) {
		faults.add('SHAPE', null);
		return faults.found;
	}
	const columns = columnsOfBook(book);
	const { price, priceLow: low, priceHigh: high, fills } = result;
	const accepted = checkAcceptance(columns, result, { grid: book, profile, tradeAt: 0 }, faults);
	if (accepted.bid !== result.volume) faults.add('BALANCE', null);
	if (welfareOf(columns, fills) !== result.welfare) faults.add('WELFARE', null);
	const claim = { fills, range: { price, low, high }, accepted };
	checkPrice(columns, claim, { tick: book.tick, rule: profile.price }, faults);
	return faults.found;
}

function hasShape({ orders }: Book, result: BookResult): boolean {
	const { price, priceLow, priceHigh, volume, fills, verdicts } = result;
	return (
		fills.length === orders.length &&
		verdicts.length === orders.length &&
		typeof result.welfare === 'bigint' &&
		fills.every(Number.isSafeInteger) &&
		[volume, price ?? 0, priceLow ?? 0, priceHigh ?? 0].every(Number.isSafeInteger)
	);
}
