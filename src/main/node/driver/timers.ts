import type { ConsensusTimer } from '../../core/consensus/types.ts';

/** The core's named timers; setting one again replaces it. All fall silent when the signal aborts. */
export class Timers {
	readonly #running = new Map<ConsensusTimer, NodeJS.Timeout>();
	readonly #onFire: (timer: ConsensusTimer) => void;
	readonly #signal: AbortSignal;

	constructor(modules: { onFire: (timer: ConsensusTimer) => void; signal: AbortSignal }) {
		this.#onFire = modules.onFire;
		this.#signal = modules.signal;
		this.#signal.addEventListener('abort', () => this.#clear(), { once: true });
	}

	set(timer: ConsensusTimer, afterMs: number): void {
		if (this.#signal.aborted) return;
		this.cancel(timer);
		const handle = setTimeout(() => {
			this.#running.delete(timer);
			this.#onFire(timer);
		}, afterMs);
		this.#running.set(timer, handle);
	}

	cancel(timer: ConsensusTimer): void {
		clearTimeout(this.#running.get(timer));
		this.#running.delete(timer);
	}

	#clear(): void {
		for (const handle of this.#running.values()) clearTimeout(handle);
		this.#running.clear();
	}
}
