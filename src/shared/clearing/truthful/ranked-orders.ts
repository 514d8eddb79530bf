import { CodedError } from '../../errors/coded-error.ts';
import { type LimitOrder, type Market, netLimitOf, requireMarket, type Side } from '../market.ts';

/** An order as the mechanisms of this folder see it. */
export interface RankedOrder {
	readonly position: number;
	readonly side: Side;
	/** A bid's limit without its zone's fee, or an offer's limit. */
	readonly limit: number;
	readonly quantity: number;
	/** Same for all orders of one owner. */
	readonly trader: string;
}

/** Orders of one period, each side best limit first, then earliest position. */
export interface RankedPeriod {
	readonly period: number;
	readonly bids: readonly RankedOrder[];
	readonly offers: readonly RankedOrder[];
}

/** Negative when `a` comes before `b` on its side. */
export function byRank(a: RankedOrder, b: RankedOrder): number {
	const better = a.side === 'bid' ? b.limit - a.limit : a.limit - b.limit;
	return better || a.position - b.position;
}

export function rankedOrder(market: Market, order: LimitOrder, position: number): RankedOrder {
	const { side, quantity, owner } = order;
	const trader = owner === undefined ? `order ${position}` : `owner ${owner}`;
	return { position, side, limit: netLimitOf(market, order), quantity, trader };
}

/** @throws CodedError CLEARING_INPUT, or CLEARING_UNSUPPORTED for several zones or blocks */
export function rankPeriods(market: Market, mechanism: string): RankedPeriod[] {
	requireMarket(market);
	if (market.zones.length > 1) throw new CodedError('CLEARING_UNSUPPORTED', { mechanism, what: 'zones' });
	if (market.blocks.length > 0) throw new CodedError('CLEARING_UNSUPPORTED', { mechanism, what: 'blocks' });
	const periods = Array.from({ length: market.periods }, (_, period) => ({
		period,
		bids: [] as RankedOrder[],
		offers: [] as RankedOrder[],
	}));
	market.orders.forEach((order, position) => {
		const ranked = rankedOrder(market, order, position);
		periods[order.period]?.[order.side === 'bid' ? 'bids' : 'offers'].push(ranked);
	});
	for (const { bids, offers } of periods) {
		bids.sort(byRank);
		offers.sort(byRank);
	}
	return periods;
}

/** How far the sides cross: the last order of each that the highest welfare takes in. */
export interface Crossing {
	/** Indexes in rank. */
	readonly bid: number;
	readonly offer: number;
	readonly volume: number;
	/** Both last orders are taken in full. */
	readonly isEven: boolean;
}

/** Null when nothing crosses. */
export function crossingOf({ bids, offers }: RankedPeriod): Crossing | null {
	let [b, o, volume] = [0, 0, 0];
	let crossing: Crossing | null = null;
	let [bidLeft, offerLeft] = [bids[0]?.quantity ?? 0, offers[0]?.quantity ?? 0];
	for (let [bid, offer] = [bids[0], offers[0]]; bid && offer && bid.limit >= offer.limit; ) {
		const matched = Math.min(bidLeft, offerLeft);
		volume += matched;
		bidLeft -= matched;
		offerLeft -= matched;
		crossing = { bid: b, offer: o, volume, isEven: bidLeft === 0 && offerLeft === 0 };
		if (bidLeft === 0) {
			b += 1;
			bid = bids[b];
			bidLeft = bid?.quantity ?? 0;
		}
		if (offerLeft === 0) {
			o += 1;
			offer = offers[o];
			offerLeft = offer?.quantity ?? 0;
		}
	}
	return crossing;
}

/** An order with what it gets. */
export interface Grant {
	readonly order: RankedOrder;
	readonly quantity: number;
}

/** Bids and offers with equal totals, met in the given order. */
export function pairGrants(
	bids: readonly Grant[],
	offers: readonly Grant[],
): { readonly bid: RankedOrder; readonly offer: RankedOrder; readonly quantity: number }[] {
	const pairs: { bid: RankedOrder; offer: RankedOrder; quantity: number }[] = [];
	let next = 0;
	let offerLeft = offers[0]?.quantity ?? 0;
	for (const { order: bid, quantity } of bids) {
		let bidLeft = quantity;
		while (bidLeft > 0) {
			while (offerLeft === 0) {
				next += 1;
				offerLeft = (offers[next] as Grant).quantity;
			}
			const met = Math.min(bidLeft, offerLeft);
			pairs.push({ bid, offer: (offers[next] as Grant).order, quantity: met });
			bidLeft -= met;
			offerLeft -= met;
		}
	}
	return pairs;
}
