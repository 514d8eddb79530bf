import type { Digest } from '../../../shared/codec/bytes.ts';
import type { ExecutedBlock } from '../types.ts';

/** Roots that wait to be compared, at most; the one heard first goes. */
export const HEARD_ANCHORS_MAX = 256;

/** A root that a block said was verified; the client may keep it no more, or may never have. */
export interface HeardAnchor {
	readonly height: number;
	readonly stateRoot: Digest;
	/** Block that holds the update which brought it. */
	readonly broughtAt: number;
}

/** State roots of another chain as blocks tell them; a recovered client has nothing to do with those of before. */
export class HeardAnchors {
	readonly #chain: string;
	readonly #waiting = new Set<HeardAnchor>();

	/** @param chain whose roots they are */
	constructor(chain: string) {
		this.#chain = chain;
	}

	/** Whether the client was recovered in this block: then nothing that was known of its roots holds. */
	hear({ block: { header }, events }: ExecutedBlock): { readonly isRecovered: boolean } {
		let isRecovered = false;
		for (const event of events) {
			if (!('chain' in event) || event.chain !== this.#chain) continue;
			if (event.kind === 'chain-recovered') {
				this.#waiting.clear();
				isRecovered = true;
			}
			if (event.kind !== 'chain-anchored') continue;
			const { height, stateRoot } = event;
			this.#waiting.add({ height, stateRoot, broughtAt: header.height });
			for (const first of this.#waiting) {
				if (this.#waiting.size <= HEARD_ANCHORS_MAX) break;
				this.#waiting.delete(first);
			}
		}
		return { isRecovered };
	}

	/** In the order in which they were heard. */
	get waiting(): readonly HeardAnchor[] {
		return [...this.#waiting];
	}

	drop(anchor: HeardAnchor): void {
		this.#waiting.delete(anchor);
	}

	clear(): void {
		this.#waiting.clear();
	}
}
