import { CodedError } from '../../shared/errors/coded-error.ts';

/** How long a console may take for the next part. */
const PATIENCE_MS = 60_000;

/** Holds a stream of parts back until whoever takes them over says so: a port takes any number, and so would memory. */
export class ExportPace {
	readonly #ahead: number;
	#sent = 0;
	#received = 0;
	#wake: () => void = () => undefined;

	/** @param options.ahead parts that may be under way */
	constructor(options: { readonly ahead: number }) {
		this.#ahead = options.ahead;
	}

	/** @param parts taken over so far; fewer than before, or more than were sent, change nothing */
	received(parts: number): number {
		if (parts <= this.#sent) this.#received = Math.max(this.#received, parts);
		this.#wake();
		return this.#received;
	}

	/**
	 * Resolves when the next part may go.
	 * @throws CodedError BUNDLE_ABANDONED after a minute, or the signal's reason
	 */
	async next(signal: AbortSignal): Promise<void> {
		while (this.#sent - this.#received >= this.#ahead) await this.#news(signal);
		this.#sent += 1;
	}

	#news(signal: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			const end = (settle: () => void): void => {
				clearTimeout(timer);
				signal.removeEventListener('abort', onAbort);
				settle();
			};
			const onAbort = (): void => end(() => reject(signal.reason));
			const timer = setTimeout(
				() => end(() => reject(new CodedError('BUNDLE_ABANDONED', { seconds: PATIENCE_MS / 1_000 }))),
				PATIENCE_MS,
			);
			this.#wake = () => end(resolve);
			signal.addEventListener('abort', onAbort, { once: true });
			if (signal.aborted) onAbort();
		});
	}
}
