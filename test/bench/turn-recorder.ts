import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { ascending, percentile, round } from './statistics.ts';
import { threadCpuMs } from './thread-time.ts';

/** A window that draws and a validator that votes may wait so long for this thread. */
const LIMIT_MS = 8;
const LOOK_EVERY_MS = 1;
const MAX_SLICES = 2_000_000;

export interface TurnFigures {
	readonly seconds: number;
	/** Work of this thread between two looks 1 ms apart, of its own processor time: others' load does not count. */
	readonly sliceMs: { readonly p50: number; readonly p999: number; readonly max: number };
	readonly slicesOver8: number;
	/** The same without the collector's pauses that fall into each, as far as this thread was running in them. */
	readonly ownSliceMs: { readonly p999: number; readonly max: number };
	readonly ownSlicesOver8: number;
	readonly collectorPauses: { readonly count: number; readonly totalMs: number; readonly maxMs: number };
	/** Wall time, others' load included. */
	readonly eventLoopDelayMs: { readonly p99: number; readonly p999: number; readonly max: number };
	/** Processor time of this thread. */
	readonly threadCpuMs: number;
}

interface Slice {
	readonly from: number;
	readonly to: number;
	readonly cpuMs: number;
}

interface Pause {
	readonly from: number;
	readonly ms: number;
}

/**
 * Looks every millisecond at what this thread has worked since the look before: a look comes late by the length of
 * whatever held the thread, so a slice is never cut, and at most a millisecond of its neighbours counts with it.
 */
export class TurnRecorder {
	readonly #slices: Slice[] = [];
	readonly #pauses: Pause[] = [];
	readonly #delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
	readonly #collector: PerformanceObserver;
	readonly #timer: NodeJS.Timeout;
	readonly #startedAt = performance.now();
	readonly #startedCpuMs = threadCpuMs();
	#lookedAt = this.#startedAt;
	#lookedCpuMs = this.#startedCpuMs;

	constructor() {
		this.#collector = new PerformanceObserver((list) => {
			for (const { startTime, duration } of list.getEntries()) this.#pauses.push({ from: startTime, ms: duration });
		});
		this.#collector.observe({ entryTypes: ['gc'] });
		this.#delay.enable();
		this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
	}

	stop(): TurnFigures {
		this.#look();
		// The newest pauses are told in a later turn.
		for (const { startTime, duration } of this.#collector.takeRecords())
			this.#pauses.push({ from: startTime, ms: duration });
		clearInterval(this.#timer);
		this.#delay.disable();
		this.#collector.disconnect();
		const all = ascending(this.#slices.map(({ cpuMs }) => cpuMs));
		const own = ascending(this.#slices.map((slice) => Math.max(0, slice.cpuMs - this.#pausedIn(slice))));
		const ofDelay = (percent: number): number => round(this.#delay.percentile(percent) / 1e6 - LOOK_EVERY_MS);
		return {
			seconds: round((this.#lookedAt - this.#startedAt) / 1_000),
			sliceMs: { p50: at(all, 0.5), p999: at(all, 0.999), max: at(all, 1) },
			slicesOver8: all.filter((ms) => ms > LIMIT_MS).length,
			ownSliceMs: { p999: at(own, 0.999), max: at(own, 1) },
			ownSlicesOver8: own.filter((ms) => ms > LIMIT_MS).length,
			collectorPauses: {
				count: this.#pauses.length,
				totalMs: round(this.#pauses.reduce((sum, { ms }) => sum + ms, 0)),
				maxMs: round(this.#pauses.reduce((most, { ms }) => Math.max(most, ms), 0)),
			},
			eventLoopDelayMs: { p99: ofDelay(99), p999: ofDelay(99.9), max: round(this.#delay.max / 1e6 - LOOK_EVERY_MS) },
			threadCpuMs: round(this.#lookedCpuMs - this.#startedCpuMs, 0),
		};
	}

	#look(): void {
		const [now, cpuMs] = [performance.now(), threadCpuMs()];
		if (this.#slices.length < MAX_SLICES)
			this.#slices.push({ from: this.#lookedAt, to: now, cpuMs: cpuMs - this.#lookedCpuMs });
		this.#lookedAt = now;
		this.#lookedCpuMs = cpuMs;
	}

	/** Pauses are known in wall time only: of each, the slice's share of the processor counts. */
	#pausedIn({ from, to, cpuMs }: Slice): number {
		const wallMs = this.#pauses.reduce((sum, pause) => sum + (pause.from >= from && pause.from < to ? pause.ms : 0), 0);
		return wallMs * Math.min(1, cpuMs / (to - from));
	}
}

function at(sorted: readonly number[], share: number): number {
	return round(percentile(sorted, share));
}
