import { setTimeout as pause } from 'node:timers/promises';
import type { RoundLog } from './round-log.ts';
import { type RoundStatistics, roundStatistics } from './round-statistics.ts';

/** Windows remembered at once; consoles offer a handful. */
const MAX_WINDOWS = 8;
/** A summary in which nothing but time has passed is used again this long, ms. */
const REUSE_MS = 1_000;

/** Shortest time between two computations of one window, ms: a busy chain changes with every vote. */
const MIN_INTERVAL_MS = 250;

interface Remembered {
	/** Infinity while the computation waits for its turn: whatever happens meanwhile will be in it. */
	version: number;
	at: number;
	statistics: Promise<RoundStatistics>;
}

export interface RoundSummariesModules {
	readonly log: RoundLog;
	/** Unix wall ms. */
	readonly wallNow: () => number;
}

/** Statistics by window, computed once for all consoles that ask while nothing has changed. */
export class RoundSummaries {
	readonly #modules: RoundSummariesModules;
	readonly #windows = new Map<number, Remembered>();

	constructor(modules: RoundSummariesModules) {
		this.#modules = modules;
	}

	/** @param maxAgeMs how old an answer may be although rounds have gone on since; 0 for the newest */
	of(windowMs: number, maxAgeMs = 0): Promise<RoundStatistics> {
		const { log, wallNow } = this.#modules;
		const known = this.#windows.get(windowMs);
		const age = known ? wallNow() - known.at : Number.POSITIVE_INFINITY;
		if (known && (known.version === Number.POSITIVE_INFINITY || age < maxAgeMs)) return known.statistics;
		if (known && known.version === log.version && age < REUSE_MS) return known.statistics;
		const entry: Remembered = { version: Number.POSITIVE_INFINITY, at: wallNow(), statistics: NEVER };
		const compute = (): Promise<RoundStatistics> => {
			entry.version = log.version;
			entry.at = wallNow();
			return roundStatistics(log, log.validators, windowMs, entry.at);
		};
		entry.statistics = age < MIN_INTERVAL_MS ? pause(MIN_INTERVAL_MS - age).then(compute) : compute();
		this.#remember(windowMs, entry);
		return entry.statistics;
	}

	#remember(windowMs: number, entry: Remembered): void {
		this.#windows.delete(windowMs);
		this.#windows.set(windowMs, entry);
		const [oldest] = this.#windows.keys();
		if (this.#windows.size > MAX_WINDOWS && oldest !== undefined) this.#windows.delete(oldest);
	}
}

const NEVER = new Promise<RoundStatistics>(() => undefined);
