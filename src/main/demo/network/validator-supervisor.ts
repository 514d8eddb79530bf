import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ClockSetting } from '../../node/types.ts';
import type { DemoLog } from '../demo-log.ts';
import { type ValidatorChannel, type ValidatorMessage, validatorMessage } from './validator-channel.ts';

/** A validator's process as its host sees it. */
export interface ValidatorProcess {
	readonly channel: ValidatorChannel;
	readonly pid: number | undefined;
	/** Settles when the process has ended, with its exit code or signal. */
	readonly ended: Promise<string>;
	kill(): void;
}

/** Starts the process of one validator on its data directory; injected, for the desktop starts utility processes. */
export type SpawnValidator = (directory: string) => ValidatorProcess;

export interface SupervisorOptions {
	readonly validator: number;
	readonly directory: string;
	readonly startTimeoutMs: number;
	readonly stopTimeoutMs: number;
}

const BACKOFF_MIN_MS = 500;
const BACKOFF_MAX_MS = 30_000;
/** A process that lived this long starts its backoff anew. */
const HEALTHY_MS = 60_000;
/** Processes that may be killed before one is ready; more mean that the machine has no room for it. */
const KILLED_AT_START_MAX = 2;
const ROOT_RETRY_MS = 50;
const SIGNAL = /^SIG[A-Z]+$/;

/** Keeps one validator's process running: starts it, hands it the clock, starts it again with backoff when it dies. */
export class ValidatorSupervisor {
	readonly #options: SupervisorOptions;
	readonly #spawn: SpawnValidator;
	readonly #clock: () => ClockSetting;
	readonly #log: DemoLog;
	readonly #stopping = new AbortController();
	readonly #rootWaiters = new Map<number, (root: string | null) => void>();
	#process: ValidatorProcess | null = null;
	#isReady = false;
	#loop: Promise<void> | null = null;

	constructor(options: SupervisorOptions, modules: { spawn: SpawnValidator; clock: () => ClockSetting; log: DemoLog }) {
		this.#options = options;
		this.#spawn = modules.spawn;
		this.#clock = modules.clock;
		this.#log = modules.log;
	}

	get pid(): number | undefined {
		return this.#process?.pid;
	}

	/**
	 * A process that a signal killed before it was ready is started again like any other.
	 * @throws CodedError DEMO_VALIDATOR_FAILED when a process gives up or is silent before the first one is ready
	 */
	async start(): Promise<void> {
		const first = Promise.withResolvers<void>();
		this.#loop = this.#keepRunning(first);
		await first.promise;
	}

	setClock(setting: ClockSetting): void {
		if (this.#isReady) this.#process?.channel.send({ kind: 'clock', setting });
	}

	/** The validator's own state root after a height, also of one that is just being started again; null when it is late. */
	async rootAt(height: number, timeoutMs: number): Promise<string | null> {
		const end = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#stopping.signal]);
		while (!end.aborted) {
			const root = await this.#askRoot(height, end);
			if (root !== null) return root;
			await sleep(ROOT_RETRY_MS, undefined, { signal: end }).catch(() => undefined);
		}
		return null;
	}

	/** Null when the process is not ready, ends before it answers, or the signal aborts. */
	async #askRoot(height: number, signal: AbortSignal): Promise<string | null> {
		if (!this.#isReady || this.#process === null) return null;
		const { promise, resolve } = Promise.withResolvers<string | null>();
		const late = () => resolve(null);
		this.#rootWaiters.set(height, resolve);
		signal.addEventListener('abort', late, { once: true });
		this.#process.channel.send({ kind: 'root-at', height });
		try {
			return await promise;
		} finally {
			signal.removeEventListener('abort', late);
			this.#rootWaiters.delete(height);
		}
	}

	/** Asks the process to stop, and ends it when it does not. Safe to call twice. */
	async stop(): Promise<void> {
		this.#stopping.abort();
		const process = this.#process;
		if (process !== null) {
			process.channel.send({ kind: 'stop' });
			const end = new AbortController();
			const timer = sleep(this.#options.stopTimeoutMs, 'late', { signal: end.signal }).catch(() => 'ended');
			if ((await Promise.race([process.ended, timer])) === 'late') {
				this.#log.warn({ validator: this.#options.validator }, 'validator did not stop in time and is killed');
				process.kill();
			}
			end.abort();
		}
		await this.#loop;
	}

	async #keepRunning(first: PromiseWithResolvers<void>): Promise<void> {
		let backoffMs = BACKOFF_MIN_MS;
		for (let killed = 0; !this.#stopping.signal.aborted; ) {
			const startedMs = performance.now();
			const end = await this.#runOnce(first);
			if (this.#stopping.signal.aborted) break;
			// One that ended by itself before it was ready would only do so again.
			if (!SIGNAL.test(end) || ++killed > KILLED_AT_START_MAX) first.reject(this.#failure(end));
			if (performance.now() - startedMs > HEALTHY_MS) backoffMs = BACKOFF_MIN_MS;
			const { validator, directory } = this.#options;
			this.#log.error(
				{ validator, directory, end, againInMs: backoffMs },
				'validator process ended; starting it again',
			);
			await sleep(backoffMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
			backoffMs = Math.min(BACKOFF_MAX_MS, backoffMs * 2);
		}
		first.reject(this.#failure('stopped'));
	}

	/** One life of the process; resolves when it has ended. */
	async #runOnce(first: PromiseWithResolvers<void>): Promise<string> {
		const process = this.#spawn(this.#options.directory);
		this.#process = process;
		const timer = setTimeout(() => {
			first.reject(this.#failure(`silent for ${this.#options.startTimeoutMs} ms`));
			process.kill();
		}, this.#options.startTimeoutMs);
		let reason = '';
		process.channel.onMessage((message) => {
			const parsed = validatorMessage.safeParse(message);
			if (!parsed.success) return;
			if (parsed.data.kind === 'ready') {
				clearTimeout(timer);
				first.resolve();
			}
			if (parsed.data.kind === 'failed') reason = parsed.data.message;
			this.#hear(process, parsed.data);
		});
		const end = await process.ended;
		clearTimeout(timer);
		this.#isReady = false;
		this.#process = null;
		for (const resolve of this.#rootWaiters.values()) resolve(null);
		return reason || end;
	}

	#hear(process: ValidatorProcess, message: ValidatorMessage): void {
		switch (message.kind) {
			case 'hello':
				process.channel.send({ kind: 'clock', setting: this.#clock() });
				return;
			case 'ready':
				this.#isReady = true;
				// The clock may have moved while the node was starting.
				process.channel.send({ kind: 'clock', setting: this.#clock() });
				return;
			case 'root':
				this.#rootWaiters.get(message.height)?.(message.stateRoot);
				return;
			case 'failed':
				this.#log.error({ validator: this.#options.validator, reason: message.message }, 'validator failed');
		}
	}

	#failure(reason: string): CodedError {
		const { validator, directory } = this.#options;
		return new CodedError('DEMO_VALIDATOR_FAILED', { validator, directory, reason });
	}
}
