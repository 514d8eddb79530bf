import type { TimeMs } from '../../../shared/codec/units.ts';
import type { CreditStep } from '../../../shared/contract/index.ts';

export type TrailStep = Omit<CreditStep, 'figure'>;

/**
 * How one score came about: equal consecutive steps are folded, the oldest fall into the opening, and the values of
 * the last `windowBlocks` heights stay for the sparkline.
 */
export class CreditTrail {
	current: number;
	readonly #steps: TrailStep[] = [];
	readonly #limit: number;
	readonly #windowBlocks: number;
	#opening: { credit: number; height: number };
	/** Ascending by height, one value a height, newest of that height. */
	#points: { height: number; value: number }[];

	/** @param from height at which the score began */
	constructor(initial: number, limits: { readonly creditSteps: number; readonly windowBlocks: number }, from = 0) {
		this.current = initial;
		this.#limit = limits.creditSteps;
		this.#windowBlocks = limits.windowBlocks;
		this.#opening = { credit: initial, height: from };
		this.#points = [{ height: from, value: initial }];
	}

	get opening(): { readonly credit: number; readonly height: number } {
		return this.#opening;
	}

	/** Oldest first. */
	get steps(): readonly TrailStep[] {
		return this.#steps;
	}

	add(rule: string, change: number, after: number, subject: string | null, height: number, time: TimeMs): void {
		this.current = after;
		this.#addPoint(height, after);
		const last = this.#steps.at(-1);
		if (last && last.rule === rule && Math.sign(last.change) === Math.sign(change)) {
			this.#steps[this.#steps.length - 1] = {
				rule,
				count: last.count + 1,
				change: last.change + change,
				after,
				firstHeight: last.firstHeight,
				lastHeight: height,
				subject: null,
				time,
			};
			return;
		}
		this.#steps.push({ rule, count: 1, change, after, firstHeight: height, lastHeight: height, subject, time });
		if (this.#steps.length <= this.#limit) return;
		const dropped = this.#steps.shift() as TrailStep;
		this.#opening = { credit: dropped.after, height: dropped.lastHeight };
	}

	/** `count` values at equally spaced heights of the window that ends at `height`, oldest first. */
	sample(height: number, count: number): number[] {
		const from = Math.max(0, height - this.#windowBlocks);
		const values: number[] = [];
		let at = 0;
		for (let i = 0; i < count; i++) {
			const target = from + ((height - from) * (i + 1)) / count;
			while (at + 1 < this.#points.length && (this.#points[at + 1]?.height ?? 0) <= target) at += 1;
			values.push(this.#points[at]?.value ?? this.current);
		}
		return values;
	}

	#addPoint(height: number, value: number): void {
		const last = this.#points.at(-1);
		if (last?.height === height) last.value = value;
		else if (last?.value !== value) this.#points.push({ height, value });
		if (this.#points.length < 2 * this.#windowBlocks + 2) return;
		const from = height - this.#windowBlocks;
		const firstInside = this.#points.findIndex((point) => point.height > from);
		this.#points = this.#points.slice(Math.max(0, firstInside - 1));
	}
}
