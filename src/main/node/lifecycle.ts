export interface StartPhase {
	readonly name: string;
	readonly ms: number;
}

/** Runs named, timed steps of a start, none of them after the signal aborts, and undoes them in reverse. */
export class Lifecycle {
	readonly #phases: { name: string; ms: number }[] = [];
	readonly #closers: { name: string; close: () => Promise<void> | void }[] = [];
	readonly #signal: AbortSignal;
	readonly #onCloseError: (name: string, error: unknown) => void;
	#current: { name: string; startedAt: number } | null = null;

	constructor(modules: { signal: AbortSignal; onCloseError: (name: string, error: unknown) => void }) {
		this.#signal = modules.signal;
		this.#onCloseError = modules.onCloseError;
	}

	/** Ended phases, and the one under way with its time so far. */
	get phases(): readonly StartPhase[] {
		if (!this.#current) return this.#phases;
		return [...this.#phases, { name: this.#current.name, ms: performance.now() - this.#current.startedAt }];
	}

	/** @throws the signal's reason once it has aborted */
	async phase<T>(name: string, run: () => Promise<T> | T): Promise<T> {
		this.#signal.throwIfAborted();
		this.#current = { name, startedAt: performance.now() };
		try {
			return await run();
		} finally {
			this.#phases.push({ name, ms: performance.now() - this.#current.startedAt });
			this.#current = null;
		}
	}

	onClose(name: string, close: () => Promise<void> | void): void {
		this.#closers.push({ name, close });
	}

	/** Undoes everything once, newest first; one failing step does not keep the others from closing. */
	async close(): Promise<void> {
		for (let next = this.#closers.pop(); next; next = this.#closers.pop()) {
			try {
				await next.close();
			} catch (error) {
				this.#onCloseError(next.name, error);
			}
		}
	}
}
