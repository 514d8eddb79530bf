import { stat } from 'node:fs/promises';
import { ALARM_LIMITS, type AlarmLogEntry } from '../../../shared/contract/alarms.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ConsoleLog } from '../log.ts';
import { AlarmBook, type AlarmChange } from './alarm-book.ts';
import { AlarmFile } from './alarm-file.ts';

/** What the log drops at once when it is full, so that it is written anew only now and then. */
const DROPPED_AT_ONCE = ALARM_LIMITS.logEntries / 10;
const APPENDED_AT_ONCE = 2_000;

export interface AlarmLogOptions {
	/** Data directory of the node; where it does not exist, the log stays in memory. */
	readonly directory: string;
	/** Entries kept. Default `ALARM_LIMITS.logEntries`. */
	readonly capacity?: number;
}

/**
 * The alarm log: an ordered, bounded record, whose entries make the book. Taking an entry never waits; `flush` resolves
 * when all entries so far are on disk. What a disk refuses stays in memory and is written with the next flush.
 */
export class AlarmLog {
	readonly book: AlarmBook;
	/** The book before the first entry that is kept. */
	readonly #before: AlarmBook;
	readonly #file: AlarmFile | null;
	readonly #capacity: number;
	#entries: AlarmLogEntry[];
	#sequence: number;
	/** Entries at the end of the log that are not on disk yet. */
	#unwritten = 0;
	#mustReplace: boolean;
	#flushing: Promise<void> | null = null;
	#failure: unknown = null;

	private constructor(
		state: { before: AlarmBook; book: AlarmBook; entries: AlarmLogEntry[]; sequence: number; mustReplace: boolean },
		{ file, capacity }: { file: AlarmFile | null; capacity: number },
	) {
		this.book = state.book;
		this.#before = state.before;
		this.#entries = state.entries;
		this.#sequence = state.sequence;
		this.#mustReplace = state.mustReplace;
		this.#file = file;
		this.#capacity = capacity;
	}

	/** Reads what the directory holds. A log that cannot be read is begun anew in memory, and said in the node's log. */
	static async open(options: AlarmLogOptions, { log }: { readonly log: ConsoleLog }): Promise<AlarmLog> {
		const { directory, capacity = ALARM_LIMITS.logEntries } = options;
		const empty = { before: new AlarmBook(), book: new AlarmBook(), entries: [], sequence: 0, mustReplace: false };
		const isThere = await stat(directory).then(
			(found) => found.isDirectory(),
			() => false,
		);
		if (!isThere) return new AlarmLog(empty, { file: null, capacity });
		try {
			const file = new AlarmFile(directory);
			const { checkpoint, entries, damaged } = await file.read();
			if (damaged > 0) log.warn({ damaged }, 'lines of the alarm log could not be read; a copy is kept beside it');
			const books = [new AlarmBook(), new AlarmBook()] as const;
			for (const book of books) {
				for (const record of checkpoint?.records ?? []) book.restore(record);
				for (const { kind, change } of checkpoint?.limits ?? []) book.restoreLimit(kind, change);
			}
			const [before, book] = books;
			for (const entry of entries) book.apply(entry);
			const sequence = Math.max(checkpoint?.sequence ?? 0, entries.at(-1)?.sequence ?? 0);
			return new AlarmLog(
				{ before, book, entries: [...entries], sequence, mustReplace: damaged > 0 },
				{ file, capacity },
			);
		} catch (error) {
			log.error({ err: error }, 'the alarm log cannot be read; alarms are kept in memory until the next start');
			return new AlarmLog(empty, { file: null, capacity });
		}
	}

	/** Oldest first. */
	get entries(): readonly AlarmLogEntry[] {
		return this.#entries;
	}

	get state(): 'kept' | 'failing' | 'memory' {
		if (!this.#file) return 'memory';
		return this.#failure === null ? 'kept' : 'failing';
	}

	/** Takes a change into the book and the log. */
	take(change: AlarmChange): AlarmLogEntry {
		this.#sequence += 1;
		const entry = { ...change, sequence: this.#sequence } as AlarmLogEntry;
		this.book.apply(entry);
		this.#entries.push(entry);
		this.#unwritten += 1;
		if (this.#entries.length > this.#capacity) this.#shorten();
		return entry;
	}

	/** @throws CodedError ALARM_LOG_UNWRITABLE; what was taken stays taken, and is written when the disk takes it */
	async flush(): Promise<void> {
		while (this.#unwritten > 0 || this.#mustReplace) {
			if (!this.#file) {
				this.#unwritten = 0;
				this.#mustReplace = false;
				return;
			}
			this.#flushing ??= this.#write(this.#file).finally(() => {
				this.#flushing = null;
			});
			await this.#flushing;
		}
	}

	async close(): Promise<void> {
		await this.flush().catch(() => undefined);
		await this.#file?.close();
	}

	async #write(file: AlarmFile): Promise<void> {
		const writing = this.#unwritten;
		const isReplacing = this.#mustReplace;
		const last = this.#sequence;
		try {
			if (isReplacing) {
				this.#mustReplace = false;
				await file.replace(this.#checkpoint(), this.#entries.slice());
			} else {
				const from = this.#entries.length - writing;
				const batch = this.#entries.slice(from, from + APPENDED_AT_ONCE);
				await file.append(batch);
				this.#unwritten -= batch.length;
				this.#failure = null;
				return;
			}
			this.#unwritten = this.#sequence - last;
			this.#failure = null;
		} catch (error) {
			this.#mustReplace ||= isReplacing;
			this.#failure = error;
			throw new CodedError('ALARM_LOG_UNWRITABLE', { reason: reasonOf(error) });
		}
	}

	#checkpoint() {
		return {
			sequence: (this.#entries[0]?.sequence ?? this.#sequence + 1) - 1,
			records: [...this.#before.records()].map((record) => ({ ...record, names: [...record.names] })),
			limits: [...this.#before.limits()].map(([kind, change]) => ({ kind, change })),
		};
	}

	#shorten(): void {
		const dropped = this.#entries.slice(0, Math.max(1, Math.min(DROPPED_AT_ONCE, Math.floor(this.#capacity / 2))));
		for (const entry of dropped) this.#before.apply(entry);
		this.#entries = this.#entries.slice(dropped.length);
		this.#mustReplace = true;
	}
}

function reasonOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? String(error);
}
