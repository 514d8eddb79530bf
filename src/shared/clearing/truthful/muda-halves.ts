import { uniformBook } from '../book/uniform-price.ts';
import type { Market } from '../market.ts';
import type { Half } from './muda-lottery.ts';
import { midpoint } from './trade-reduction.ts';

/** Price of each half, which the other half trades at; null where a half has no two sides. */
export type MudaProof = { readonly halfPrices: readonly [number | null, number | null] };

/** The uniform price of a half; where nothing crosses, the midpoint between its best bid and offer. */
export function equilibriumPrice({ tick, lot }: Market, { bids, offers }: Half): number | null {
	const [bid, offer] = [bids[0], offers[0]];
	if (!bid || !offer) return null;
	if (bid.limit < offer.limit) return midpoint(bid.limit, offer.limit, tick);
	const orders = [...bids, ...offers].map(({ side, limit, quantity }) => ({ side, price: limit, quantity }));
	return uniformBook.clear({ orders, tick, lot, fee: 0 }).price;
}
