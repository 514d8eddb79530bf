import type { Market } from '../market.ts';
import { netLimitOf } from '../market.ts';
import type { Outcome, PriceRange, Trade, Verdict } from '../outcome.ts';

/** What a mechanism finds for one period; everything else follows. */
export interface PeriodResult<Proof> {
	readonly trades: readonly Trade[];
	/** For every order of the period. */
	readonly verdicts: ReadonlyMap<number, Verdict>;
	readonly proof: Proof;
}

/** Adds the periods of a one-zone market up to its outcome. */
export function assemble<Proof>(market: Market, results: readonly PeriodResult<Proof>[]): Outcome<readonly Proof[]> {
	const fills = new Array<number>(market.orders.length).fill(0);
	const trades = results.flatMap((result) => result.trades);
	let [volume, welfare, surplus] = [0, 0n, 0n];
	for (const { bid, offer, quantity, price, buyerPrice } of trades) {
		for (const at of [bid, offer]) fills[at] = (fills[at] as number) + quantity;
		volume += quantity;
		welfare += BigInt(quantity) * BigInt(gainOf(market, bid, offer));
		surplus += BigInt(quantity) * BigInt(buyerPrice - price);
	}
	return {
		prices: [results.map((result) => rangeOf(result.trades))],
		volume,
		welfare,
		fills,
		blockFills: [],
		verdicts: market.orders.map(({ period }, at) => results[period]?.verdicts.get(at) as Verdict),
		flows: [],
		trades,
		surplus,
		proof: results.map(({ proof }) => proof),
	};
}

/** What a unit between two orders is worth: the bid's net limit less the offer's. */
export function gainOf(market: Market, bid: number, offer: number): number {
	const [buying, selling] = [market.orders[bid], market.orders[offer]];
	return buying && selling ? netLimitOf(market, buying) - netLimitOf(market, selling) : 0;
}

/** The price of a period whose trades all have one; else none, over the interval of what buyers and sellers see. */
export function rangeOf(trades: readonly Trade[]): PriceRange {
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const { price, buyerPrice } of trades) {
		low = Math.min(low, price, buyerPrice);
		high = Math.max(high, price, buyerPrice);
	}
	if (trades.length === 0) return { price: null, low: null, high: null };
	return { price: low === high ? low : null, low, high };
}
