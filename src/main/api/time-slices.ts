import { setImmediate as yieldToLoop } from 'node:timers/promises';

/** Longest stretch of one piece of work without giving the event loop back, ms: half of what the host allows itself. */
const SLICE_MS = 4;

/** Cuts long work into slices, so that the thread that also draws windows and casts votes is never held for long. */
export class TimeSlices {
	#began = performance.now();

	/** True when the present slice is used up; the work should then await `next`. */
	get isOver(): boolean {
		return performance.now() - this.#began >= SLICE_MS;
	}

	/** Lets everything else that waits run first. */
	async next(): Promise<void> {
		await yieldToLoop();
		this.#began = performance.now();
	}
}
