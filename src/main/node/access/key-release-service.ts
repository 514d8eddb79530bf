import type { ContractEvent } from '../../../shared/codec/events.ts';
import { codeOf } from '../../../shared/errors/coded-error.ts';
import { type LeafReader, readAwaiting, readGrant } from '../../core/contracts/traceability/access-state.ts';
import type { Log } from '../observe/log.ts';
import type { KeyReleaser } from './key-releaser.ts';

export interface KeyReleaseServiceOptions {
	/** Participants of this node: their own grants are answered, those of others never. */
	readonly participants: readonly string[];
	/** Releases of one pass; what is left comes with the next. */
	readonly perPass: number;
	/** Waits after the first, second … failure of a request, ms; after the last one it is left until the next start. */
	readonly retryMs: readonly number[];
}

export const DEFAULT_KEY_RELEASE = {
	perPass: 64,
	retryMs: [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 60_000, 120_000, 300_000],
} as const;

export interface KeyReleaseServiceModules {
	readonly releaser: Pick<KeyReleaser, 'release'>;
	readonly read: LeafReader;
	/** A locked participant releases nothing; its requests stand in the state until `start` is called again. */
	readonly isLocked?: (participant: string) => boolean;
	/** Monotonic ms. */
	readonly monotonicMs: () => number;
	readonly log: Log;
}

interface Failure {
	readonly count: number;
	/** Monotonic ms before which it is not tried again; infinite once it is given up. */
	readonly notBefore: number;
}

/** Requests whose failures are remembered. */
const FAILURES_KEPT = 10_000;

/**
 * Answers requests for keys under the grants of this node's own participants. What is to be done stands in the state,
 * requests that are answered do not: so a restart loses nothing, and nothing is released twice by one holder.
 */
export class KeyReleaseService {
	readonly #options: KeyReleaseServiceOptions;
	readonly #modules: KeyReleaseServiceModules;
	readonly #failures = new Map<string, Failure>();
	#isStopped = false;
	#isWanted = false;
	#running: Promise<void> | null = null;
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(options: KeyReleaseServiceOptions, modules: KeyReleaseServiceModules) {
		this.#options = options;
		this.#modules = modules;
	}

	/** Looks for what was asked before, at the start and after an unlock. */
	start(): void {
		this.#wake();
	}

	/** Events of a block that was executed. */
	executed(events: readonly ContractEvent[]): void {
		if (events.some(({ kind }) => kind === 'key-requested')) this.#wake();
	}

	/** Resolves when the release under way, if any, has ended. */
	async stop(): Promise<void> {
		this.#isStopped = true;
		if (this.#timer) clearTimeout(this.#timer);
		await this.#running;
	}

	#wake(): void {
		this.#isWanted = true;
		if (this.#isStopped || this.#running || this.#options.participants.length === 0) return;
		this.#running = this.#work().finally(() => {
			this.#running = null;
		});
	}

	async #work(): Promise<void> {
		while (this.#isWanted && !this.#isStopped) {
			this.#isWanted = false;
			try {
				await this.#pass();
			} catch (error) {
				this.#modules.log.warn({ error }, 'requests for keys could not be read');
				this.#wakeIn(this.#options.retryMs.at(-1) ?? 60_000);
			}
		}
	}

	async #pass(): Promise<void> {
		let left = this.#options.perPass;
		for (const participant of this.#options.participants) {
			if (this.#modules.isLocked?.(participant)) continue;
			for (const { grant, documents } of await readAwaiting(this.#modules.read, participant)) {
				for (const document of documents) {
					if (this.#isStopped) return;
					if (!this.#isDue(grant, document)) continue;
					if (left-- === 0) {
						this.#isWanted = true;
						return;
					}
					await this.#answer(participant, grant, document);
				}
			}
		}
		this.#wakeForRetry();
	}

	async #answer(participant: string, grant: string, document: string): Promise<void> {
		const { releaser, log } = this.#modules;
		const about = { grant, document, by: participant };
		try {
			const { receipt, height } = await releaser.release(participant, grant, document);
			if (!receipt.ok) throw new ReleaseRefused(receipt.code);
			this.#failures.delete(keyOf(grant, document));
			log.info({ ...about, height }, 'key released');
		} catch (error) {
			if (this.#isStopped) return;
			const code = error instanceof ReleaseRefused ? error.code : codeOf(error);
			const isFinal = await this.#isOver(grant);
			const wait = isFinal ? null : this.#fail(grant, document);
			log.warn({ ...about, code, error, retryInMs: wait }, 'a key was not released');
		}
	}

	/** Nothing is left to do for a grant that ended in between. */
	async #isOver(grant: string): Promise<boolean> {
		const record = await readGrant(this.#modules.read, grant);
		return record?.status !== 'in-force';
	}

	#isDue(grant: string, document: string): boolean {
		const failure = this.#failures.get(keyOf(grant, document));
		return !failure || this.#modules.monotonicMs() >= failure.notBefore;
	}

	/** @returns ms to the next try, or null when there is none */
	#fail(grant: string, document: string): number | null {
		const key = keyOf(grant, document);
		const count = (this.#failures.get(key)?.count ?? 0) + 1;
		const wait = this.#options.retryMs[count - 1] ?? null;
		this.#failures.delete(key);
		const notBefore = wait === null ? Number.POSITIVE_INFINITY : this.#modules.monotonicMs() + wait;
		this.#failures.set(key, { count, notBefore });
		const oldest = this.#failures.keys().next().value;
		if (this.#failures.size > FAILURES_KEPT && oldest !== undefined) this.#failures.delete(oldest);
		return wait;
	}

	#wakeForRetry(): void {
		const next = Math.min(...[...this.#failures.values()].map(({ notBefore }) => notBefore));
		if (Number.isFinite(next)) this.#wakeIn(Math.max(0, next - this.#modules.monotonicMs()));
	}

	#wakeIn(ms: number): void {
		if (this.#timer) clearTimeout(this.#timer);
		if (this.#isStopped) return;
		this.#timer = setTimeout(() => this.#wake(), ms);
	}
}

/** The chain's own refusal, which a receipt tells of. */
class ReleaseRefused extends Error {
	readonly code: string | null;

	constructor(code: string | null) {
		super(`the chain refused the release: ${code}`);
		this.code = code;
	}
}

function keyOf(grant: string, document: string): string {
	return `${grant}/${document}`;
}
