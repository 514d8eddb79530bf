import { Worker } from 'node:worker_threads';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ComposeAnswer, ComposeInput, ComposeMessage } from './compose-messages.ts';

/** The thread that composes one bundle: it asks, one thing at a time, until it is done or stopped. */
export class ComposeThread {
	readonly #worker: Worker;
	#message: ComposeMessage | null = null;
	#ended: Error | null = null;
	#wake: () => void = () => undefined;

	constructor(input: ComposeInput) {
		this.#worker = new Worker(new URL('./compose-worker.ts', import.meta.url), { workerData: input });
		this.#worker.on('message', (message: ComposeMessage) => {
			this.#message = message;
			this.#wake();
		});
		this.#worker.on('error', (error) => this.#end(new CodedError('WORKER_FAILED', { reason: String(error) })));
		this.#worker.on('exit', (code) => this.#end(new CodedError('WORKER_FAILED', { reason: `exit code ${code}` })));
	}

	/** What it says next; waits for it. @throws what it ended by */
	async next(): Promise<ComposeMessage> {
		while (!this.#message) {
			if (this.#ended) throw this.#ended;
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
		const message = this.#message;
		this.#message = null;
		return message;
	}

	/** To the question that `next` gave. */
	answer(value: ComposeAnswer): void {
		this.#worker.postMessage(value);
	}

	/** Safe to call twice. @param reason thrown by `next` from then on */
	stop(reason: Error): void {
		this.#end(reason);
		void this.#worker.terminate();
	}

	#end(reason: Error): void {
		this.#ended ??= reason;
		this.#wake();
	}
}
