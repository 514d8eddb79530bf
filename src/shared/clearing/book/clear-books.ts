import { CodedError } from '../../errors/coded-error.ts';
import { type Market, requireMarket } from '../market.ts';
import type { Outcome, PriceRange, Trade, Verdict } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import type { Duals } from './book.ts';
import { type BookClearing, clearBook } from './clear-book.ts';
import { type BookColumns, booksOf } from './columns.ts';
import { welfareOf } from './welfare.ts';

/** Marginal orders of each period: who holds the price. */
export interface BooksProof {
	readonly form: 'books';
	readonly duals: readonly Duals[];
}

/** What a trade costs per unit, from the limits of its bid, net of the fee, and its offer and its book's price. */
export type TradePrice = (bidLimit: number, offerLimit: number, range: PriceRange) => number;

/** @throws CodedError CLEARING_UNSUPPORTED where there are zones or blocks */
export function requireBooks({ zones, blocks }: Market, mechanism: string): void {
	if (zones.length > 1) throw new CodedError('CLEARING_UNSUPPORTED', { mechanism, what: 'zones' });
	if (blocks.length > 0) throw new CodedError('CLEARING_UNSUPPORTED', { mechanism, what: 'blocks' });
}

/**
 * Clears a market of one zone without blocks, each period a book of its own; `prices` are those of a uniform price.
 * @throws CodedError CLEARING_INPUT
 */
export function clearBooks(market: Market, profile: Profile, priceOf: TradePrice): Outcome<BooksProof> {
	requireMarket(market);
	const count = market.orders.length;
	const fills = new Array<number>(count).fill(0);
	const verdicts = new Array<Verdict>(count);
	const duals: Duals[] = [];
	const prices: PriceRange[] = [];
	const trades: Trade[] = [];
	let volume = 0;
	let welfare = 0n;
	for (const [period, columns] of booksOf(market).entries()) {
		const cleared = clearBook(columns, market, profile);
		for (let at = 0; at < columns.count; at++) {
			const position = columns.positions[at] as number;
			fills[position] = cleared.fills[at] as number;
			verdicts[position] = cleared.verdicts[at] as Verdict;
		}
		addTrades(trades, columns, cleared, period, priceOf);
		duals.push(cleared.duals);
		prices.push(cleared.range);
		volume += cleared.volume;
		welfare += welfareOf(columns, cleared.fills);
	}
	const proof: BooksProof = { form: 'books', duals };
	return { prices: [prices], volume, welfare, fills, blockFills: [], verdicts, flows: [], trades, surplus: 0n, proof };
}

function addTrades(
	trades: Trade[],
	{ limit, positions }: BookColumns,
	{ pairs, range }: BookClearing,
	period: number,
	priceOf: TradePrice,
): void {
	for (let n = 0; n < pairs.count; n++) {
		const [bid, offer] = [pairs.bid[n] as number, pairs.offer[n] as number];
		const price = priceOf(limit[bid] as number, limit[offer] as number, range);
		trades.push({
			bid: positions[bid] as number,
			offer: positions[offer] as number,
			period,
			quantity: pairs.quantity[n] as number,
			price,
			buyerPrice: price,
		});
	}
}
