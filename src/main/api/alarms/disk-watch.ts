import { statfs } from 'node:fs/promises';
import type { DiskFacts } from './facts.ts';

const EVERY_MS = 30_000;
/** One sample in ten minutes over a day; a forecast needs an hour of them. */
const SAMPLE_MS = 600_000;
const SAMPLES_MAX = 145;
const FORECAST_FROM_MS = 3_600_000;
const DAY_MS = 86_400_000;

export interface DiskSample {
	/** Unix wall ms. */
	readonly at: number;
	readonly freeBytes: number;
}

/** Days until nothing is free at the pace of the samples, oldest first; null while they span too little or do not fall. */
export function daysUntilFull(samples: readonly DiskSample[]): number | null {
	const first = samples[0];
	const last = samples.at(-1);
	if (!first || !last || last.at - first.at < FORECAST_FROM_MS) return null;
	const perMs = (first.freeBytes - last.freeBytes) / (last.at - first.at);
	return perMs <= 0 ? null : last.freeBytes / perMs / DAY_MS;
}

/** Space of the disk that holds a directory, looked at twice a minute. */
export class DiskWatch {
	readonly #directory: string;
	readonly #samples: DiskSample[] = [];
	#newest: DiskFacts | null = null;
	#lookedAt = Number.NEGATIVE_INFINITY;

	constructor(directory: string) {
		this.#directory = directory;
	}

	/** Null where the directory does not exist or its disk does not tell. */
	async read(now: number): Promise<DiskFacts | null> {
		if (now - this.#lookedAt < EVERY_MS) return this.#newest;
		this.#lookedAt = now;
		try {
			const { bsize, bavail, blocks } = await statfs(this.#directory);
			const freeBytes = bavail * bsize;
			if (now - (this.#samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= SAMPLE_MS)
				this.#samples.push({ at: now, freeBytes });
			if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
			this.#newest = { freeBytes, totalBytes: blocks * bsize, daysUntilFull: daysUntilFull(this.#samples) };
		} catch {
			this.#newest = null;
		}
		return this.#newest;
	}
}
