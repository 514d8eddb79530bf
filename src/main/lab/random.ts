/** Seeded random integers: xoshiro128**, seeded by splitmix32. Equal seeds give equal sequences on every platform. */
export class Random {
	readonly #state: Uint32Array;

	constructor(seed: number) {
		this.#state = new Uint32Array(4);
		let at = seed >>> 0;
		for (let i = 0; i < 4; i++) {
			at = (at + 0x9e3779b9) >>> 0;
			let mixed = at;
			mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
			mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
			this.#state[i] = mixed ^ (mixed >>> 15);
		}
	}

	/** 32 random bits. */
	next(): number {
		const s = this.#state as Uint32Array & { 0: number; 1: number; 2: number; 3: number };
		const product = Math.imul(s[1], 5);
		const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
		const shifted = s[1] << 9;
		s[2] ^= s[0];
		s[3] ^= s[1];
		s[1] ^= s[2];
		s[0] ^= s[3];
		s[2] ^= shifted;
		s[3] = (s[3] << 11) | (s[3] >>> 21);
		return result;
	}

	/** Integer in [min, max]. */
	between(min: number, max: number): number {
		return min + (this.next() % (max - min + 1));
	}

	/** True with `permille` chances in a thousand. */
	chance(permille: number): boolean {
		return permille > 0 && this.next() % 1000 < permille;
	}

	pick<T>(items: readonly T[]): T {
		return items[this.next() % items.length] as T;
	}

	/** The numbers 0 … size − 1 in any order. */
	shuffled(size: number): number[] {
		const order = Array.from({ length: size }, (_, index) => index);
		for (let i = size - 1; i > 0; i--) {
			const other = this.between(0, i);
			[order[i], order[other]] = [order[other] as number, order[i] as number];
		}
		return order;
	}

	/** A new sequence that depends on this one's state. */
	fork(): Random {
		return new Random(this.next());
	}
}
