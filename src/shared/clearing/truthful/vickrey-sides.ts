import type { RankedOrder } from './ranked-orders.ts';

/** Which side competes; null in a period without a crossing. */
export type VickreyProof = { readonly competing: 'bid' | 'offer' | null };

/** The buyers compete; where one buyer stands against several sellers, the sellers do. */
export function competingSide(orders: readonly RankedOrder[]): 'bid' | 'offer' {
	const traders = (side: 'bid' | 'offer'): number =>
		new Set(orders.filter((order) => order.side === side).map(({ trader }) => trader)).size;
	return traders('bid') === 1 && traders('offer') > 1 ? 'offer' : 'bid';
}
