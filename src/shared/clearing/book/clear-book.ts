import type { PriceRange } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import type { BookVerdict, Duals } from './book.ts';
import type { BookColumns, Grid } from './columns.ts';
import { shareLevel } from './level-shares.ts';
import { rank } from './ranking.ts';

/** Accepted bids and offers, index by index, with the quantity between them. */
export interface Pairs {
	readonly count: number;
	readonly bid: Int32Array;
	readonly offer: Int32Array;
	readonly quantity: Float64Array;
}

/** Outcome of one book by index. */
export interface BookClearing {
	readonly volume: number;
	readonly range: PriceRange;
	readonly duals: Duals;
	readonly fills: Float64Array;
	readonly verdicts: readonly BookVerdict[];
	readonly pairs: Pairs;
}

interface Margin {
	readonly lastAccepted: number | null;
	readonly nextRejected: number | null;
}

/**
 * The largest volume among those of highest welfare; of the level that is served in part each order gets what the
 * profile says. O(n log n).
 */
export function clearBook(columns: BookColumns, grid: Grid, profile: Profile): BookClearing {
	const bids = rank(columns, 'bid', grid.tick);
	const offers = rank(columns, 'offer', grid.tick);
	const volume = crossedVolume(columns, bids, offers);
	const fills = new Float64Array(columns.count);
	const verdicts = new Array<BookVerdict>(columns.count).fill({ kind: volume === 0 ? 'no-cross' : 'out-of-price' });
	const accept = (ranked: Int32Array): Margin => acceptSide(columns, ranked, volume, grid, profile, fills, verdicts);
	const bidMargin = accept(bids);
	const offerMargin = accept(offers);
	const duals: Duals = {
		lastAcceptedBid: bidMargin.lastAccepted,
		nextRejectedBid: bidMargin.nextRejected,
		lastAcceptedOffer: offerMargin.lastAccepted,
		nextRejectedOffer: offerMargin.nextRejected,
	};
	return {
		volume,
		range: priceFrom(duals, grid.tick, profile.price),
		duals,
		fills,
		verdicts,
		pairs: pair(bids, offers, fills),
	};
}

/** Best bid meets best offer while the bid, net of the fee, pays at least the offer. */
function crossedVolume({ limit, quantity }: BookColumns, bids: Int32Array, offers: Int32Array): number {
	let volume = 0;
	let [b, o] = [0, 0];
	let [bidLeft, offerLeft] = [0, 0];
	while (true) {
		if (bidLeft === 0 && b < bids.length) bidLeft = quantity[bids[b++] as number] as number;
		if (offerLeft === 0 && o < offers.length) offerLeft = quantity[offers[o++] as number] as number;
		if (bidLeft === 0 || offerLeft === 0) return volume;
		if ((limit[bids[b - 1] as number] as number) < (limit[offers[o - 1] as number] as number)) return volume;
		const matched = Math.min(bidLeft, offerLeft);
		volume += matched;
		bidLeft -= matched;
		offerLeft -= matched;
	}
}

/** Gives `volume` to one side level by level; the level where it ends is shared. */
function acceptSide(
	columns: BookColumns,
	ranked: Int32Array,
	volume: number,
	grid: Grid,
	profile: Profile,
	fills: Float64Array,
	verdicts: BookVerdict[],
): Margin {
	const { limit, quantity } = columns;
	const accepted: BookVerdict = { kind: 'accepted' };
	const limitAt = (rankOf: number): number | null =>
		rankOf < ranked.length ? (limit[ranked[rankOf] as number] as number) : null;
	let left = volume;
	let start = 0;
	while (left > 0) {
		const margin = limitAt(start);
		let end = start;
		let total = 0;
		for (; end < ranked.length && limit[ranked[end] as number] === margin; end++)
			total += quantity[ranked[end] as number] as number;
		if (total > left) {
			const members = ranked.subarray(start, end);
			const verdict: BookVerdict = { kind: 'marginal', shareOf: total, acceptedOf: left };
			for (const at of members) verdicts[at] = verdict;
			shareLevel(columns, { members, accepted: left }, grid, profile, fills);
			return { lastAccepted: margin, nextRejected: margin };
		}
		for (let n = start; n < end; n++) {
			const at = ranked[n] as number;
			fills[at] = quantity[at] as number;
			verdicts[at] = accepted;
		}
		left -= total;
		start = end;
	}
	return { lastAccepted: start === 0 ? null : limitAt(start - 1), nextRejected: limitAt(start) };
}

/** The interval of supporting prices and where in it the price lies; all null when nothing was accepted. */
export function priceFrom(duals: Duals, tick: number, rule: Profile['price']): PriceRange {
	const { lastAcceptedBid, nextRejectedBid, lastAcceptedOffer, nextRejectedOffer } = duals;
	if (lastAcceptedBid === null || lastAcceptedOffer === null) return { price: null, low: null, high: null };
	const low = Math.max(lastAcceptedOffer, nextRejectedBid ?? lastAcceptedOffer);
	const high = Math.min(lastAcceptedBid, nextRejectedOffer ?? lastAcceptedBid);
	return { price: priceWithin(low, high, tick, rule), low, high };
}

function priceWithin(low: number, high: number, tick: number, rule: Profile['price']): number {
	switch (rule) {
		case 'lower':
			return low;
		case 'upper':
			return high;
		case 'midpoint':
			return low + Math.floor((high - low) / tick / 2) * tick;
	}
}

/** Accepted bids, best first, meet accepted offers, best first. */
function pair(bids: Int32Array, offers: Int32Array, fills: Float64Array): Pairs {
	const most = bids.length + offers.length;
	const pairs = { bid: new Int32Array(most), offer: new Int32Array(most), quantity: new Float64Array(most) };
	let count = 0;
	let o = -1;
	let offerLeft = 0;
	for (const bid of bids) {
		let bidLeft = fills[bid] as number;
		while (bidLeft > 0) {
			while (offerLeft === 0) offerLeft = fills[offers[++o] as number] as number;
			const quantity = Math.min(bidLeft, offerLeft);
			pairs.bid[count] = bid;
			pairs.offer[count] = offers[o] as number;
			pairs.quantity[count++] = quantity;
			bidLeft -= quantity;
			offerLeft -= quantity;
		}
	}
	return { count, ...pairs };
}
