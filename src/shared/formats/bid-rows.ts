import { CodedError } from '../errors/coded-error.ts';
import { BidCells, RowRefusal } from './bid-cells.ts';
import { BID_COLUMNS, type BidColumn } from './bid-columns.ts';
import { readDraft } from './bid-draft.ts';
import { refuseOrphans } from './bid-families.ts';
import { isOrderName } from './bid-name.ts';
import type { BidRow } from './bid-row.ts';
import { BID_LIMITS, type BidDraft, type ImportTerms, isSameDraft } from './bid-terms.ts';
import { type Columns, columnsByPosition, readHeader } from './columns.ts';
import { CsvReader, type CsvRecord, type Delimiter } from './csv.ts';
import { type DecimalMark, decimalMark } from './decimal.ts';
import { shownCell } from './fault.ts';

export interface BidSummary {
	readonly rows: number;
	readonly ok: number;
	readonly unchanged: number;
	readonly amended: number;
	readonly errors: number;
	/**
	 * Names that were sent before and that no row has, in the order of sending: the file without them cancels them. A row
	 * with an error keeps what was sent under its name.
	 */
	readonly cancelled: readonly string[];
}

export interface BidImport {
	/** Titles of the columns as the file has them; null where it begins with its rows. */
	readonly header: readonly string[] | null;
	readonly delimiter: Delimiter;
	readonly rows: readonly BidRow[];
	readonly summary: BidSummary;
}

export interface BidImportOptions {
	readonly terms: ImportTerms;
	/** What was sent before, by name. */
	readonly previous?: ReadonlyMap<string, BidDraft> | undefined;
	readonly delimiter?: Delimiter | undefined;
}

/**
 * Imports bids from a file or a paste, with a verdict for every row; a row at fault leaves the others as they are.
 * @throws CodedError FORMAT_* when the text as a whole is none: too large, too many rows, no text, no such columns
 */
export async function readBids(
	source: AsyncIterable<string> | Iterable<string>,
	options: BidImportOptions,
): Promise<BidImport> {
	const reader = new BidReader(options);
	for await (const text of source) reader.push(text);
	return reader.end();
}

/** Characters that are read before a reader of a whole text tells how far it is. */
const PIECE_CHARACTERS = 65_536;

/**
 * The same for a text that is at hand, such as a paste.
 * @param onRead Hears how many characters are read, piece by piece
 */
export function readBidText(text: string, options: BidImportOptions, onRead?: (characters: number) => void): BidImport {
	const reader = new BidReader(options);
	for (let at = 0; at < text.length; at += PIECE_CHARACTERS) {
		reader.push(text.slice(at, at + PIECE_CHARACTERS));
		onRead?.(Math.min(at + PIECE_CHARACTERS, text.length));
	}
	return reader.end();
}

class BidReader {
	readonly #options: BidImportOptions;
	readonly #csv: CsvReader;
	readonly #rows: BidRow[] = [];
	/** Line of the first row of each name. */
	readonly #lines = new Map<string, number>();
	#columns: Columns<BidColumn> | null = null;
	#header: readonly string[] | null = null;
	#mark: DecimalMark = decimalMark(null);

	constructor(options: BidImportOptions) {
		this.#options = options;
		this.#csv = new CsvReader({ delimiter: options.delimiter });
	}

	push(text: string): void {
		for (const record of this.#csv.push(text)) this.#take(record);
	}

	end(): BidImport {
		for (const record of this.#csv.end()) this.#take(record);
		if (this.#rows.length === 0) throw new CodedError('FORMAT_EMPTY', { what: 'bid' });
		const previous = this.#options.previous ?? new Map<string, BidDraft>();
		const rows = refuseOrphans(this.#rows, previous);
		return {
			header: this.#header,
			delimiter: this.#csv.delimiter ?? ',',
			rows,
			summary: this.#summaryOf(rows, previous),
		};
	}

	#take(record: CsvRecord): void {
		if (this.#columns === null) {
			this.#mark = decimalMark(this.#csv.delimiter);
			const columns = record.cells === null ? null : readHeader(record.cells, BID_COLUMNS);
			this.#columns = columns ?? columnsByPosition(BID_COLUMNS);
			if (columns !== null) {
				requireColumns(columns);
				this.#header = record.cells;
				return;
			}
		}
		if (this.#rows.length >= BID_LIMITS.rows)
			throw new CodedError('FORMAT_ROWS_EXCEEDED', { limit: BID_LIMITS.rows, line: record.line });
		this.#rows.push(this.#read(record, this.#columns));
	}

	#read({ line, text, cells }: CsvRecord, columns: Columns<BidColumn>): BidRow {
		if (cells === null)
			return { line, name: '', verdict: 'error', code: 'FORMAT_ROW_MALFORMED', details: {}, cells: [text] };
		const row = new BidCells({ columns, cells }, this.#mark);
		const name = row.text('name');
		try {
			if (name === '') row.refuse('name', 'BID_CELL_MISSING');
			if (!isOrderName(name)) row.refuse('name', 'BID_NAME_INVALID', { value: shownCell(name) });
			const first = this.#lines.get(name);
			if (first !== undefined) row.refuse('name', 'BID_NAME_DUPLICATE', { name, first });
			this.#lines.set(name, line);
			const order = readDraft(name, row, this.#options.terms);
			const before = this.#options.previous?.get(name);
			const verdict = before === undefined ? 'ok' : isSameDraft(before, order) ? 'unchanged' : 'amended';
			return { line, name, verdict, order, cells };
		} catch (error) {
			if (!(error instanceof RowRefusal)) throw error;
			const { code, column, details } = error.fault;
			return {
				line,
				name: shownCell(name),
				verdict: 'error',
				code,
				...(column === undefined ? {} : { column }),
				details,
				cells,
			};
		}
	}

	#summaryOf(rows: readonly BidRow[], previous: ReadonlyMap<string, BidDraft>): BidSummary {
		const count = { ok: 0, unchanged: 0, amended: 0, error: 0 };
		for (const { verdict } of rows) count[verdict] += 1;
		const { error: errors, ...rest } = count;
		const cancelled = [...previous.keys()].filter((name) => !this.#lines.has(name));
		return { rows: rows.length, ...rest, errors, cancelled };
	}
}

function requireColumns(columns: Columns<BidColumn>): void {
	for (const key of ['name', 'side'] as const)
		if (columns[key] === undefined) throw new CodedError('FORMAT_COLUMN_MISSING', { column: key });
	if (columns.product === undefined && columns.start === undefined)
		throw new CodedError('FORMAT_COLUMN_MISSING', { column: 'product' });
}
