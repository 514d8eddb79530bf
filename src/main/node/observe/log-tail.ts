import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { redactValue } from './redact.ts';

export const LINE_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LineLevel = (typeof LINE_LEVELS)[number];

export interface LogLine {
	/** Unix wall ms; null where the line does not say. */
	readonly atMs: number | null;
	readonly level: LineLevel;
	readonly module: string | null;
	readonly message: string;
	/** The other fields, as JSON. */
	readonly facts: string;
}

export interface LogQuery {
	/** Lines of this level and above. */
	readonly level: LineLevel;
	/** Case-insensitive part of message, module or facts; empty takes all. */
	readonly text: string;
	readonly limit: number;
}

/** Read back from the end of the newest file, and of the one before it. */
const TAIL_BYTES = 1_048_576;
const FACTS_CHARACTERS = 4_000;

/** The log that a node writes within its data directory. */
function logPath(dataDirectory: string): string {
	return join(dataDirectory, 'logs', 'node.log');
}

/** The newest lines that match, newest first, without secrets. Lines that are cut or no JSON are shown as they are. */
export async function newestLines(
	dataDirectory: string,
	query: LogQuery,
	secrets: readonly string[] = [],
): Promise<LogLine[]> {
	const wanted = query.text.trim().toLowerCase();
	const lowest = LINE_LEVELS.indexOf(query.level);
	const found: LogLine[] = [];
	for (const path of [logPath(dataDirectory), `${logPath(dataDirectory)}.1`]) {
		for (const text of (await tailOf(path)).reverse()) {
			const line = readLine(text, secrets);
			if (LINE_LEVELS.indexOf(line.level) < lowest) continue;
			if (wanted !== '' && !`${line.module ?? ''} ${line.message} ${line.facts}`.toLowerCase().includes(wanted))
				continue;
			found.push(line);
			if (found.length === query.limit) return found;
		}
	}
	return found;
}

/** The newest lines in the order of the file, one JSON object each, without secrets. */
export async function logText(dataDirectory: string, secrets: readonly string[] = []): Promise<string> {
	const lines = await newestLines(dataDirectory, { level: 'trace', text: '', limit: 20_000 }, secrets);
	return lines
		.reverse()
		.map(({ atMs, level, module, message, facts }) => {
			const time = atMs === null ? null : new Date(atMs).toISOString();
			return `${JSON.stringify({ time, level, module, message, facts: facts === '' ? {} : facts })}\n`;
		})
		.join('');
}

function readLine(text: string, secrets: readonly string[]): LogLine {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		parsed = { msg: text };
	}
	const { time, level, module, msg, ...rest } = redactValue(parsed, secrets) as { readonly [field: string]: unknown };
	const at = typeof time === 'string' ? Date.parse(time) : typeof time === 'number' ? time : Number.NaN;
	return {
		atMs: Number.isFinite(at) ? at : null,
		level: LINE_LEVELS.find((each) => each === level) ?? 'info',
		module: typeof module === 'string' ? module : null,
		message: typeof msg === 'string' ? msg : '',
		facts: Object.keys(rest).length === 0 ? '' : JSON.stringify(rest).slice(0, FACTS_CHARACTERS),
	};
}

/** Whole lines at the end of a file, in its order; none where there is no file. */
async function tailOf(path: string): Promise<string[]> {
	let file: Awaited<ReturnType<typeof open>>;
	try {
		file = await open(path, 'r');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
	try {
		const { size } = await file.stat();
		const from = Math.max(0, size - TAIL_BYTES);
		const { bytesRead, buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
		const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n');
		// What comes before the first line break is the end of a line that began earlier.
		if (from > 0) lines.shift();
		return lines.filter((line) => line !== '');
	} finally {
		await file.close();
	}
}
