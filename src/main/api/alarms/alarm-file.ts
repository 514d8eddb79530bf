import { copyFile, type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ALARM_KINDS } from '../../../shared/alarms/catalogue.ts';
import { type AlarmLogEntry, alarmActor, alarmEntry, alarmId } from '../../../shared/contract/alarms.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';
import { TimeSlices } from '../time-slices.ts';

const FILE = 'alarms.jsonl';
/** Far above what the log's own bound lets it become. */
const MAX_BYTES = 268_435_456;
const MODE = 0o600;

const hold = z.object({ at: z.int(), by: alarmActor, reason: z.string() });
const recordForm = z.object({
	id: alarmId,
	kind: z.enum(ALARM_KINDS),
	subject: z.string().nullable(),
	active: z.boolean(),
	isAcknowledged: z.boolean(),
	raisedAt: z.int().nullable(),
	returnedAt: z.int().nullable(),
	value: z.number().nullable(),
	limit: z.int().nullable(),
	names: z.array(z.string()),
	acknowledged: z.object({ at: z.int(), by: alarmActor, comment: z.string() }).nullable(),
	shelved: hold.extend({ until: z.int() }).nullable(),
	outOfService: hold.nullable(),
});

/** What the entries before the first one kept came to; the first line of a file that was shortened. */
const checkpointForm = z.object({
	checkpoint: z.object({
		sequence: z.int().min(0),
		records: z.array(recordForm),
		limits: z.array(z.object({ kind: z.enum(ALARM_KINDS), change: hold.extend({ limit: z.int() }) })),
	}),
});

export type Checkpoint = z.infer<typeof checkpointForm>['checkpoint'];

export interface ReadLog {
	readonly checkpoint: Checkpoint | null;
	readonly entries: readonly AlarmLogEntry[];
	/** Lines that could not be read; a copy of the file as it was is kept beside it. */
	readonly damaged: number;
	/** Bytes of the lines that were whole; what follows is the torn end of a write that was cut off. */
	readonly wholeBytes: number;
}

/** One JSON text per line: a checkpoint perhaps, then entries. Appends are on disk when they answer. */
export class AlarmFile {
	readonly #path: string;
	#handle: FileHandle | null = null;
	#bytes = 0;

	/** @param directory must exist */
	constructor(directory: string) {
		this.#path = join(directory, FILE);
	}

	/** Reads in slices, so that a full log does not hold up a node. */
	async read(): Promise<ReadLog> {
		const bytes = await readFileOrNone(this.#path);
		const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
		const slices = new TimeSlices();
		const entries: AlarmLogEntry[] = [];
		let checkpoint: Checkpoint | null = null;
		let damaged = 0;
		for (const line of whole.toString('utf8').split('\n')) {
			if (line === '') continue;
			const parsed = parseLine(line);
			if (parsed === null) damaged += 1;
			else if ('checkpoint' in parsed) checkpoint = parsed.checkpoint;
			else entries.push(parsed);
			if (slices.isOver) await slices.next();
		}
		if (damaged > 0) await copyFile(this.#path, `${this.#path}.damaged`);
		this.#bytes = whole.length;
		return { checkpoint, entries, damaged, wholeBytes: whole.length };
	}

	/** Adds entries at the end; a write that failed half-way is cut off before the next. */
	async append(entries: readonly AlarmLogEntry[]): Promise<void> {
		const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
		this.#handle ??= await open(this.#path, 'a', MODE);
		const { size } = await this.#handle.stat();
		if (size !== this.#bytes) await this.#handle.truncate(this.#bytes);
		await this.#handle.appendFile(text);
		await this.#handle.datasync();
		this.#bytes += Buffer.byteLength(text);
	}

	/** Writes the file anew in one step. */
	async replace(checkpoint: Checkpoint, entries: readonly AlarmLogEntry[]): Promise<void> {
		const text = [{ checkpoint }, ...entries].map((line) => `${JSON.stringify(line)}\n`).join('');
		await this.close();
		await writeFileAtomic(this.#path, text, MODE);
		this.#bytes = Buffer.byteLength(text);
	}

	async close(): Promise<void> {
		const handle = this.#handle;
		this.#handle = null;
		await handle?.close();
	}
}

async function readFileOrNone(path: string): Promise<Buffer> {
	try {
		if ((await stat(path)).size > MAX_BYTES) {
			await copyFile(path, `${path}.damaged`);
			return Buffer.alloc(0);
		}
		return await readFile(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
		throw error;
	}
}

function parseLine(line: string): AlarmLogEntry | z.infer<typeof checkpointForm> | null {
	try {
		const value: unknown = JSON.parse(line);
		const entry = alarmEntry.safeParse(value);
		if (entry.success) return entry.data;
		const checkpoint = checkpointForm.safeParse(value);
		return checkpoint.success ? checkpoint.data : null;
	} catch {
		return null;
	}
}
