import type { FaultReport } from '../faults.ts';
import type { Market } from '../market.ts';
import type { Outcome, PriceRange, Trade, Verdict } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import type { Duals } from './book.ts';
import { type AcceptanceFaultCode, type Accepted, type BookClaim, checkAcceptance } from './check-acceptance.ts';
import type { BooksProof } from './clear-books.ts';
import { type BookColumns, booksOf } from './columns.ts';
import { welfareOf } from './welfare.ts';

/** One period of an outcome, and what its fills come to. */
export interface CheckedBook {
	readonly columns: BookColumns;
	readonly claim: BookClaim;
	readonly range: PriceRange;
	readonly accepted: Accepted;
	/** Of its trades, by index of the outcome: from, and up to before. */
	readonly tradeFrom: number;
	readonly tradeEnd: number;
}

/**
 * Checks who is accepted in each book of an outcome, and its sums. Null where its shape is not even that of an outcome
 * of this market; otherwise what the prices, which are the mechanism's own, are checked against. O(n).
 */
export function checkBooks(
	market: Market,
	profile: Profile,
	outcome: Outcome<BooksProof>,
	faults: FaultReport<AcceptanceFaultCode | 'SURPLUS'>,
): readonly CheckedBook[] | null {
	if (!hasShape(market, outcome)) {
		faults.add('SHAPE', null);
		return null;
	}
	const books = booksOf(market);
	const indexOf = new Int32Array(market.orders.length);
	for (const { positions } of books)
		for (let at = 0; at < positions.length; at++) indexOf[positions[at] as number] = at;
	const checked: CheckedBook[] = [];
	let tradeFrom = 0;
	let volume = 0;
	let welfare = 0n;
	books.forEach((columns, period) => {
		let tradeEnd = tradeFrom;
		while (outcome.trades[tradeEnd]?.period === period) tradeEnd += 1;
		const trades = outcome.trades.slice(tradeFrom, tradeEnd);
		const isOfOthers = (position: number): boolean => market.orders[position]?.period !== period;
		const astray = trades.findIndex(({ bid, offer }) => isOfOthers(bid) || isOfOthers(offer));
		if (astray >= 0) faults.add('PAIRING', tradeFrom + astray);
		const claim = claimOf(columns, outcome, period, astray >= 0 ? [] : trades, indexOf);
		const accepted = checkAcceptance(columns, claim, { grid: market, profile, tradeAt: tradeFrom }, faults);
		checked.push({ columns, claim, range: outcome.prices[0]?.[period] as PriceRange, accepted, tradeFrom, tradeEnd });
		volume += accepted.bid;
		welfare += welfareOf(columns, claim.fills);
		tradeFrom = tradeEnd;
	});
	if (tradeFrom < outcome.trades.length) faults.add('PAIRING', tradeFrom);
	if (volume !== outcome.volume) faults.add('BALANCE', null);
	if (welfare !== outcome.welfare) faults.add('WELFARE', null);
	if (outcome.surplus !== 0n) faults.add('SURPLUS', null);
	return checked;
}

/** The part of an outcome that is of one period, by index in its book. */
function claimOf(
	{ count, positions }: BookColumns,
	outcome: Outcome<BooksProof>,
	period: number,
	trades: readonly Trade[],
	indexOf: Int32Array,
): BookClaim {
	const duals = outcome.proof.duals[period] as Duals;
	if (count === indexOf.length) return { fills: outcome.fills, verdicts: outcome.verdicts, duals, trades };
	const fills = new Float64Array(count);
	const verdicts = new Array<Verdict>(count);
	for (let at = 0; at < count; at++) {
		fills[at] = outcome.fills[positions[at] as number] as number;
		verdicts[at] = outcome.verdicts[positions[at] as number] as Verdict;
	}
	const byIndex = trades.map(({ bid, offer, quantity }) => ({
		bid: indexOf[bid] as number,
		offer: indexOf[offer] as number,
		quantity,
	}));
	return { fills, verdicts, duals, trades: byIndex };
}

function hasShape({ orders, periods, zones, blocks }: Market, outcome: Outcome<BooksProof>): boolean {
	const { prices, volume, fills, verdicts, proof } = outcome;
	return (
		zones.length === 1 &&
		blocks.length === 0 &&
		prices.length === 1 &&
		prices[0]?.length === periods &&
		prices[0].every(({ price, low, high }) => [price ?? 0, low ?? 0, high ?? 0].every(Number.isSafeInteger)) &&
		fills.length === orders.length &&
		fills.every(Number.isSafeInteger) &&
		verdicts.length === orders.length &&
		outcome.blockFills.length === 0 &&
		outcome.flows.length === 0 &&
		Number.isSafeInteger(volume) &&
		proof.form === 'books' &&
		proof.duals.length === periods
	);
}
