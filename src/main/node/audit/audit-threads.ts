import { Worker } from 'node:worker_threads';
import type { BindBlock, BlockBinding } from '../../../shared/audit/block-binding.ts';
import type { VerifyMany } from '../../../shared/audit/signature-queue.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { packSignatures } from './packed-signatures.ts';

export type AuditQuestion =
	| { readonly kind: 'signatures'; readonly packed: Uint8Array<ArrayBuffer> }
	| { readonly kind: 'block'; readonly cid: Uint8Array; readonly bytes: Uint8Array<ArrayBuffer> };

export type AuditAnswer =
	| { readonly kind: 'signatures'; readonly good: Uint8Array }
	| { readonly kind: 'block'; readonly binding: BlockBinding };

interface Thread {
	readonly worker: Worker;
	readonly pending: Map<number, { resolve(answer: AuditAnswer): void; reject(error: Error): void }>;
}

const MAX_THREADS = 8;

/**
 * Threads on which a verifier's signatures and hashes are checked while it reads on. Who asks bounds how much is under
 * way. A thread that fails refuses what it has, and everything after it.
 */
export class AuditThreads {
	readonly #threads: Thread[];
	#nextId = 1;
	#failure: CodedError | null = null;

	/** @param options.count threads, 1 to 8 */
	constructor({ count }: { readonly count: number }) {
		this.#threads = Array.from({ length: Math.min(MAX_THREADS, Math.max(1, count)) }, () => this.#start());
	}

	readonly verifyMany: VerifyMany = async (checks) => {
		const packed = packSignatures(checks);
		const answer = await this.#ask({ kind: 'signatures', packed }, packed.buffer);
		if (answer.kind !== 'signatures') throw new CodedError('WORKER_FAILED', { reason: 'another answer' });
		return Array.from(answer.good, (good) => good === 1);
	};

	readonly bindBlock: BindBlock = async ({ cid, bytes }) => {
		// A view takes the whole buffer with it that it looks at.
		const own = new Uint8Array(bytes);
		const answer = await this.#ask({ kind: 'block', cid: new Uint8Array(cid), bytes: own }, own.buffer);
		if (answer.kind !== 'block') throw new CodedError('WORKER_FAILED', { reason: 'another answer' });
		return answer.binding;
	};

	async stop(): Promise<void> {
		this.#fail('it was stopped');
		await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
	}

	#ask(question: AuditQuestion, handed: ArrayBuffer): Promise<AuditAnswer> {
		if (this.#failure) return Promise.reject(this.#failure);
		const least = this.#threads.reduce((best, each) => (each.pending.size < best.pending.size ? each : best));
		const id = this.#nextId++;
		return new Promise((resolve, reject) => {
			least.pending.set(id, { resolve, reject });
			least.worker.postMessage({ id, question }, [handed]);
		});
	}

	#start(): Thread {
		const thread: Thread = { worker: new Worker(new URL('./audit-worker.ts', import.meta.url)), pending: new Map() };
		thread.worker.on('message', ({ id, answer }: { readonly id: number; readonly answer: AuditAnswer }) => {
			thread.pending.get(id)?.resolve(answer);
			thread.pending.delete(id);
		});
		thread.worker.on('error', (error) => this.#fail(String(error)));
		thread.worker.on('exit', (code) => this.#fail(`exit code ${code}`));
		return thread;
	}

	#fail(reason: string): void {
		this.#failure ??= new CodedError('WORKER_FAILED', { reason });
		for (const { pending } of this.#threads) {
			for (const { reject } of pending.values()) reject(this.#failure);
			pending.clear();
		}
	}
}
