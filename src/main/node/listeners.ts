import type { Log } from './observe/log.ts';

/** Callbacks of the node's surroundings; one that throws is logged and dropped, and harms nobody else. */
export class Listeners<T> {
	readonly #name: string;
	readonly #log: () => Log;
	readonly #listeners = new Set<(value: T) => void>();

	constructor(options: { name: string }, modules: { log: () => Log }) {
		this.#name = options.name;
		this.#log = modules.log;
	}

	/** @returns takes the listener away again */
	add(listener: (value: T) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	emit(value: T): void {
		for (const listener of this.#listeners) {
			try {
				listener(value);
			} catch (error) {
				this.#listeners.delete(listener);
				this.#log().error({ listener: this.#name, error }, 'a listener threw and was dropped');
			}
		}
	}
}
