import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import { readExactNumber } from '../../../shared/formats/exact-number.ts';

/** A file of market data is read once from front to back and never held whole; these bound what it may ask for. */
const MAX_ROWS = 50_000_000;
const MAX_LINE_CHARACTERS = 4_096;
const CHUNK_BYTES = 262_144;
const SHOWN_CHARACTERS = 60;

/** One line of a table; `cells` are in the order of the columns that were asked for, and valid during the visit only. */
export interface Row<Column extends string> {
	readonly file: string;
	readonly columns: readonly Column[];
	/** 1-based, the header is line 1. */
	line: number;
	cells: string[];
}

/**
 * Visits each row of `<directory>/<name>.csv.gz`, or of the same file unpacked. Columns are found by their names in the
 * header; others are ignored. Cells are plain: no quotes, no commas within.
 * @throws CodedError MARKET_DATA_UNREADABLE, MARKET_DATA_COLUMN, MARKET_DATA_ROW or MARKET_DATA_LIMIT
 */
export async function eachRow<Column extends string>(
	directory: string,
	name: string,
	columns: readonly Column[],
	visit: (row: Row<Column>) => void,
): Promise<void> {
	const packed = join(directory, `${name}.csv.gz`);
	const plain = join(directory, `${name}.csv`);
	const file = existsSync(packed) || !existsSync(plain) ? packed : plain;
	const row: Row<Column> = { file, columns, line: 0, cells: columns.map(() => '') };
	const take = rowTaker(row, visit);
	let rest = '';
	try {
		for await (const text of textOf(file)) {
			rest = takeLines(rest + text, row, take);
			if (rest.length > MAX_LINE_CHARACTERS) take(rest);
		}
	} catch (error) {
		if (codeOf(error) !== null) throw error;
		throw new CodedError('MARKET_DATA_UNREADABLE', { file, reason: (error as Error).message });
	}
	if (rest !== '') take(rest);
	if (row.line === 0) take('');
}

async function* textOf(file: string): AsyncGenerator<string> {
	const bytes = createReadStream(file, { highWaterMark: CHUNK_BYTES });
	// An error of either stream destroys both, and comes out of the one that is read.
	const source = file.endsWith('.gz')
		? pipeline(bytes, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
		: bytes;
	const decoder = new TextDecoder('utf-8', { fatal: true });
	for await (const chunk of source as AsyncIterable<Uint8Array>) yield decoder.decode(chunk, { stream: true });
	yield decoder.decode();
}

/** @returns what follows the last line's end */
function takeLines<Column extends string>(text: string, row: Row<Column>, take: (line: string) => void): string {
	let from = 0;
	for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
		take(text.slice(from, text.charCodeAt(end - 1) === 13 && end > from ? end - 1 : end));
		from = end + 1;
		if (row.line > MAX_ROWS) tooMuch(row, MAX_ROWS, 'rows');
	}
	return text.slice(from);
}

function rowTaker<Column extends string>(row: Row<Column>, visit: (row: Row<Column>) => void): (line: string) => void {
	let places: number[] | null = null;
	let width = 0;
	return (line) => {
		row.line += 1;
		if (line.length > MAX_LINE_CHARACTERS) tooMuch(row, MAX_LINE_CHARACTERS, 'characters in a line');
		if (places === null) {
			const header = line.split(',');
			places = placesOf(row, header);
			width = header.length;
			return;
		}
		if (line === '') return;
		const cells = line.split(',');
		if (cells.length !== width || line.includes('"')) refuseLine(row, line, width);
		for (let column = 0; column < places.length; column++)
			row.cells[column] = cells[places[column] as number] as string;
		visit(row);
	};
}

function placesOf<Column extends string>({ file, columns }: Row<Column>, header: readonly string[]): number[] {
	return columns.map((column) => {
		const place = header.indexOf(column);
		if (place < 0 || header.indexOf(column, place + 1) >= 0)
			throw new CodedError('MARKET_DATA_COLUMN', { file, column });
		return place;
	});
}

/** @throws CodedError MARKET_DATA_ROW of the row's cell */
export function refuseCell<Column extends string>(row: Row<Column>, column: number, expected: string): never {
	const value = shown(row.cells[column] as string);
	const { file, line } = row;
	throw new CodedError('MARKET_DATA_ROW', { file, line, column: row.columns[column] as string, value, expected });
}

function refuseLine({ file, line }: Row<string>, text: string, width: number): never {
	const expected = `${width} plain cells without quotes`;
	throw new CodedError('MARKET_DATA_ROW', { file, line, column: 'all', value: shown(text), expected });
}

function tooMuch({ file, line }: Row<string>, limit: number, what: string): never {
	throw new CodedError('MARKET_DATA_LIMIT', { file, line, limit, what });
}

function shown(text: string): string {
	return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/**
 * A cell in millionths, rounded half to even: programs that sum floats write 74.89999999999999 MWh, and nothing below
 * 1 Wh or a millionth of a EUR is meant.
 */
export function millionthsAt(row: Row<string>, column: number): number {
	const value = readExactNumber(row.cells[column] as string, 6, 'half-even');
	return typeof value === 'number' ? value : refuseCell(row, column, 'a number within ±9007199254.740991');
}

/** A period from 1 to 100. */
export function periodAt(row: Row<string>, column: number): number {
	const text = row.cells[column] as string;
	return /^([1-9]\d?|100)$/.test(text) ? Number(text) : refuseCell(row, column, 'a period from 1 to 100');
}

/** A calendar day YYYY-MM-DD. */
export function dayAt(row: Row<string>, column: number): string {
	const text = row.cells[column] as string;
	return isDay(text) ? text : refuseCell(row, column, 'a day YYYY-MM-DD');
}

export function isDay(text: string): boolean {
	if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A name of 1 to 200 characters. */
export function nameAt(row: Row<string>, column: number): string {
	const text = row.cells[column] as string;
	return text !== '' && text.length <= 200 ? text : refuseCell(row, column, 'a name of 1 to 200 characters');
}
