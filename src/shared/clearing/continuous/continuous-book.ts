import { accepts, type EnergySource, type SourcePreference } from '../sources.ts';
import { Ladder, type Resting } from './ladder.ts';
import { OwnOrders } from './own-orders.ts';

export interface ContinuousTerms {
	/** Zones whose orders meet here, by index. */
	readonly zones: number;
	/** What the buyer pays per unit on top of the price, for each pair of zones; ≥ 0. */
	readonly feeOf: (sellerZone: number, buyerZone: number) => number;
}

/** An order on its way into the book. */
export interface ArrivingOrder {
	/** Unique in the book; a later order need not have a higher one. */
	readonly id: number;
	/** Orders of one owner never trade with each other; null is an owner of its own. */
	readonly owner: number | null;
	readonly side: 'bid' | 'offer';
	/** Limit; a bid's includes the fee. */
	readonly price: number;
	readonly quantity: number;
	readonly zone: number;
	/** What a bid takes its energy from; of an offer `any`. */
	readonly preference: SourcePreference;
	/** Where an offer's energy comes from; null where it is not stated, and of a bid. */
	readonly source: EnergySource | null;
	/** Iceberg: what the book shows at a time; null shows everything. */
	readonly visible: number | null;
}

/** A match of the arriving order with a resting one, at the resting order's limit. */
export interface Match {
	readonly bid: number;
	readonly offer: number;
	readonly quantity: number;
	/** What the seller gets per unit; the buyer pays `fee` on top. */
	readonly price: number;
	readonly fee: number;
}

export interface Arrival {
	readonly matches: readonly Match[];
	/** Quantity that rests in the book now; 0 when the order is used up. */
	readonly resting: number;
	/** The order of the same owner that it would trade with: then it did not enter. */
	readonly crossesOwn: number | null;
}

/** A book's whole state, canonical: by rank. Restored from it, a book goes on as if it had never stopped. */
export interface StoredBook {
	readonly nextRank: number;
	readonly orders: readonly Readonly<Resting>[];
}

/**
 * An order book of continuous trading. Best price first: for a buyer the lowest price with the fee, for a seller the
 * highest net of it; at one such price who came first. A trade has the resting order's limit, and a pair crosses only
 * if offer + fee ≤ bid. An iceberg shows a part; each refill goes to the end of its price. Budget balanced and
 * individually rational, truthful for nobody, of a welfare that depends on the order of arrival.
 */
export class ContinuousBook {
	readonly #terms: ContinuousTerms;
	readonly #sides: { readonly bid: readonly Ladder[]; readonly offer: readonly Ladder[] };
	readonly #orders = new Map<number, Resting>();
	readonly #own = new Map<number, OwnOrders>();
	#nextRank: number;

	constructor(terms: ContinuousTerms, stored: StoredBook = { nextRank: 0, orders: [] }) {
		this.#terms = terms;
		const ladders = (side: 'bid' | 'offer'): Ladder[] => Array.from({ length: terms.zones }, () => new Ladder(side));
		this.#sides = { bid: ladders('bid'), offer: ladders('offer') };
		this.#nextRank = stored.nextRank;
		for (const order of stored.orders) this.#rest({ ...order });
	}

