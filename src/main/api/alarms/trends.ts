import type { Watched } from './watcher.ts';

const POINTS = 240;
const EVERY_MS = 5_000;
/** Conditions whose figures are remembered at once. */
const TRENDS_MAX = 2_000;

export interface TrendPoint {
	readonly at: number;
	readonly value: number | null;
}

/** Measured figures of the last twenty minutes, in memory. */
export class Trends {
	readonly #points = new Map<string, TrendPoint[]>();
	#takenAt = Number.NEGATIVE_INFINITY;

	/** @returns true when figures were taken */
	take(measured: ReadonlyMap<string, Watched>, at: number): boolean {
		if (at - this.#takenAt < EVERY_MS) return false;
		this.#takenAt = at;
		for (const id of this.#points.keys()) if (!measured.has(id)) this.#points.delete(id);
		for (const [id, { measurement }] of measured) {
			const points = this.#points.get(id) ?? [];
			if (points.length === 0 && this.#points.size >= TRENDS_MAX) continue;
			points.push({ at, value: measurement.value });
			if (points.length > POINTS) points.shift();
			this.#points.set(id, points);
		}
		return true;
	}

	of(id: string): readonly TrendPoint[] {
		return this.#points.get(id) ?? [];
	}
}
