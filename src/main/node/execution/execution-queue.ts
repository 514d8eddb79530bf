import type { ExecutionResult } from '../../core/contracts/types.ts';
import type { Store, StoredBlock } from '../store/types.ts';
import type { ExecutedBlock } from '../types.ts';
import { storedExecutionOf } from './stored-execution.ts';
import type { Executor } from './types.ts';

/** Final blocks that may wait for execution before the core is fed no more. */
const MAX_WAITING = 128;

/** A block's execution with everything that later steps need of it. */
export interface Executed {
	readonly block: ExecutedBlock;
	readonly result: ExecutionResult;
}

/**
 * Executes final blocks one after the other and stores each result before anybody hears of it. An error ends the queue:
 * a node that cannot execute must not vote.
 */
export class ExecutionQueue {
	readonly #store: Store;
	readonly #executor: Executor;
	readonly #verifiedOf: (block: StoredBlock) => readonly string[];
	readonly #isVoid: (block: StoredBlock) => boolean;
	readonly #onExecuted: (executed: Executed) => void;
	readonly #onFailure: (error: unknown) => void;
	readonly #waiting: StoredBlock[] = [];
	#running: Promise<void> | null = null;
	#isStopped = false;

	constructor(modules: {
		store: Store;
		executor: Executor;
		/** Names of the block's signatures that this node has checked already. */
		verifiedOf: (block: StoredBlock) => readonly string[];
		/** Final, but above its epoch's last block: passed over. */
		isVoid: (block: StoredBlock) => boolean;
		onExecuted: (executed: Executed) => void;
		onFailure: (error: unknown) => void;
	}) {
		this.#store = modules.store;
		this.#executor = modules.executor;
		this.#verifiedOf = modules.verifiedOf;
		this.#isVoid = modules.isVoid;
		this.#onExecuted = modules.onExecuted;
		this.#onFailure = modules.onFailure;
	}

	get isFull(): boolean {
		return this.#waiting.length >= MAX_WAITING;
	}

	get length(): number {
		return this.#waiting.length;
	}

	/** @param block stored, and the next height after everything pushed before; passed over when it is void */
	push(block: StoredBlock): void {
		if (this.#isStopped || this.#isVoid(block)) return;
		this.#waiting.push(block);
		this.#running ??= this.#run();
	}

	/** Resolves when nothing waits any more, or the queue has ended. */
	async drained(): Promise<void> {
		await this.#running;
	}

	/** Ends after the block under way. */
	async stop(): Promise<void> {
		this.#isStopped = true;
		this.#waiting.length = 0;
		await this.#running;
	}

	async execute(stored: StoredBlock): Promise<Executed> {
		const result = await this.#executor.execute(stored.block, this.#verifiedOf(stored));
		const entry = storedExecutionOf(result);
		await this.#store.persistExecution(entry, result.writes, result.record);
		const { stateRoot, transactionIds, receipts, events } = entry;
		return { block: { ...stored, stateRoot, transactionIds, receipts, events }, result };
	}

	async #run(): Promise<void> {
		try {
			for (let next = this.#waiting.shift(); next && !this.#isStopped; next = this.#waiting.shift())
				if (!this.#isVoid(next)) this.#onExecuted(await this.execute(next));
		} catch (error) {
			if (!this.#isStopped) this.#onFailure(error);
			this.#isStopped = true;
		}
		this.#running = null;
	}
}
