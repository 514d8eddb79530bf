import { monitorEventLoopDelay } from 'node:perf_hooks';

const WINDOW_MS = 60_000;
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

/** p99 of the event loop's delay over about the last minute, ms. */
export class EventLoopDelay {
	readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	#windowStartedAt = performance.now();
	#previousMs = 0;

	start(): void {
		this.#histogram.enable();
	}

	stop(): void {
		this.#histogram.disable();
	}

	/** The larger of the window under way and, in its first half, the one before. */
	p99Ms(): number {
		// The histogram counts its own sampling interval in.
		const presentMs = Math.max(0, this.#histogram.percentile(99) / NS_PER_MS - RESOLUTION_MS);
		const age = performance.now() - this.#windowStartedAt;
		if (age > WINDOW_MS) {
			this.#previousMs = presentMs;
			this.#windowStartedAt = performance.now();
			this.#histogram.reset();
			return presentMs;
		}
		return age < WINDOW_MS / 2 ? Math.max(presentMs, this.#previousMs) : presentMs;
	}
}