	/** The order of the same owner that this one would trade with, if any. */
	#crossesOwn(order: ArrivingOrder): number | null {
		const own = order.owner === null ? undefined : this.#own.get(order.owner);
		const crosses = (other: Resting): boolean => this.#gap(order, other) >= 0 && suit(order, other);
		return own?.crossing(order.side, order.price, crosses)?.id ?? null;
	}

	/** Trades what crosses, best first, and lets the rest wait; an order that crosses one of its owner's does neither. */
	place(order: ArrivingOrder): Arrival {
		const crossesOwn = this.#crossesOwn(order);
		if (crossesOwn !== null) return { matches: [], resting: 0, crossesOwn };
		const matches: Match[] = [];
		let left = order.quantity;
		while (left > 0) {
			const other = this.#bestAgainst(order);
			if (!other) break;
			const quantity = Math.min(left, other.shown);
			matches.push(this.#match(order, other, quantity));
			this.#use(other, quantity);
			left -= quantity;
		}
		if (left > 0) {
			const { id, owner, side, price, zone, preference, source, visible } = order;
			const shown = visible === null ? left : Math.min(visible, left);
			this.#rest({ id, owner, side, price, zone, preference, source, visible, rank: this.#nextRank, left, shown });
			this.#nextRank += 1;
		}
		return { matches, resting: left, crossesOwn: null };
	}

	/** Makes an order smaller, the hidden part first; it keeps its place. False when it does not rest with more. */
	reduce(id: number, quantity: number): boolean {
		const order = this.#orders.get(id);
		if (!order || quantity <= 0 || quantity >= order.left) return false;
		order.left = quantity;
		order.shown = Math.min(order.shown, quantity);
		return true;
	}

	/** Quantity that no longer rests; 0 when the order is not in the book. */
	cancel(id: number): number {
		const order = this.#orders.get(id);
		if (!order) return 0;
		const { left } = order;
		this.#leave(order);
		return left;
	}

	/** Quantity of an order that rests, hidden part included. */
	restingOf(id: number): number {
		return this.#orders.get(id)?.left ?? 0;
	}

	/** What others see of a zone's side: shown quantity by price, best first. */
	depth(side: 'bid' | 'offer', zone: number, levels: number): { readonly price: number; readonly quantity: number }[] {
		return (this.#sides[side][zone] as Ladder).depth(levels);
	}

	stored(): StoredBook {
		const orders = [...this.#orders.values()].sort((a, b) => a.rank - b.rank).map((order) => ({ ...order }));
		return { nextRank: this.#nextRank, orders };
	}

	/** What is left of the crossing between two orders of opposite sides; they trade where it is not negative. */
	#gap(one: Pick<Resting, 'side' | 'price' | 'zone'>, other: Resting): number {
		const [bid, offer] = one.side === 'bid' ? [one, other] : [other, one];
		return bid.price - offer.price - this.#terms.feeOf(offer.zone, bid.zone);
	}

	/** Over all zones: the largest gap, then the earliest rank. */
	#bestAgainst(order: ArrivingOrder): Resting | null {
		const against = this.#sides[order.side === 'bid' ? 'offer' : 'bid'];
		const suits = (other: Resting): boolean => suit(order, other);
		let best: Resting | null = null;
		let bestGap = 0;
		for (let zone = 0; zone < against.length; zone++) {
			const isBid = order.side === 'bid';
			const fee = isBid ? this.#terms.feeOf(zone, order.zone) : this.#terms.feeOf(order.zone, zone);
			const found = (against[zone] as Ladder).best(isBid ? order.price - fee : order.price + fee, suits);
			if (!found) continue;
			const gap = this.#gap(order, found);
			if (!best || gap > bestGap || (gap === bestGap && found.rank < best.rank)) [best, bestGap] = [found, gap];
		}
		return best;
	}

	#match(order: ArrivingOrder, other: Resting, quantity: number): Match {
		const isBid = order.side === 'bid';
		const fee = isBid ? this.#terms.feeOf(other.zone, order.zone) : this.#terms.feeOf(order.zone, other.zone);
		const [bid, offer] = isBid ? [order.id, other.id] : [other.id, order.id];
		return { bid, offer, quantity, price: isBid ? other.price : other.price - fee, fee };
	}

	#use(order: Resting, quantity: number): void {
		order.left -= quantity;
		order.shown -= quantity;
		if (order.shown > 0) return;
		this.#leave(order);
		if (order.left === 0 || order.visible === null) return;
		order.shown = Math.min(order.visible, order.left);
		order.rank = this.#nextRank;
		this.#nextRank += 1;
		this.#rest(order);
	}

	#rest(order: Resting): void {
		(this.#sides[order.side][order.zone] as Ladder).add(order);
		this.#orders.set(order.id, order);
		if (order.owner === null) return;
		const own = this.#own.get(order.owner) ?? new OwnOrders();
		this.#own.set(order.owner, own);
		own.add(order);
	}

	#leave(order: Resting): void {
		(this.#sides[order.side][order.zone] as Ladder).remove(order);
		this.#orders.delete(order.id);
		if (order.owner === null) return;
		const own = this.#own.get(order.owner);
		own?.remove(order);
		if (own?.isEmpty) this.#own.delete(order.owner);
	}
}

/** Whether the bid of the two accepts the other's source. */
function suit(one: Sided, other: Sided): boolean {
	const [{ preference }, { source }] = one.side === 'bid' ? [one, other] : [other, one];
	return preference === 'any' || (source !== null && accepts(preference, source));
}

type Sided = Pick<Resting, 'side' | 'preference' | 'source'>;
