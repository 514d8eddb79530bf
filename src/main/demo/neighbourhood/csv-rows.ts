import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { NEIGHBOURHOOD_LIMITS } from './types.ts';

/** One data row: its line in the file (1-based, the header is line 1) and the cells of the required columns. */
export interface CsvRow<C extends string> {
	readonly line: number;
	readonly cells: { readonly [K in C]: string };
}

/**
 * Streams a CSV file with a header (RFC 4180, UTF-8, byte order mark and CRLF welcome). Columns may come in any
 * order; columns that nobody asked for are ignored.
 * @throws CodedError IMPORT_FILE_UNREADABLE | IMPORT_COLUMN_MISSING | IMPORT_COLUMN_DUPLICATE | IMPORT_ROW_MALFORMED
 */
export async function* readCsvRows<const C extends string>(
	file: string,
	columns: readonly C[],
): AsyncGenerator<CsvRow<C>> {
	const lines = new LineCount();
	let names: readonly string[] = [];
	const parser = parse({
		bom: true,
		trim: true,
		skip_empty_lines: true,
		relax_column_count: true,
		max_record_size: NEIGHBOURHOOD_LIMITS.rowBytes,
		// Runs as the parser goes, so that an error further on in the same chunk still knows the header and the line.
		on_record(record: string[], context) {
			if (names.length === 0) names = record;
			return [String(lines.startOf(record, context.lines)), ...record];
		},
	});
	const source = createReadStream(file);
	source.on('error', (error) => parser.destroy(error));
	source.pipe(parser);
	let header: Header<C> | null = null;
	try {
		for await (const [place, ...record] of parser as AsyncIterable<string[]>) {
			const line = Number(place);
			if (header === null) header = readHeader(file, line, record, columns);
			else yield { line, cells: header.pick(line, record) };
		}
	} catch (error) {
		throw asCoded(file, error, lines, names);
	} finally {
		source.destroy();
		parser.destroy();
	}
	if (header === null) throw new CodedError('IMPORT_COLUMN_MISSING', { file, line: 1, column: columns[0] ?? '' });
}

interface Header<C extends string> {
	readonly names: readonly string[];
	pick(line: number, record: readonly string[]): { [K in C]: string };
}

function readHeader<C extends string>(
	file: string,
	line: number,
	record: readonly string[],
	columns: readonly C[],
): Header<C> {
	if (record.length > NEIGHBOURHOOD_LIMITS.columns)
		throw new CodedError('IMPORT_LIMIT_EXCEEDED', {
			file,
			line,
			column: record[NEIGHBOURHOOD_LIMITS.columns] ?? '',
			limit: NEIGHBOURHOOD_LIMITS.columns,
			what: 'columns',
		});
	const places = columns.map((column) => {
		const place = record.indexOf(column);
		if (place === -1) throw new CodedError('IMPORT_COLUMN_MISSING', { file, line, column });
		if (record.indexOf(column, place + 1) !== -1)
			throw new CodedError('IMPORT_COLUMN_DUPLICATE', { file, line, column });
		return place;
	});
	return {
		names: record,
		pick(rowLine, row) {
			if (row.length !== record.length) {
				const column = record[Math.min(row.length, record.length - 1)] as string;
				const reason = `${row.length} fields, the header has ${record.length}`;
				throw new CodedError('IMPORT_ROW_MALFORMED', { file, line: rowLine, column, reason });
			}
			const cells = {} as { [K in C]: string };
			for (const [index, column] of columns.entries()) cells[column] = row[places[index] as number] as string;
			return cells;
		},
	};
}

/** The parser counts a CRLF inside quotes as two lines and names a record by its last line; this gives the true first one. */
class LineCount {
	/** Line on which the next record begins, if no empty line comes between. */
	next = 1;
	#doubled = 0;

	startOf(record: readonly string[], parserLines: number): number {
		let inner = 0;
		for (const cell of record) {
			if (!cell.includes('\n')) continue;
			inner += cell.split('\n').length - 1;
			this.#doubled += cell.split('\r\n').length - 1;
		}
		const last = parserLines - this.#doubled;
		this.next = last + 1;
		return last - inner;
	}

	/** A quote that is never closed swallows what follows: its record's first line is the one to look at. */
	ofError(code: string, parserLines: unknown): number {
		const swallowed = code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE';
		return swallowed || typeof parserLines !== 'number' ? this.next : parserLines - this.#doubled;
	}
}

function asCoded(file: string, error: unknown, lines: LineCount, names: readonly string[]): unknown {
	if (error instanceof CodedError) return error;
	if (error instanceof CsvError) {
		const index = typeof error['column'] === 'number' ? error['column'] : 0;
		const column = names[index] ?? names[0] ?? `#${index + 1}`;
		const line = lines.ofError(error.code, error['lines']);
		return new CodedError('IMPORT_ROW_MALFORMED', { file, line, column, reason: reasonOf(error.code) });
	}
	const reason = (error as NodeJS.ErrnoException).code ?? String(error);
	return new CodedError('IMPORT_FILE_UNREADABLE', { file, reason });
}

function reasonOf(code: string): string {
	switch (code) {
		case 'CSV_QUOTE_NOT_CLOSED':
			return 'a quote is not closed';
		case 'CSV_MAX_RECORD_SIZE':
			return `longer than ${NEIGHBOURHOOD_LIMITS.rowBytes} bytes, or a quote is not closed`;
		case 'CSV_INVALID_CLOSING_QUOTE':
		case 'INVALID_OPENING_QUOTE':
			return 'a quote stands in the middle of a field';
		default:
			return code;
	}
}
