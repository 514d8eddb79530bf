import { mkdirSync } from 'node:fs';
import { appendFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const MAX_FILE_BYTES = 10_485_760;
const MAX_FILES = 5;
/** All files of one log together. */
export const LOG_LIMIT_BYTES = MAX_FILE_BYTES * MAX_FILES;
/** Lines that wait while the disk is slow; beyond it lines are lost and counted. */
const MAX_WAITING_BYTES = 4_194_304;

/**
 * An append-only log of bounded size: `node.log`, then `node.log.1` (newest) to `node.log.4`. Writing never holds the
 * caller, and a disk that refuses never stops the node.
 */
export class RotatingFile {
	readonly #path: string;
	readonly #maxFileBytes: number;
	readonly #maxFiles: number;
	#waiting: string[] = [];
	#waitingBytes = 0;
	#lost = 0;
	#size: number | null = null;
	#flushing: Promise<void> | null = null;

	constructor(options: { path: string; maxFileBytes?: number; maxFiles?: number }) {
		this.#path = options.path;
		this.#maxFileBytes = options.maxFileBytes ?? MAX_FILE_BYTES;
		this.#maxFiles = options.maxFiles ?? MAX_FILES;
		mkdirSync(dirname(options.path), { recursive: true, mode: 0o700 });
	}

	/** Lines that could not be kept. */
	get lost(): number {
		return this.#lost;
	}

	write(line: string): void {
		if (this.#waitingBytes + line.length > MAX_WAITING_BYTES) {
			this.#lost += 1;
			return;
		}
		this.#waiting.push(line);
		this.#waitingBytes += line.length;
		this.#flushing ??= this.#flush();
	}

	/** Resolves when everything written so far is in the file. */
	async close(): Promise<void> {
		while (this.#flushing) await this.#flushing;
	}

	async #flush(): Promise<void> {
		await Promise.resolve();
		while (this.#waiting.length > 0) {
			const lines = this.#waiting;
			this.#waiting = [];
			this.#waitingBytes = 0;
			try {
				await this.#append(lines.join(''));
			} catch {
				this.#lost += lines.length;
				this.#size = null;
			}
		}
		this.#flushing = null;
	}

	async #append(text: string): Promise<void> {
		this.#size ??= await stat(this.#path).then(
			({ size }) => size,
			() => 0,
		);
		if (this.#size > 0 && this.#size + text.length > this.#maxFileBytes) await this.#rotate();
		await appendFile(this.#path, text, { mode: 0o600 });
		this.#size += Buffer.byteLength(text);
	}

	async #rotate(): Promise<void> {
		await rm(`${this.#path}.${this.#maxFiles - 1}`, { force: true });
		for (let index = this.#maxFiles - 2; index >= 0; index--) {
			const from = index === 0 ? this.#path : `${this.#path}.${index}`;
			await rename(from, `${this.#path}.${index + 1}`).catch((error: NodeJS.ErrnoException) => {
				if (error.code !== 'ENOENT') throw error;
			});
		}
		this.#size = 0;
	}
}
