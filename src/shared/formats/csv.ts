import { CodedError } from '../errors/coded-error.ts';

/** Bounds of one file of comma-separated values. */
export const CSV_LIMITS = {
	/** 64 Mi characters; callers that know the size of a file refuse it before they read. */
	characters: 64 * 1024 * 1024,
	/** Longest record; a quote that is not closed within it is a fault of its line. */
	recordCharacters: 16_384,
	columns: 256,
} as const;

export type Delimiter = ',' | ';' | '\t';

/** One record that is not empty: the line on which it begins (1-based), its text as it stands, and its cells. */
export interface CsvRecord {
	readonly line: number;
	readonly text: string;
	/** Null where the line breaks RFC 4180 or CSV_LIMITS. */
	readonly cells: readonly string[] | null;
}

interface QuotedRecord {
	readonly cells: string[] | null;
	/** Position after the record's line end. */
	readonly next: number;
}

/**
 * Reads RFC 4180 text piece by piece: LF or CRLF, a byte order mark, commas, semicolons or tabs. The delimiter is the one
 * that stands most often in the first line, or the one that a leading `sep=` names, as spreadsheets do. A line that is
 * malformed is a record without cells, and reading goes on with the line after it, so that one stray quote costs one row.
 * A quote inside a field that does not begin with one is a character like any other.
 */
export class CsvReader {
	#delimiter: Delimiter | null;
	#rest = '';
	#line = 1;
	#characters = 0;
	#ended = false;
	/** Within a line that is too long and has been reported. */
	#isSkipping = false;

	constructor(options: { readonly delimiter?: Delimiter | undefined } = {}) {
		this.#delimiter = options.delimiter ?? null;
	}

	/** Null until the first line is read. */
	get delimiter(): Delimiter | null {
		return this.#delimiter;
	}

