import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';
import type { KeyDesk } from '../../node/keys/key-desk.ts';
import type { ConsoleLog } from '../log.ts';

const FILE = 'auto-lock.json';
const MINUTE_MS = 60_000;
const form = z.strictObject({ minutes: z.int().min(0).max(1_440) });

export interface KeyGuardOptions {
	readonly dataDirectory: string;
	/** Participants that the console acts as. */
	readonly participants: readonly string[];
}

export interface KeyGuardModules {
	readonly keys: () => Pick<KeyDesk, 'lock' | 'unlock' | 'locked'>;
	readonly log: ConsoleLog;
	/** Told after a lock that nobody asked for. */
	readonly onLocked: () => void;
}

/** Locks the keys that the console acts with: when asked, and when no person has been there for a while. */
export class KeyGuard {
	readonly #options: KeyGuardOptions;
	readonly #modules: KeyGuardModules;
	#minutes = 0;
	#timer: ReturnType<typeof setTimeout> | null = null;
	readonly #loaded: Promise<void>;

	constructor(options: KeyGuardOptions, modules: KeyGuardModules) {
		this.#options = options;
		this.#modules = modules;
		this.#loaded = this.#load();
	}

	async minutes(): Promise<number> {
		await this.#loaded;
		return this.#minutes;
	}

	/** Kept in the data directory; 0 turns it off. */
	async setMinutes(minutes: number): Promise<void> {
		await this.#loaded;
		await writeFileAtomic(join(this.#options.dataDirectory, FILE), `${JSON.stringify({ minutes })}\n`);
		this.#minutes = minutes;
		this.active();
	}

	/** The time until the lock begins anew. */
	active(): void {
		this.close();
		if (this.#minutes > 0) this.#timer = setTimeout(() => this.#lockIdle(), this.#minutes * MINUTE_MS);
		this.#timer?.unref();
	}

	lock(): readonly string[] {
		const keys = this.#modules.keys();
		keys.lock(this.#options.participants);
		this.close();
		return keys.locked;
	}

	/** @throws CodedError KEYSTORE_WRONG_PASSPHRASE */
	async unlock(passphrase: string): Promise<readonly string[]> {
		const keys = this.#modules.keys();
		await keys.unlock(this.#options.participants, passphrase);
		this.active();
		return keys.locked;
	}

	/** Ends the waiting; what is locked stays so. */
	close(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
	}

	#lockIdle(): void {
		this.lock();
		this.#modules.log.info({ minutes: this.#minutes }, 'keys locked after idle time');
		this.#modules.onLocked();
	}

	async #load(): Promise<void> {
		try {
			this.#minutes = form.parse(JSON.parse(await readFile(join(this.#options.dataDirectory, FILE), 'utf8'))).minutes;
			this.active();
		} catch {
			this.#minutes = 0;
		}
	}
}
