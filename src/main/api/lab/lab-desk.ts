import type { LabEvent, LabResult, LabRun } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { LabRunOptions } from '../../lab/run/worker-pool.ts';

export interface LabDeskModules {
	readonly runLab: (run: LabRun, options: LabRunOptions) => Promise<LabResult[]>;
	/** Monotonic ms. */
	readonly wallNow: () => number;
}

type Progress = Extract<LabEvent, { kind: 'progress' }>;

/** What a reader has not taken yet: results, and the newest progress alone. */
interface Backlog {
	readonly results: LabEvent[];
	progress: Progress | null;
	end: LabEvent | null;
	failure: unknown;
	hasFailed: boolean;
	wake: (() => void) | null;
}

/** Lets the consoles of one node run the lab, one run at a time, in threads that leave one processor to the validator. */
export class LabDesk {
	readonly #threads: number;
	readonly #modules: LabDeskModules;
	readonly #closing = new AbortController();
	#running: Progress | 'starting' | null = null;

	/** @param options.threads worker threads of a run, at least 1 */
	constructor(options: { readonly threads: number }, modules: LabDeskModules) {
		this.#threads = options.threads;
		this.#modules = modules;
	}

	/**
	 * Begins at once; the run ends with its last event, when the reader leaves, or by `signal`.
	 *
	 * @throws CodedError LAB_BUSY while another run goes on
	 */
	run(run: LabRun, signal?: AbortSignal): AsyncGenerator<LabEvent, void, undefined> {
		if (this.#running !== null) {
			const { done, total } = this.#running === 'starting' ? { done: 0, total: run.rounds } : this.#running;
			throw new CodedError('LAB_BUSY', { done, total });
		}
		this.#running = 'starting';
		const leaving = new AbortController();
		const ends = AbortSignal.any([this.#closing.signal, leaving.signal, ...(signal ? [signal] : [])]);
		const backlog: Backlog = { results: [], progress: null, end: null, failure: null, hasFailed: false, wake: null };
		void this.#work(run, ends, backlog);
		return read(backlog, leaving);
	}

	/** Ends the run that goes on. */
	close(): void {
		this.#closing.abort();
	}

	async #work(run: LabRun, signal: AbortSignal, backlog: Backlog): Promise<void> {
		const begunMs = this.#modules.wallNow();
		try {
			await this.#modules.runLab(run, {
				threads: this.#threads,
				signal,
				onEvent: (event) => {
					if (event.kind === 'progress') {
						this.#running = event;
						backlog.progress = event;
					} else backlog.results.push(event);
					backlog.wake?.();
				},
			});
			backlog.end = { kind: 'end', wallMs: Math.round(this.#modules.wallNow() - begunMs) };
		} catch (error) {
			backlog.failure = error;
			backlog.hasFailed = true;
		} finally {
			this.#running = null;
			backlog.wake?.();
		}
	}
}

async function* read(backlog: Backlog, leaving: AbortController): AsyncGenerator<LabEvent, void, undefined> {
	try {
		while (true) {
			const { progress } = backlog;
			backlog.progress = null;
			if (progress) yield progress;
			const result = backlog.results.shift();
			if (result) yield result;
			else if (backlog.hasFailed) throw backlog.failure;
			else if (backlog.end) {
				yield backlog.end;
				return;
			} else if (!backlog.progress)
				await new Promise<void>((resolve) => {
					backlog.wake = resolve;
				});
			backlog.wake = null;
		}
	} finally {
		leaving.abort();
	}
}
