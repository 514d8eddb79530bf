/**
 * Numbers of things to happen, earliest first; equal times in the order they were added. A binary heap over typed
 * arrays: nothing is allocated for an entry, so that a run of millions of messages leaves no garbage here.
 */
export class TimeHeap {
	#at = new Float64Array(1024);
	#order = new Float64Array(1024);
	#item = new Int32Array(1024);
	#size = 0;
	#next = 0;

	get size(): number {
		return this.#size;
	}

	/** Time of the next item; Infinity when empty. */
	get nextAt(): number {
		return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#at[0] as number);
	}

	push(at: number, item: number): void {
		if (this.#size === this.#at.length) this.#grow();
		const order = this.#next++;
		let place = this.#size++;
		while (place > 0) {
			const above = (place - 1) >> 1;
			if ((this.#at[above] as number) <= at) break;
			this.#move(above, place);
			place = above;
		}
		this.#put(place, at, order, item);
	}

	/** The next item; −1 when empty. */
	pop(): number {
		if (this.#size === 0) return -1;
		const item = this.#item[0] as number;
		const last = --this.#size;
		if (last > 0) this.#sink(this.#at[last] as number, this.#order[last] as number, this.#item[last] as number);
		return item;
	}

	#sink(at: number, order: number, item: number): void {
		const size = this.#size;
		let place = 0;
		while (true) {
			let below = 2 * place + 1;
			if (below >= size) break;
			if (below + 1 < size && this.#isBefore(below + 1, this.#at[below] as number, this.#order[below] as number))
				below += 1;
			if (!this.#isBefore(below, at, order)) break;
			this.#move(below, place);
			place = below;
		}
		this.#put(place, at, order, item);
	}

	#isBefore(place: number, at: number, order: number): boolean {
		const own = this.#at[place] as number;
		return own < at || (own === at && (this.#order[place] as number) < order);
	}

	#move(from: number, to: number): void {
		this.#put(to, this.#at[from] as number, this.#order[from] as number, this.#item[from] as number);
	}

	#put(place: number, at: number, order: number, item: number): void {
		this.#at[place] = at;
		this.#order[place] = order;
		this.#item[place] = item;
	}

	#grow(): void {
		const capacity = 2 * this.#at.length;
		this.#at = grown(new Float64Array(capacity), this.#at);
		this.#order = grown(new Float64Array(capacity), this.#order);
		this.#item = grown(new Int32Array(capacity), this.#item);
	}
}

function grown<T extends Float64Array | Int32Array>(target: T, source: T): T {
	target.set(source);
	return target;
}
