import type { EnergyWh } from '../../../shared/codec/units.ts';

const NO_EDGE = -1;
const FIRST_SIZE = 1_024;

/** Where one node's edge lists begin: the newest edge at it, as effect and as cause. */
export interface EdgeHeads {
	/** Newest edge that leads to a cause of this node. */
	toCauses: number;
	/** Newest edge that leads to an effect of this node. */
	toEffects: number;
}

export interface EdgeRow<N> {
	readonly cause: N;
	readonly effect: N;
	readonly relation: number;
	readonly energyWh: EnergyWh | null;
	readonly height: number;
}

export function emptyHeads(): EdgeHeads {
	return { toCauses: NO_EDGE, toEffects: NO_EDGE };
}

/**
 * The newest `capacity` edges with adjacency both ways. Each node's edges form two lists, newest first, so that
 * overwriting the oldest edge needs no unlinking: a list ends where it reaches an edge that is gone.
 */
export class EdgeRing<N extends EdgeHeads> {
	readonly #capacity: number;
	readonly #causes: N[] = [];
	readonly #effects: N[] = [];
	#relation = new Uint8Array(FIRST_SIZE);
	#energy = new Float64Array(FIRST_SIZE);
	#height = new Float64Array(FIRST_SIZE);
	#nextAtEffect = new Float64Array(FIRST_SIZE);
	#nextAtCause = new Float64Array(FIRST_SIZE);
	#count = 0;

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	/** Edges held. */
	get size(): number {
		return Math.min(this.#count, this.#capacity);
	}

	/** Adds an edge; answers the oldest one when its place was needed. */
	add(edge: EdgeRow<N>): EdgeRow<N> | null {
		const id = this.#count;
		const slot = id % this.#capacity;
		const evicted = id >= this.#capacity ? this.#read(slot) : null;
		if (slot >= this.#relation.length) this.#grow();
		this.#causes[slot] = edge.cause;
		this.#effects[slot] = edge.effect;
		this.#relation[slot] = edge.relation;
		this.#energy[slot] = edge.energyWh ?? Number.NaN;
		this.#height[slot] = edge.height;
		this.#nextAtEffect[slot] = edge.effect.toCauses;
		this.#nextAtCause[slot] = edge.cause.toEffects;
		edge.effect.toCauses = id;
		edge.cause.toEffects = id;
		this.#count += 1;
		return evicted;
	}

	/** Edges to the causes (`back`) or effects (`forward`) of a node, newest first. */
	*of(node: N, direction: 'back' | 'forward'): Generator<EdgeRow<N> & { readonly id: number }> {
		const next = direction === 'back' ? this.#nextAtEffect : this.#nextAtCause;
		const oldest = this.#count - this.#capacity;
		let id = direction === 'back' ? node.toCauses : node.toEffects;
		while (id >= 0 && id >= oldest) {
			const slot = id % this.#capacity;
			yield { id, ...this.#read(slot) };
			id = next[slot] as number;
		}
	}

	#read(slot: number): EdgeRow<N> {
		const energyWh = this.#energy[slot] as number;
		return {
			cause: this.#causes[slot] as N,
			effect: this.#effects[slot] as N,
			relation: this.#relation[slot] as number,
			energyWh: Number.isNaN(energyWh) ? null : energyWh,
			height: this.#height[slot] as number,
		};
	}

	#grow(): void {
		const size = Math.min(this.#capacity, this.#relation.length * 2);
		const relation = new Uint8Array(size);
		relation.set(this.#relation);
		this.#relation = relation;
		this.#energy = widen(this.#energy, size);
		this.#height = widen(this.#height, size);
		this.#nextAtEffect = widen(this.#nextAtEffect, size);
		this.#nextAtCause = widen(this.#nextAtCause, size);
	}
}

function widen(source: Float64Array<ArrayBuffer>, size: number): Float64Array<ArrayBuffer> {
	const wider = new Float64Array(size);
	wider.set(source);
	return wider;
}
