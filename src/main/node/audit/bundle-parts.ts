import { BUNDLE_PART_BYTES } from '../../../shared/audit/bundle-part.ts';

/** Cuts sections into parts of `BUNDLE_PART_BYTES`, the last one being shorter. */
export class BundleParts {
	readonly #put: (part: Uint8Array) => Promise<void>;
	readonly #gathered = new Uint8Array(BUNDLE_PART_BYTES);
	#filled = 0;
	#bytes = 0;

	constructor(put: (part: Uint8Array) => Promise<void>) {
		this.#put = put;
	}

	/** Handed over so far. */
	get bytes(): number {
		return this.#bytes;
	}

	async add(section: Uint8Array): Promise<void> {
		for (let from = 0; from < section.length; ) {
			const some = section.subarray(from, from + BUNDLE_PART_BYTES - this.#filled);
			this.#gathered.set(some, this.#filled);
			this.#filled += some.length;
			from += some.length;
			if (this.#filled === BUNDLE_PART_BYTES) await this.end();
		}
	}

	/** Hands over what is gathered. */
	async end(): Promise<void> {
		if (this.#filled === 0) return;
		const part = this.#gathered.slice(0, this.#filled);
		this.#bytes += part.length;
		this.#filled = 0;
		await this.#put(part);
	}
}
