import type { ExecutedBlock } from '../../node/types.ts';

/** What stands of the regions on the main chain. */
export class AnchorBook {
	/** Roots anchored so far. */
	count = 0;
	height = 0;
	readonly #heights = new Map<string, number>();

	apply({ block, events }: ExecutedBlock): void {
		this.height = block.header.height;
		for (const event of events) {
			if (event.kind !== 'chain-anchored') continue;
			this.count += 1;
			this.#heights.set(event.chain, Math.max(event.height, this.heightOf(event.chain)));
		}
	}

	/** Newest height of a region whose root is anchored; 0 before the first. */
	heightOf(chain: string): number {
		return this.#heights.get(chain) ?? 0;
	}
}
