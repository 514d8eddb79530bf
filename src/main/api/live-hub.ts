import type { LiveNotice, Topic } from '../../shared/contract/index.ts';

export interface LiveHubOptions {
	/** Shortest time between two notices to one subscriber, ms. */
	readonly intervalMs: number;
	/** A notice of `status` goes out at least this often, so that a console knows the node is there. */
	readonly heartbeatMs: number;
}

export const DEFAULT_LIVE_OPTIONS: LiveHubOptions = { intervalMs: 100, heartbeatMs: 5_000 };

export type ClockReading = Pick<LiveNotice, 'height' | 'now' | 'speed'>;

interface Subscriber {
	readonly pending: Set<Topic>;
	wake: (() => void) | null;
}

/**
 * Tells consoles which views have changed. What a slow subscriber has not taken is merged, so its queue never holds
 * more than one notice.
 */
export class LiveHub {
	readonly #options: LiveHubOptions;
	readonly #read: () => ClockReading;
	readonly #subscribers = new Set<Subscriber>();
	readonly #closing = new AbortController();

	constructor(options: LiveHubOptions, modules: { readonly read: () => ClockReading }) {
		this.#options = options;
		this.#read = modules.read;
	}

	get subscribers(): number {
		return this.#subscribers.size;
	}

	changed(topics: Iterable<Topic>): void {
		if (this.#subscribers.size === 0) return;
		const list = [...topics];
		for (const subscriber of this.#subscribers) {
			for (const topic of list) subscriber.pending.add(topic);
			subscriber.wake?.();
		}
	}

	/** Notices until `signal` aborts or the hub closes; the first comes at once. */
	async *subscribe(signal?: AbortSignal): AsyncGenerator<LiveNotice, void, undefined> {
		const ends = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
		const subscriber: Subscriber = { pending: new Set<Topic>(['status']), wake: null };
		this.#subscribers.add(subscriber);
		try {
			for (let sequence = 0; !ends.aborted; sequence++) {
				const topics = [...subscriber.pending];
				subscriber.pending.clear();
				yield { sequence, ...this.#read(), topics: topics.length > 0 ? topics : ['status'] };
				await pause(this.#options.intervalMs, ends, null);
				if (subscriber.pending.size === 0)
					await pause(this.#options.heartbeatMs - this.#options.intervalMs, ends, subscriber);
			}
		} finally {
			this.#subscribers.delete(subscriber);
		}
	}

	/** Ends every subscription. */
	close(): void {
		this.#closing.abort();
	}
}

/** Waits the time out, or until the signal aborts or the subscriber is woken. */
function pause(ms: number, signal: AbortSignal, subscriber: Subscriber | null): Promise<void> {
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => {
		const finish = (): void => {
			clearTimeout(timer);
			signal.removeEventListener('abort', finish);
			if (subscriber) subscriber.wake = null;
			resolve();
		};
		const timer = setTimeout(finish, ms);
		signal.addEventListener('abort', finish, { once: true });
		if (subscriber) subscriber.wake = finish;
	});
}
