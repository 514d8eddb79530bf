import { Worker } from 'node:worker_threads';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { verifier } from './ed25519.ts';

export interface SignatureCheck {
	readonly publicKey: Uint8Array;
	readonly message: Uint8Array;
	readonly signature: Uint8Array;
}

/** Says whether a signature holds; many may be asked at once. */
export interface SignatureChecker {
	check(check: SignatureCheck): Promise<boolean>;
	stop(): Promise<void>;
}

/** Below this many a batch is checked at once on the calling thread (about 43 µs each): a hand-over costs as much. */
const INLINE_UP_TO = 8;
/** Nor above so many bytes: hashing them would hold the thread. */
const INLINE_BYTES = 65_536;
/** Checks per message to a worker: about 11 ms of its time. */
const BATCH = 256;
/** Checks waiting at most; further ones are refused. */
export const MAX_WAITING_CHECKS = 16_384;

interface Waiting {
	readonly check: SignatureCheck;
	readonly resolve: (good: boolean) => void;
	readonly reject: (error: Error) => void;
}

/**
 * Gathers the signature checks of one turn of the event loop and gives them to worker threads, so that a burst of
 * transactions never holds the host's main thread. Workers start at the first full batch.
 */
export class VerificationPool implements SignatureChecker {
	readonly #workerUrl: URL;
	readonly #workerCount: number;
	readonly #workers: { worker: Worker; pending: Map<number, Waiting[]> }[] = [];
	#gathering: Waiting[] = [];
	#waiting = 0;
	#nextId = 1;
	#stopped = false;

	/** @param options.workers threads, 1 to 8. */
	constructor(options: { workers: number; workerUrl?: URL }) {
		this.#workerCount = Math.min(8, Math.max(1, options.workers));
		this.#workerUrl = options.workerUrl ?? new URL('./verification-worker.ts', import.meta.url);
	}

	/** @throws CodedError MEMPOOL_BUSY when too many checks wait already, NODE_STOPPED after stop(). */
	check(check: SignatureCheck): Promise<boolean> {
		if (this.#stopped) return Promise.reject(new CodedError('NODE_STOPPED'));
		if (this.#waiting >= MAX_WAITING_CHECKS)
			return Promise.reject(new CodedError('MEMPOOL_BUSY', { waiting: this.#waiting }));
		this.#waiting += 1;
		return new Promise<boolean>((resolve, reject) => {
			this.#gathering.push({ check, resolve, reject });
			if (this.#gathering.length === 1) setImmediate(() => this.#dispatch());
		}).finally(() => {
			this.#waiting -= 1;
		});
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		this.#dispatch();
		await Promise.all(this.#workers.map(({ worker }) => worker.terminate()));
	}

	#dispatch(): void {
		const gathered = this.#gathering;
		this.#gathering = [];
		if (this.#stopped) {
			for (const { reject } of gathered) reject(new CodedError('NODE_STOPPED'));
		} else if (gathered.length <= INLINE_UP_TO && bytesOf(gathered) <= INLINE_BYTES) {
			for (const { check, resolve } of gathered)
				resolve(verifier.verify(check.publicKey, check.message, check.signature));
		} else {
			for (let from = 0; from < gathered.length; from += BATCH) this.#hand(gathered.slice(from, from + BATCH));
		}
	}

	#hand(batch: Waiting[]): void {
		const entry = this.#leastLoaded();
		const id = this.#nextId++;
		entry.pending.set(id, batch);
		entry.worker.postMessage({ id, checks: batch.map(({ check }) => check) });
	}

	#leastLoaded(): { worker: Worker; pending: Map<number, Waiting[]> } {
		const idle = this.#workers.find(({ pending }) => pending.size === 0);
		if (idle) return idle;
		if (this.#workers.length < this.#workerCount) return this.#spawn();
		return this.#workers.reduce((best, entry) => (entry.pending.size < best.pending.size ? entry : best));
	}

	#spawn(): { worker: Worker; pending: Map<number, Waiting[]> } {
		const entry = { worker: new Worker(this.#workerUrl), pending: new Map<number, Waiting[]>() };
		this.#workers.push(entry);
		entry.worker.on('message', ({ id, good }: { id: number; good: boolean[] }) => {
			const batch = entry.pending.get(id) ?? [];
			entry.pending.delete(id);
			for (const [index, { resolve }] of batch.entries()) resolve(good[index] === true);
		});
		const fail = (reason: string): void => {
			const at = this.#workers.indexOf(entry);
			if (at >= 0) this.#workers.splice(at, 1);
			const error = this.#stopped ? new CodedError('NODE_STOPPED') : new CodedError('WORKER_FAILED', { reason });
			for (const batch of entry.pending.values()) for (const { reject } of batch) reject(error);
			entry.pending.clear();
		};
		entry.worker.on('error', (error) => fail(String(error)));
		entry.worker.on('exit', (code) => fail(`exit code ${code}`));
		entry.worker.unref();
		return entry;
	}
}

function bytesOf(gathered: readonly Waiting[]): number {
	return gathered.reduce((sum, { check }) => sum + check.message.length, 0);
}
