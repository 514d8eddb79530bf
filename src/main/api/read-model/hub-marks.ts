import type { EnergyWh, TimeMs } from '../../../shared/codec/units.ts';

/** Edges of a node from one mark to the next. */
export const MARK_EVERY = 256;

/** What a node had when the edge of a mark had come: everything of earlier blocks, and a part of that block. */
export interface HubMark {
	readonly height: number;
	readonly time: TimeMs;
	/** Numbers of the newest edges to causes and effects; −1 for none. */
	readonly toCauses: number;
	readonly toEffects: number;
	/** Sums of energy. */
	readonly inWh: EnergyWh;
	readonly outWh: EnergyWh;
}

/**
 * Marks along the edges of nodes that have many, so that what they had after an old block is found without a walk over
 * all that came since.
 */
export class HubMarks {
	readonly #marks = new Map<number, HubMark[]>();

	/** @param oldest number of the oldest edge that is still held */
	add(node: number, mark: HubMark, oldest: number): void {
		const marks = this.#marks.get(node);
		if (!marks) {
			this.#marks.set(node, [mark]);
			return;
		}
		marks.push(mark);
		// Half at a time, so that dropping them costs no more than adding them did.
		const half = marks[marks.length >> 1] as HubMark;
		if (Math.max(half.toCauses, half.toEffects) < oldest) marks.splice(0, marks.length >> 1);
	}

	forget(node: number): void {
		this.#marks.delete(node);
	}

	/** The earliest mark of a block after `height`; undefined where the node has none. */
	firstAfter(node: number, height: number): HubMark | undefined {
		return this.#first(node, (mark) => mark.height > height);
	}

	/** The earliest mark of a block at `time` or later; undefined where the node has none. */
	firstFrom(node: number, time: TimeMs): HubMark | undefined {
		return this.#first(node, (mark) => mark.time >= time);
	}

	#first(node: number, isLater: (mark: HubMark) => boolean): HubMark | undefined {
		const marks = this.#marks.get(node);
		if (!marks) return undefined;
		let low = 0;
		let high = marks.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (isLater(marks[middle] as HubMark)) high = middle;
			else low = middle + 1;
		}
		return marks[low];
	}
}
