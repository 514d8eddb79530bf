import { extentOf } from '../../../../shared/auction/collateral.ts';
import type { OrderBody } from '../../../../shared/codec/order-terms.ts';
import type { MicroPerKwh } from '../../../../shared/codec/units.ts';

interface Quote {
	readonly price: MicroPerKwh;
	readonly n: number;
}

/**
 * Finds, among one owner's live orders of a product, one that an order would trade with. Per period and side, the best
 * price decides, so that each question takes O(log n) however many orders there are. A block counts at its limit in
 * each of its periods, and a source is not asked for, but where a bid names another generator: then nothing of one's
 * own can serve it.
 */
export class OwnCrossing {
	readonly #owner: string;
	readonly #periods: number;
	readonly #feeOf: (period: number) => MicroPerKwh;
	readonly #live = new Set<number>();
	readonly #best = new Map<number, BestQuotes>();

	constructor(options: {
		readonly owner: string;
		readonly periods: number;
		/** What a buyer in the owner's zone pays on top, by period. */
		readonly feeOf: (period: number) => MicroPerKwh;
	}) {
		this.#owner = options.owner;
		this.#periods = options.periods;
		this.#feeOf = options.feeOf;
	}

	add(n: number, terms: OrderBody): void {
		if (this.#isForOthersAlone(terms)) return;
		this.#live.add(n);
		const price = bestPrice(terms);
		for (const period of this.#periodsOf(terms)) this.#quotes(terms.side, period).push({ price, n });
	}

	remove(n: number): void {
		this.#live.delete(n);
	}

	/** Number of a live order of the other side that would trade with this one, or null. */
	find(terms: OrderBody): number | null {
		if (this.#isForOthersAlone(terms)) return null;
		const price = bestPrice(terms);
		for (const period of this.#periodsOf(terms)) {
			const other = this.#quotes(terms.side === 'bid' ? 'offer' : 'bid', period).best(this.#live);
			if (!other) continue;
			const [bid, offer] = terms.side === 'bid' ? [price, other.price] : [other.price, price];
			if (offer + this.#feeOf(period) <= bid) return other.n;
		}
		return null;
	}

	#isForOthersAlone({ side, source }: OrderBody): boolean {
		return side === 'bid' && typeof source === 'object' && source.generator !== this.#owner;
	}

	*#periodsOf(terms: OrderBody): Generator<number> {
		if ('profileWh' in terms) {
			for (const [period, quantityWh] of terms.profileWh.entries()) if (quantityWh > 0) yield period;
		} else if (terms.period !== undefined) yield terms.period;
		else for (let period = 0; period < this.#periods; period++) yield period;
	}

	#quotes(side: 'bid' | 'offer', period: number): BestQuotes {
		const key = 2 * period + (side === 'bid' ? 0 : 1);
		const found = this.#best.get(key) ?? new BestQuotes(side === 'bid' ? 1 : -1);
		this.#best.set(key, found);
		return found;
	}
}

function bestPrice(terms: OrderBody): MicroPerKwh {
	const { priceLow, priceHigh } = extentOf(terms, 1);
	return terms.side === 'bid' ? priceHigh : priceLow;
}

/** A binary heap, best quote first; quotes of orders that live no more fall out when they come to the top. */
class BestQuotes {
	readonly #sign: 1 | -1;
	readonly #heap: Quote[] = [];

	/** 1 puts the highest price first, -1 the lowest. */
	constructor(sign: 1 | -1) {
		this.#sign = sign;
	}

	push(quote: Quote): void {
		const heap = this.#heap;
		let at = heap.push(quote) - 1;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			if (this.#before(heap[parent] as Quote, quote)) break;
			heap[at] = heap[parent] as Quote;
			at = parent;
		}
		heap[at] = quote;
	}

	best(live: ReadonlySet<number>): Quote | null {
		while (this.#heap[0] && !live.has(this.#heap[0].n)) this.#pop();
		return this.#heap[0] ?? null;
	}

	#pop(): void {
		const heap = this.#heap;
		const last = heap.pop() as Quote;
		if (heap.length === 0) return;
		let at = 0;
		while (true) {
			let child = 2 * at + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && !this.#before(heap[child] as Quote, heap[child + 1] as Quote)) child += 1;
			if (this.#before(last, heap[child] as Quote)) break;
			heap[at] = heap[child] as Quote;
			at = child;
		}
		heap[at] = last;
	}

	#before(a: Quote, b: Quote): boolean {
		return a.price === b.price ? a.n < b.n : this.#sign * a.price > this.#sign * b.price;
	}
}
