const BUCKETS = 1 << 16;
const PAGE_BITS = 13;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;
const NONE = -1;
/** Leading hex digits by which a hash is known here. */
export const HASH_DIGITS = 16;

interface NamePage {
	readonly high: Uint32Array;
	readonly low: Uint32Array;
	readonly node: Int32Array;
	/** Which node was in that place when it was named. */
	readonly birth: Float64Array;
	readonly older: Int32Array;
}

/**
 * Which nodes go with a hash: digests, transaction ids, content ids, by their first 64 bits; the newest `capacity` of
 * them. Whoever asks gets every candidate.
 */
export class HashNames {
	readonly #capacity: number;
	readonly #heads = new Int32Array(BUCKETS).fill(NONE);
	readonly #pages: NamePage[] = [];
	#count = 0;

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	/** @param hash lower-case hex, 16 digits or more */
	add(hash: string, node: number, birth: number): void {
		const slot = this.#count % this.#capacity;
		if (slot >>> PAGE_BITS === this.#pages.length) this.#pages.push(emptyPage());
		const high = Number.parseInt(hash.slice(0, 8), 16);
		const low = Number.parseInt(hash.slice(8, HASH_DIGITS), 16);
		const bucket = low & (BUCKETS - 1);
		const page = this.#page(slot);
		const at = slot & PAGE_MASK;
		page.high[at] = high;
		page.low[at] = low;
		page.node[at] = node;
		page.birth[at] = birth;
		page.older[at] = this.#heads[bucket] as number;
		this.#heads[bucket] = slot;
		this.#count += 1;
	}

	/** Newest first. @param hash lower-case hex, 16 digits or more */
	*find(hash: string): Generator<{ readonly node: number; readonly birth: number }, void, undefined> {
		const high = Number.parseInt(hash.slice(0, 8), 16);
		const low = Number.parseInt(hash.slice(8, HASH_DIGITS), 16);
		const bucket = low & (BUCKETS - 1);
		let slot = this.#heads[bucket] as number;
		let age = 0;
		while (slot !== NONE && this.#age(slot) > age) {
			age = this.#age(slot);
			const page = this.#page(slot);
			const at = slot & PAGE_MASK;
			// A place that was used again for another bucket ends the chain.
			if (((page.low[at] as number) & (BUCKETS - 1)) !== bucket) return;
			if (page.high[at] === high && page.low[at] === low)
				yield { node: page.node[at] as number, birth: page.birth[at] as number };
			slot = page.older[at] as number;
		}
	}

	/** 1 for the newest. */
	#age(slot: number): number {
		const head = this.#count % this.#capacity;
		return slot < head ? head - slot : head - slot + this.#capacity;
	}

	#page(slot: number): NamePage {
		return this.#pages[slot >>> PAGE_BITS] as NamePage;
	}
}

function emptyPage(): NamePage {
	return {
		high: new Uint32Array(PAGE_SIZE),
		low: new Uint32Array(PAGE_SIZE),
		node: new Int32Array(PAGE_SIZE),
		birth: new Float64Array(PAGE_SIZE),
		older: new Int32Array(PAGE_SIZE),
	};
}
