import { Worker } from 'node:worker_threads';
import type { Block } from '../../../shared/codec/block.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { StateLeaf } from '../../core/contracts/types.ts';
import { type PackedResult, unpackResult } from './packed-result.ts';
import type { WorkerAnswer, WorkerCall, WorkerInput } from './protocol.ts';
import type { CertifiedLeaves, ExecutionStart, Executor, NodeExecution, PresentLeaf } from './types.ts';

/** Questions to the worker that may be open at once. */
const MAX_OPEN = 4_096;

interface Waiting {
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
}

/** The executor in a worker thread; the entry file is an option since a bundle has it elsewhere. */
export class WorkerExecutor implements Executor {
	readonly #worker: Worker;
	readonly #open = new Map<number, Waiting>();
	#nextId = 1;
	#ended: CodedError | null = null;

	/** @param options.genesis canonical bytes of the genesis document */
	constructor(options: { genesis: Uint8Array; workerUrl?: URL }) {
		const workerData: WorkerInput = { genesis: options.genesis };
		this.#worker = new Worker(options.workerUrl ?? new URL('./worker.ts', import.meta.url), { workerData });
		this.#worker.on('message', (answer: WorkerAnswer) => this.#settle(answer));
		this.#worker.on('error', (error) => this.#end(new CodedError('WORKER_FAILED', { reason: String(error) })));
		this.#worker.on('exit', (code) => this.#end(new CodedError('WORKER_FAILED', { reason: `exit code ${code}` })));
	}

	async start(height: number, leaves: AsyncIterable<StateLeaf[]> | null): Promise<ExecutionStart> {
		if (leaves) for await (const chunk of leaves) await this.#ask({ op: 'load', leaves: chunk });
		return (await this.#ask({ op: 'start', height, hasLeaves: leaves !== null })) as ExecutionStart;
	}

	async leaves(): Promise<readonly StateLeaf[]> {
		return (await this.#ask({ op: 'leaves' })) as StateLeaf[];
	}

	async execute(block: Block, verified: readonly string[]): Promise<NodeExecution> {
		const packed = (await this.#ask({ op: 'execute', block, verified })) as PackedResult;
		const events = [...packed.result.events];
		while (events.length < packed.eventCount)
			for (const event of (await this.#ask({ op: 'events', from: events.length })) as ContractEvent[])
				events.push(event);
		return { ...unpackResult(packed), events };
	}

	async values(paths: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
		return (await this.#ask({ op: 'values', paths })) as (Uint8Array | null)[];
	}

	async provePresent(path: string): Promise<PresentLeaf> {
		return (await this.#ask({ op: 'prove-present', path })) as PresentLeaf;
	}

	async prove(paths: readonly string[]): Promise<CertifiedLeaves | null> {
		return (await this.#ask({ op: 'prove', paths })) as CertifiedLeaves | null;
	}

	async stop(): Promise<void> {
		this.#end(new CodedError('NODE_STOPPED'));
		await this.#worker.terminate();
	}

	#ask(call: WorkerCall): Promise<unknown> {
		if (this.#ended) return Promise.reject(this.#ended);
		if (this.#open.size >= MAX_OPEN)
			return Promise.reject(new CodedError('WORKER_FAILED', { reason: `${MAX_OPEN} questions are open` }));
		const id = this.#nextId++;
		return new Promise((resolve, reject) => {
			this.#open.set(id, { resolve, reject });
			this.#worker.postMessage({ id, ...call });
		});
	}

	#settle(answer: WorkerAnswer): void {
		const waiting = this.#open.get(answer.id);
		this.#open.delete(answer.id);
		if (answer.ok) waiting?.resolve(answer.value);
		else waiting?.reject(answer.code ? new CodedError(answer.code, answer.details) : new Error(answer.message));
	}

	#end(error: CodedError): void {
		this.#ended ??= error;
		for (const { reject } of this.#open.values()) reject(this.#ended);
		this.#open.clear();
	}
}
