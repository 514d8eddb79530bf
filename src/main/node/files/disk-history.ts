import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from './atomic-file.ts';

const FILE = 'disk-history.json';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** One sample an hour for a fortnight. */
const MAX_SAMPLES = 336;
/** Growth over less than this says more of the moment than of the day. */
const SHORTEST_MS = HOUR_MS / 6;

const form = z.array(z.strictObject({ atMs: z.int().min(0), bytes: z.int().min(0) })).max(MAX_SAMPLES);

export type DiskSample = z.infer<typeof form>[number];

/** Size of a data directory over days, one sample an hour, kept in the directory itself. */
export class DiskHistory {
	readonly #path: string;
	#samples: DiskSample[] | null = null;

	constructor(options: { readonly dataDirectory: string }) {
		this.#path = join(options.dataDirectory, FILE);
	}

	/** Takes a sample in; writes it where the last one is an hour old. @returns growth, bytes a day; null until it is known */
	async growthWith(sample: DiskSample): Promise<number | null> {
		this.#samples ??= await this.#read();
		const growth = growthPerDay([...this.#samples, sample]);
		const last = this.#samples.at(-1);
		if (last && sample.atMs - last.atMs < HOUR_MS) return growth;
		this.#samples = [...this.#samples, sample].slice(-MAX_SAMPLES);
		// A directory is not made for its own history, nor must a full disk keep an operator from seeing that it is full.
		if (existsSync(dirname(this.#path)))
			await writeFileAtomic(this.#path, `${JSON.stringify(this.#samples)}\n`).catch(() => undefined);
		return growth;
	}

	async #read(): Promise<DiskSample[]> {
		try {
			return form.parse(JSON.parse(await readFile(this.#path, 'utf8')));
		} catch {
			return [];
		}
	}
}

/** From the oldest sample to the newest; null where they lie too close together, 0 where the directory shrank. */
export function growthPerDay(samples: readonly DiskSample[]): number | null {
	const first = samples[0];
	const last = samples.at(-1);
	if (!first || !last || last.atMs - first.atMs < SHORTEST_MS) return null;
	return Math.max(0, Math.round(((last.bytes - first.bytes) * DAY_MS) / (last.atMs - first.atMs)));
}

/** Whole days until the free space is used; null where it never is, or nothing is known. */
export function daysUntilFull(freeBytes: number | null, perDay: number | null): number | null {
	if (freeBytes === null || perDay === null || perDay === 0) return null;
	return Math.floor(freeBytes / perDay);
}
