interface Entry<T> {
	readonly at: number;
	readonly order: number;
	readonly item: T;
}

/** Binary heap of things to happen: earliest first, equal times in the order they were added. */
export class EventQueue<T> {
	readonly #heap: Entry<T>[] = [];
	#order = 0;

	get size(): number {
		return this.#heap.length;
	}

	/** Time of the next item; Infinity when empty. */
	get nextAt(): number {
		return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
	}

	push(at: number, item: T): void {
		const heap = this.#heap;
		const entry = { at, order: this.#order++, item };
		let place = heap.push(entry) - 1;
		while (place > 0) {
			const above = (place - 1) >> 1;
			if (isBefore(heap[above] as Entry<T>, entry)) break;
			heap[place] = heap[above] as Entry<T>;
			place = above;
		}
		heap[place] = entry;
	}

	pop(): { readonly at: number; readonly item: T } | null {
		const heap = this.#heap;
		const first = heap[0];
		const last = heap.pop();
		if (!first || !last) return null;
		if (heap.length > 0) this.#sink(last);
		return first;
	}

	#sink(entry: Entry<T>): void {
		const heap = this.#heap;
		let place = 0;
		while (true) {
			let below = 2 * place + 1;
			if (below >= heap.length) break;
			const right = heap[below + 1];
			if (right && isBefore(right, heap[below] as Entry<T>)) below += 1;
			if (isBefore(entry, heap[below] as Entry<T>)) break;
			heap[place] = heap[below] as Entry<T>;
			place = below;
		}
		heap[place] = entry;
	}
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
	return a.at < b.at || (a.at === b.at && a.order < b.order);
}
