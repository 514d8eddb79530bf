import type { EnergySource, SourcePreference } from '../sources.ts';

/** An order that rests in the book. */
export interface Resting {
	readonly id: number;
	readonly owner: number | null;
	readonly side: 'bid' | 'offer';
	/** Limit; a bid's includes the fee. */
	readonly price: number;
	readonly zone: number;
	/** What a bid takes its energy from; of an offer `any`. */
	readonly preference: SourcePreference;
	/** Where an offer's energy comes from; null where it is not stated, and of a bid. */
	readonly source: EnergySource | null;
	/** What an iceberg shows after each refill; null shows everything. */
	readonly visible: number | null;
	/** Place in time among orders of one price: given on arrival, and anew at each refill. */
	rank: number;
	/** Quantity that is left, hidden part included; 0 once it has left the book. */
	left: number;
	/** Part of `left` that trades before the next refill. */
	shown: number;
}

interface Level {
	readonly price: number;
	/** By rank; orders that have left stay until the next sweep. */
	queue: Resting[];
	/** Orders before it have left. */
	head: number;
	/** Orders that have not left. */
	live: number;
}

/** A queue is swept when this many of its places, and half of them, are empty. */
const SWEEP_FROM = 32;

/** The resting orders of one side of one zone, best price first, and first come first at a price. */
export class Ladder {
	readonly #sign: number;
	/** Worst first, so that the best is taken from the end. */
	readonly #levels: Level[] = [];

	constructor(side: 'bid' | 'offer') {
		this.#sign = side === 'bid' ? 1 : -1;
	}

	add(order: Resting): void {
		const at = this.#placeOf(order.price);
		let level = this.#levels[at];
		if (level?.price !== order.price) {
			level = { price: order.price, queue: [], head: 0, live: 0 };
			this.#levels.splice(at, 0, level);
		}
		level.queue.push(order);
		level.live += 1;
	}

	/** The order has been used up, withdrawn, or goes to the end of its price. */
	remove(order: Resting): void {
		const at = this.#placeOf(order.price);
		const level = this.#levels[at];
		if (level?.price !== order.price) return;
		level.live -= 1;
		if (level.live === 0) {
			this.#levels.splice(at, 1);
			return;
		}
		if (level.queue[level.head] === order) level.head += 1;
		else level.queue[level.queue.indexOf(order, level.head)] = LEFT;
		while (level.queue[level.head] === LEFT) level.head += 1;
		if (level.queue.length - level.live > SWEEP_FROM && level.queue.length > 2 * level.live) {
			level.queue = level.queue.filter((each, place) => place >= level.head && each !== LEFT);
			level.head = 0;
		}
	}

	/** Best order at `limit` or better that `suits`; null when there is none. */
	best(limit: number, suits: (order: Resting) => boolean): Resting | null {
		for (let at = this.#levels.length - 1; at >= 0; at--) {
			const { price, queue, head } = this.#levels[at] as Level;
			if (this.#sign * price < this.#sign * limit) return null;
			for (let place = head; place < queue.length; place++) {
				const order = queue[place] as Resting;
				if (order !== LEFT && suits(order)) return order;
			}
		}
		return null;
	}

	/** Quantity shown at each price, best first, at most `levels` of them. */
	depth(levels: number): { readonly price: number; readonly quantity: number }[] {
		const first = Math.max(0, this.#levels.length - levels);
		return this.#levels
			.slice(first)
			.reverse()
			.map(({ price, queue, head }) => ({
				price,
				quantity: queue.slice(head).reduce((sum, order) => sum + order.shown, 0),
			}));
	}

	/** Place of a price, or where its level belongs. */
	#placeOf(price: number): number {
		let low = 0;
		let high = this.#levels.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#sign * (this.#levels[middle] as Level).price < this.#sign * price) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}

/** Stands where an order was that left from the middle of its queue. */
const LEFT: Resting = {
	id: -1,
	owner: null,
	side: 'bid',
	price: 0,
	zone: 0,
	preference: 'any',
	source: null,
	visible: null,
	rank: -1,
	left: 0,
	shown: 0,
};
