import { proRata } from '../pro-rata.ts';
import {
	type Book,
	type BookResult,
	type BookVerdict,
	type Duals,
	netLimit,
	type Pairing,
	requireMarket,
} from './book.ts';
import { rank } from './ranking.ts';
import { checkUniformPrice } from './uniform-price-check.ts';
import { welfareOf } from './welfare.ts';

/**
 * Uniform price (pay-as-clear), profile default-v1: the largest volume among those of highest welfare; the price is
 * the midpoint of [max(last accepted offer, next rejected bid), min(last accepted bid, next rejected offer)], rounded
 * half down to the tick; the marginal level is shared pro rata by largest remainder, then earliest position.
 * Budget balanced and individually rational; not truthful for orders that may set the price. O(n log n).
 */
export const uniformBook = {
	clear,
	check: checkUniformPrice,
	cost: (orders: number): number => 50 + 10 * orders,
};

function clear(market: Book): BookResult {
	requireMarket(market);
	const bids = rank(market, 'bid');
	const offers = rank(market, 'offer');
	const volume = crossedVolume(market, bids, offers);
	const fills = new Array<number>(market.orders.length).fill(0);
	const verdicts = new Array<BookVerdict>(market.orders.length).fill({
		kind: volume === 0 ? 'no-cross' : 'out-of-price',
	});
	const bidMargin = fillSide(market, bids, volume, fills, verdicts);
	const offerMargin = fillSide(market, offers, volume, fills, verdicts);
	const duals: Duals = {
		lastAcceptedBid: bidMargin.lastAccepted,
		nextRejectedBid: bidMargin.nextRejected,
		lastAcceptedOffer: offerMargin.lastAccepted,
		nextRejectedOffer: offerMargin.nextRejected,
	};
	return {
		...priceFrom(duals, market.tick),
		volume,
		welfare: welfareOf(market, fills),
		fills,
		verdicts,
		trades: pair(bids, offers, fills),
		duals,
	};
}

/** Best bid meets best offer while the bid, net of the fee, pays at least the offer. */
function crossedVolume(market: Book, bids: Int32Array, offers: Int32Array): number {
	const { orders, fee } = market;
	const quantityAt = (positions: Int32Array, at: number): number => orders[positions[at] as number]?.quantity ?? 0;
	let volume = 0;
	let [b, o] = [0, 0];
	let [bidLeft, offerLeft] = [quantityAt(bids, 0), quantityAt(offers, 0)];
	while (b < bids.length && o < offers.length) {
		const bid = orders[bids[b] as number];
		const offer = orders[offers[o] as number];
		if (!bid || !offer || netLimit(bid, fee) < offer.price) break;
		const matched = Math.min(bidLeft, offerLeft);
		volume += matched;
		bidLeft -= matched;
		offerLeft -= matched;
		if (bidLeft === 0) bidLeft = quantityAt(bids, ++b);
		if (offerLeft === 0) offerLeft = quantityAt(offers, ++o);
	}
	return volume;
}

/** Gives `volume` to one side level by level; the level where it ends shares pro rata. */
function fillSide(
	market: Book,
	ranked: Int32Array,
	volume: number,
	fills: number[],
	verdicts: BookVerdict[],
): { lastAccepted: number | null; nextRejected: number | null } {
	const { orders, fee, lot } = market;
	const limitAt = (at: number): number => netLimit(orders[ranked[at] as number] as Book['orders'][number], fee);
	let left = volume;
	let lastAccepted: number | null = null;
	let start = 0;
	while (start < ranked.length && left > 0) {
		const limit = limitAt(start);
		let end = start;
		let total = 0;
		while (end < ranked.length && limitAt(end) === limit) total += orders[ranked[end++] as number]?.quantity ?? 0;
		const level = ranked.subarray(start, end);
		const accepted = Math.min(left, total);
		const shares = proRata(
			accepted / lot,
			Array.from(level, (position) => (orders[position]?.quantity ?? 0) / lot),
		);
		const verdict: BookVerdict =
			accepted === total ? { kind: 'accepted' } : { kind: 'marginal', shareOf: total, acceptedOf: accepted };
		level.forEach((position, index) => {
			fills[position] = (shares[index] as number) * lot;
			verdicts[position] = verdict;
		});
		lastAccepted = limit;
		left -= accepted;
		if (accepted < total) return { lastAccepted, nextRejected: limit };
		start = end;
	}
	return { lastAccepted, nextRejected: start < ranked.length ? limitAt(start) : null };
}

/** The price interval and its midpoint, rounded half down to the tick; all null when nothing was accepted. */
export function priceFrom(
	duals: Duals,
	tick: number,
): { price: number | null; priceLow: number | null; priceHigh: number | null } {
	const { lastAcceptedBid, nextRejectedBid, lastAcceptedOffer, nextRejectedOffer } = duals;
	if (lastAcceptedBid === null || lastAcceptedOffer === null) return { price: null, priceLow: null, priceHigh: null };
	const priceLow = Math.max(lastAcceptedOffer, nextRejectedBid ?? lastAcceptedOffer);
	const priceHigh = Math.min(lastAcceptedBid, nextRejectedOffer ?? lastAcceptedBid);
	const ticks = (priceHigh - priceLow) / tick;
	return { price: priceLow + Math.floor(ticks / 2) * tick, priceLow, priceHigh };
}

/** Accepted bids, best first, meet accepted offers, best first. */
function pair(bids: Int32Array, offers: Int32Array, fills: readonly number[]): Pairing[] {
	const trades: Pairing[] = [];
	let o = 0;
	let offerLeft = fills[offers[0] as number] ?? 0;
	for (const bid of bids) {
		let bidLeft = fills[bid] as number;
		while (bidLeft > 0) {
			while (offerLeft === 0) offerLeft = fills[offers[++o] as number] as number;
			const quantity = Math.min(bidLeft, offerLeft);
			trades.push({ bid, offer: offers[o] as number, quantity });
			bidLeft -= quantity;
			offerLeft -= quantity;
		}
	}
	return trades;
}
