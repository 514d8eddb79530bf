import type { EnergyWh, TimeMs } from '../../../shared/codec/units.ts';

const PAGE_BITS = 14;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;

/** End of a list of edges. */
export const NO_EDGE = -1;
/** In place of an energy, where none flows. */
const NO_ENERGY = Number.NaN;

/** Columns of 16,384 edges: 37 bytes an edge. */
interface EdgePage {
	readonly cause: Int32Array;
	readonly effect: Int32Array;
	readonly relation: Uint8Array;
	readonly energy: Float64Array;
	readonly height: Uint32Array;
	readonly time: Float64Array;
	/** Slot of the next older edge at the effect, and at the cause. */
	readonly olderAtEffect: Int32Array;
	readonly olderAtCause: Int32Array;
}

export interface EdgeRow {
	/** Indices of the nodes. */
	readonly cause: number;
	readonly effect: number;
	readonly relation: number;
	readonly energyWh: EnergyWh | null;
	readonly height: number;
	readonly time: TimeMs;
}

/** Where a new edge joins the lists of its nodes: the newest edge at its effect and at its cause, or `NO_EDGE`. */
export interface EdgeLinks {
	readonly olderAtEffect: number;
	readonly olderAtCause: number;
}

/**
 * The newest `capacity` edges in columns, page by page, so that it grows without copying. Each node's edges form two
 * lists, newest first, so that overwriting the oldest edge needs no unlinking: a list ends where its next slot holds a
 * newer edge.
 */
export class EdgeRing {
	readonly #capacity: number;
	readonly #pages: EdgePage[] = [];
	#count = 0;

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	/** Edges held. */
	get size(): number {
		return Math.min(this.#count, this.#capacity);
	}

	/** Edges ever added; the next one has this number. */
	get count(): number {
		return this.#count;
	}

	/** Slot that the next edge will take, and whether the oldest edge is still in it. */
	get next(): { readonly slot: number; readonly isTaken: boolean } {
		return { slot: this.#count % this.#capacity, isTaken: this.#count >= this.#capacity };
	}

	/** Height of the oldest edge held; null when empty. */
	get oldestHeight(): number | null {
		if (this.#count === 0) return null;
		return this.heightAt(this.#count > this.#capacity ? this.#count % this.#capacity : 0);
	}

	/** Puts an edge into the next slot, over the one that may be in it. */
	add(edge: EdgeRow, links: EdgeLinks): number {
		const slot = this.#count % this.#capacity;
		if (slot >>> PAGE_BITS === this.#pages.length) this.#pages.push(emptyPage());
		const page = this.#page(slot);
		const at = slot & PAGE_MASK;
		page.cause[at] = edge.cause;
		page.effect[at] = edge.effect;
		page.relation[at] = edge.relation;
		page.energy[at] = edge.energyWh ?? NO_ENERGY;
		page.height[at] = edge.height;
		page.time[at] = edge.time;
		page.olderAtEffect[at] = links.olderAtEffect;
		page.olderAtCause[at] = links.olderAtCause;
		this.#count += 1;
		return slot;
	}

	read(slot: number): EdgeRow {
		const energyWh = this.#page(slot).energy[slot & PAGE_MASK] as number;
		return {
			cause: this.causeAt(slot),
			effect: this.effectAt(slot),
			relation: this.relationAt(slot),
			energyWh: Number.isNaN(energyWh) ? null : energyWh,
			height: this.heightAt(slot),
			time: this.timeAt(slot),
		};
	}

	causeAt(slot: number): number {
		return this.#page(slot).cause[slot & PAGE_MASK] as number;
	}

	effectAt(slot: number): number {
		return this.#page(slot).effect[slot & PAGE_MASK] as number;
	}

	relationAt(slot: number): number {
		return this.#page(slot).relation[slot & PAGE_MASK] as number;
	}

	/** Wh along the edge; NaN where none flows. */
	energyAt(slot: number): EnergyWh {
		return this.#page(slot).energy[slot & PAGE_MASK] as number;
	}

	heightAt(slot: number): number {
		return this.#page(slot).height[slot & PAGE_MASK] as number;
	}

	timeAt(slot: number): TimeMs {
		return this.#page(slot).time[slot & PAGE_MASK] as number;
	}

	/** The next older edge to the node's causes, of which it is an effect; `NO_EDGE` at the end. */
	olderAtEffect(slot: number): number {
		return this.#older(slot, this.#page(slot).olderAtEffect[slot & PAGE_MASK] as number);
	}

	/** The next older edge to the node's effects, of which it is a cause; `NO_EDGE` at the end. */
	olderAtCause(slot: number): number {
		return this.#older(slot, this.#page(slot).olderAtCause[slot & PAGE_MASK] as number);
	}

	/** Slot of an edge that is held, by its number. */
	slotOf(number: number): number {
		return number % this.#capacity;
	}

	/** Number of the edge in a slot: the place in the order in which edges came. */
	numberAt(slot: number): number {
		return this.#count - this.#age(slot);
	}

	/** Slots of the edges from number `first` on that are still held, oldest first. */
	*since(first: number): Generator<number, void, undefined> {
		const end = this.#count;
		for (let number = Math.max(first, end - this.#capacity); number < end; number++) yield number % this.#capacity;
	}

	#older(slot: number, next: number): number {
		return next !== NO_EDGE && this.#age(next) > this.#age(slot) ? next : NO_EDGE;
	}

	/** 1 for the newest edge. */
	#age(slot: number): number {
		const head = this.#count % this.#capacity;
		return slot < head ? head - slot : head - slot + this.#capacity;
	}

	#page(slot: number): EdgePage {
		return this.#pages[slot >>> PAGE_BITS] as EdgePage;
	}
}

function emptyPage(): EdgePage {
	return {
		cause: new Int32Array(PAGE_SIZE),
		effect: new Int32Array(PAGE_SIZE),
		relation: new Uint8Array(PAGE_SIZE),
		energy: new Float64Array(PAGE_SIZE),
		height: new Uint32Array(PAGE_SIZE),
		time: new Float64Array(PAGE_SIZE),
		olderAtEffect: new Int32Array(PAGE_SIZE),
		olderAtCause: new Int32Array(PAGE_SIZE),
	};
}
