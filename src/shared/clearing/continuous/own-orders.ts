import type { Side } from '../market.ts';
import type { Resting } from './ladder.ts';

/**
 * One owner's resting orders. The extremes bound what could cross; they may be those of an order that has left, and a
 * search that finds nothing tightens them.
 */
export class OwnOrders {
	readonly #sides: { readonly [side in Side]: Set<Resting> } = { bid: new Set(), offer: new Set() };
	#highestBid = Number.NEGATIVE_INFINITY;
	#lowestOffer = Number.POSITIVE_INFINITY;

	get isEmpty(): boolean {
		return this.#sides.bid.size + this.#sides.offer.size === 0;
	}

	add(order: Resting): void {
		this.#sides[order.side].add(order);
		if (order.side === 'bid') this.#highestBid = Math.max(this.#highestBid, order.price);
		else this.#lowestOffer = Math.min(this.#lowestOffer, order.price);
	}

	remove(order: Resting): void {
		this.#sides[order.side].delete(order);
	}

	/** The earliest-ranked order that `crosses` an arriving one of a side and limit. */
	crossing(side: Side, limit: number, crosses: (order: Resting) => boolean): Resting | null {
		if (side === 'bid' ? limit < this.#lowestOffer : limit > this.#highestBid) return null;
		const against = this.#sides[side === 'bid' ? 'offer' : 'bid'];
		let extreme = side === 'bid' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
		for (const order of against) {
			if (crosses(order)) return order;
			extreme = side === 'bid' ? Math.min(extreme, order.price) : Math.max(extreme, order.price);
		}
		if (side === 'bid') this.#lowestOffer = extreme;
		else this.#highestBid = extreme;
		return null;
	}
}
