import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TurnFigures } from './turn-recorder.ts';

export type ProductQuestion =
	| { readonly op: 'submit'; readonly encoded: Uint8Array }
	/** From here on the main thread's slices count. */
	| { readonly op: 'measure' }
	| { readonly op: 'turns' }
	| { readonly op: 'told' }
	| { readonly op: 'records'; readonly from: number; readonly to: number };

/** What this validator has heard of the product, block by block. */
export interface Told {
	readonly height: number;
	readonly stateRoot: string;
	/** Height and wall ms of the first block that cleared it; 0 before. */
	readonly clearedHeight: number;
	readonly clearedAtMs: number;
	readonly lastHeight: number;
	readonly lastAtMs: number;
	readonly expectedTrades: number;
	readonly orders: number;
	readonly trades: number;
	readonly deeds: number;
	readonly mostEvents: number;
}

export interface AnswerOf {
	readonly submit: { readonly code: string | null; readonly height: number };
	readonly measure: null;
	readonly turns: { readonly turns: TurnFigures; readonly residentBytes: number; readonly heapBytes: number };
	readonly told: Told;
	/** Largest stored record of one block's result, bytes. */
	readonly records: { readonly mostBytes: number };
}

/** The bench's hold on one validator process. */
export class ProductProcess {
	readonly #process: ChildProcess;
	readonly #ready = Promise.withResolvers<void>();
	readonly #open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
	#nextId = 1;

	/** @param isHost the console reads its chain as well */
	constructor(directory: string, isHost: boolean) {
		const file = fileURLToPath(new URL('./product-validator.ts', import.meta.url));
		this.#process = fork(file, isHost ? [directory, 'host'] : [directory], {
			serialization: 'advanced',
			stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
		});
		this.#process.on('message', ({ id, value, error }: { id: number; value: unknown; error?: string }) => {
			if (id === 0) return this.#ready.resolve();
			if (error === undefined) this.#open.get(id)?.resolve(value);
			else this.#open.get(id)?.reject(new Error(error));
			this.#open.delete(id);
		});
		this.#process.on('exit', (code) => {
			const error = new Error(`validator ended with ${code}`);
			this.#ready.reject(error);
			for (const { reject } of this.#open.values()) reject(error);
			this.#open.clear();
		});
		this.#ready.promise.catch(() => {});
	}

	get ready(): Promise<void> {
		return this.#ready.promise;
	}

	ask<Q extends ProductQuestion>(question: Q): Promise<AnswerOf[Q['op']]> {
		const id = this.#nextId++;
		return new Promise((resolve, reject) => {
			this.#open.set(id, { resolve: resolve as (value: unknown) => void, reject });
			this.#process.send({ id, ...question }, (error) => error && reject(error));
		});
	}

	async stop(): Promise<void> {
		if (this.#process.exitCode !== null || !this.#process.connected) return;
		const gone = new Promise((resolve) => this.#process.once('exit', resolve));
		this.#process.disconnect();
		await gone;
	}
}