	/**
	 * @returns the records that the text completes
	 * @throws CodedError FORMAT_TOO_LARGE past CSV_LIMITS.characters, FORMAT_NOT_TEXT at a NUL character
	 */
	push(text: string): CsvRecord[] {
		if (this.#characters === 0 && text.startsWith('\uFEFF')) return this.#take(text.slice(1), text.length);
		return this.#take(text, text.length);
	}

	/** @returns the records that are left when there is no more text */
	end(): CsvRecord[] {
		this.#ended = true;
		return this.#take('', 0);
	}

	#take(text: string, characters: number): CsvRecord[] {
		this.#characters += characters;
		if (this.#characters > CSV_LIMITS.characters)
			throw new CodedError('FORMAT_TOO_LARGE', { limit: CSV_LIMITS.characters, what: 'characters' });
		if (text.includes('\0')) throw new CodedError('FORMAT_NOT_TEXT', { line: this.#line });
		const buffer = this.#rest === '' ? text : this.#rest + text;
		const records: CsvRecord[] = [];
		this.#rest = buffer.slice(this.#read(buffer, records));
		return records;
	}

	/** @returns the position up to which the text has been read */
	#read(buffer: string, records: CsvRecord[]): number {
		let at = this.#isSkipping ? this.#skip(buffer) : 0;
		let quote = buffer.indexOf('"', at);
		while (at < buffer.length) {
			const newline = buffer.indexOf('\n', at);
			const isWhole = newline !== -1 || this.#ended;
			if (!isWhole && buffer.length - at <= CSV_LIMITS.recordCharacters) break;
			const lineEnd = newline === -1 ? buffer.length : newline;
			const next = Math.min(lineEnd + 1, buffer.length);
			if (this.#delimiter === null && this.#opens(buffer.slice(at, lineEnd))) {
				at = next;
				this.#line += 1;
				continue;
			}
			if (quote !== -1 && quote < at) quote = buffer.indexOf('"', at);
			if (quote === -1 || quote >= lineEnd) {
				this.#add(records, buffer.slice(at, lineEnd));
				this.#line += isWhole ? 1 : 0;
				this.#isSkipping = !isWhole;
				at = next;
				continue;
			}
			const quoted = parseQuoted(buffer, at, this.#delimiter as Delimiter, this.#ended);
			if (quoted === null) break;
			this.#isSkipping = quoted.cells === null && !isWhole;
			at = this.#addQuoted(records, buffer, { at, lineEnd, next }, quoted);
		}
		return at;
	}

	/** @returns the position after the end of the line, or of the buffer where the line goes on */
	#skip(buffer: string): number {
		const newline = buffer.indexOf('\n');
		if (newline === -1) return buffer.length;
		this.#isSkipping = false;
		this.#line += 1;
		return newline + 1;
	}

	/** Learns the delimiter from a first line; whether the line is empty or says nothing else. */
	#opens(line: string): boolean {
		const text = withoutReturn(line);
		if (text.trim() === '') return true;
		const named = /^"?sep=([,;\t])"?$/i.exec(text);
		this.#delimiter = (named?.[1] as Delimiter | undefined) ?? sniffDelimiter(text);
		return named !== null;
	}

	#add(records: CsvRecord[], raw: string): void {
		const text = withoutReturn(raw);
		const cells = text.split(this.#delimiter as Delimiter);
		if (cells.length > CSV_LIMITS.columns || text.length > CSV_LIMITS.recordCharacters)
			records.push({ line: this.#line, text: text.slice(0, CSV_LIMITS.recordCharacters), cells: null });
		else if (!isEmpty(cells)) records.push({ line: this.#line, text, cells });
	}

	#addQuoted(
		records: CsvRecord[],
		buffer: string,
		first: { readonly at: number; readonly lineEnd: number; readonly next: number },
		quoted: QuotedRecord,
	): number {
		const { cells } = quoted;
		if (cells === null || cells.length > CSV_LIMITS.columns) {
			const text = withoutReturn(buffer.slice(first.at, first.lineEnd)).slice(0, CSV_LIMITS.recordCharacters);
			records.push({ line: this.#line, text, cells: null });
			this.#line += this.#isSkipping ? 0 : 1;
			return first.next;
		}
		const raw = buffer.slice(first.at, quoted.next);
		if (!isEmpty(cells)) records.push({ line: this.#line, text: raw.replace(/\r?\n$/, ''), cells });
		for (let at = raw.indexOf('\n'); at !== -1; at = raw.indexOf('\n', at + 1)) this.#line += 1;
		return quoted.next;
	}
}

/** All records of a text that is at hand. */
export function readCsv(text: string, options: { readonly delimiter?: Delimiter } = {}): CsvRecord[] {
	const reader = new CsvReader(options);
	return [...reader.push(text), ...reader.end()];
}

/** The delimiter that stands most often outside quotes; a tab before a semicolon before a comma. */
export function sniffDelimiter(line: string): Delimiter {
	const counts = { '\t': 0, ';': 0, ',': 0 };
	let isQuoted = false;
	for (const character of line) {
		if (character === '"') isQuoted = !isQuoted;
		else if (!isQuoted && (character === '\t' || character === ';' || character === ',')) counts[character] += 1;
	}
	if (counts['\t'] > 0 && counts['\t'] >= counts[';'] && counts['\t'] >= counts[',']) return '\t';
	return counts[';'] > 0 && counts[';'] >= counts[','] ? ';' : ',';
}

/** @returns null when more text is needed to tell; cells null when the record is malformed */
function parseQuoted(buffer: string, start: number, delimiter: Delimiter, isLast: boolean): QuotedRecord | null {
	const limit = start + CSV_LIMITS.recordCharacters;
	const isCut = !isLast && buffer.length <= limit;
	const cells: string[] = [];
	for (let at = start; ; ) {
		const field = buffer[at] === '"' ? quotedField(buffer, at, limit) : plainField(buffer, at, delimiter);
		if (field === null) return isCut ? null : { cells: null, next: at };
		if (field.end >= buffer.length && isCut) return null;
		if (field.end > limit) return { cells: null, next: at };
		cells.push(field.text);
		if (buffer[field.end] !== delimiter) {
			const next = afterLineEnd(buffer, field.end);
			return { cells: next === null ? null : cells, next: next ?? at };
		}
		at = field.end + 1;
	}
}

interface Field {
	readonly text: string;
	/** Position of what follows it: a delimiter, a line end, the end, or what must not stand there. */
	readonly end: number;
}

/** @returns null when its closing quote is not there */
function quotedField(buffer: string, start: number, limit: number): Field | null {
	const closing = closingQuote(buffer, start + 1, limit);
	if (closing === -1) return null;
	const text = buffer.slice(start + 1, closing).replaceAll('""', '"');
	const end = closing + 1;
	return { text, end: buffer[end] === '\r' ? end + 1 : end };
}

function plainField(buffer: string, start: number, delimiter: Delimiter): Field {
	let end = start;
	while (end < buffer.length && buffer[end] !== delimiter && buffer[end] !== '\n') end += 1;
	const text = buffer.slice(start, end);
	return { text: buffer[end] === delimiter ? text : withoutReturn(text), end };
}

/** @returns null when neither a line nor the text ends there */
function afterLineEnd(buffer: string, at: number): number | null {
	if (at >= buffer.length) return buffer.length;
	return buffer[at] === '\n' ? at + 1 : null;
}

/** Position of the quote that ends a field; two in a row stand for one of its characters. */
function closingQuote(buffer: string, start: number, limit: number): number {
	let at = buffer.indexOf('"', start);
	while (at !== -1 && at < limit && buffer[at + 1] === '"') at = buffer.indexOf('"', at + 2);
	return at === -1 || at >= limit ? -1 : at;
}

function withoutReturn(line: string): string {
	return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function isEmpty(cells: readonly string[]): boolean {
	return cells.every((cell) => cell.trim() === '');
}
