import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type BenchRequest =
	| { readonly kind: 'transactions'; readonly encoded: readonly Uint8Array[] }
	/** Event-loop delay and blocks count from here on. */
	| { readonly kind: 'measure' }
	| { readonly kind: 'status' }
	| { readonly kind: 'stop' };

export interface ValidatorStatus {
	readonly kind: 'status';
	readonly eventLoopDelayP99Ms: number;
	readonly residentBytes: number;
	readonly blocks: number;
	/** Processor time of all its threads since `measure`. */
	readonly cpuMs: number;
	readonly height: number;
	readonly refused: { readonly [code: string]: number };
	readonly phases: readonly { readonly name: string; readonly ms: number }[];
}

export type BenchReport =
	| { readonly kind: 'ready' }
	| { readonly kind: 'committed'; readonly latenciesMs: readonly number[] }
	| ValidatorStatus;

/** The bench's hold on one validator process. */
export class BenchProcess {
	readonly #process: ChildProcess;
	readonly #ready = Promise.withResolvers<void>();
	#status = Promise.withResolvers<ValidatorStatus>();
	onCommitted: (latenciesMs: readonly number[]) => void = () => {};

	constructor(directory: string) {
		this.#process = fork(fileURLToPath(new URL('./bench-validator.ts', import.meta.url)), [directory], {
			serialization: 'advanced',
			stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
		});
		this.#process.on('message', (report: BenchReport) => {
			if (report.kind === 'ready') this.#ready.resolve();
			else if (report.kind === 'committed') this.onCommitted(report.latenciesMs);
			else this.#status.resolve(report);
		});
		this.#process.on('exit', (code) => this.#ready.reject(new Error(`validator ended with ${code}`)));
		this.#ready.promise.catch(() => {});
	}

	get ready(): Promise<void> {
		return this.#ready.promise;
	}

	send(request: BenchRequest): void {
		this.#process.send(request);
	}

	status(): Promise<ValidatorStatus> {
		this.#status = Promise.withResolvers();
		this.send({ kind: 'status' });
		return this.#status.promise;
	}

	async stop(): Promise<void> {
		const gone = new Promise((resolve) => this.#process.once('exit', resolve));
		this.send({ kind: 'stop' });
		await gone;
	}
}
