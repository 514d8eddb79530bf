import type { ErrorCode } from '../errors/catalogue.ts';
import type { BidColumn } from './bid-columns.ts';
import type { Columns } from './columns.ts';
import { plainCell } from './csv-write.ts';
import { type DecimalMark, readDecimal } from './decimal.ts';
import { type Fault, shownCell } from './fault.ts';

/** Stops the reading of one row; it never leaves the reader of bids. */
export class RowRefusal extends Error {
	readonly fault: Fault;

	constructor(fault: Fault) {
		super(fault.code);
		this.fault = fault;
	}
}

/** The cells of one row by column, and the refusals that name the column as the file does. */
export class BidCells {
	readonly #columns: Columns<BidColumn>;
	readonly #cells: readonly string[];
	readonly #mark: DecimalMark;

	constructor(row: { readonly columns: Columns<BidColumn>; readonly cells: readonly string[] }, mark: DecimalMark) {
		this.#columns = row.columns;
		this.#cells = row.cells;
		this.#mark = mark;
	}

	/** '' where the file lacks the column or the cell is empty. */
	text(key: BidColumn): string {
		const column = this.#columns[key];
		return column === undefined ? '' : plainCell(this.#cells[column.index] ?? '');
	}

	refuse(key: BidColumn, code: ErrorCode, details: Fault['details'] = {}): never {
		throw new RowRefusal({ code, column: this.title(key), details: { column: this.title(key), ...details } });
	}

	title(key: BidColumn): string {
		return this.#columns[key]?.title ?? key;
	}

	/** @returns the cell in its stored unit, or null when it is empty */
	number(key: BidColumn): number | null {
		const text = this.text(key);
		return text === '' ? null : this.decimal(key, text, this.#columns[key]?.scale ?? 0);
	}

	/** Decimals of the column's unit, or those to take where the file lacks the column. */
	scale(key: BidColumn, absent: number): number {
		return this.#columns[key]?.scale ?? absent;
	}

	decimal(key: BidColumn, text: string, scale: number): number {
		const value = readDecimal(text, scale, this.#mark);
		return typeof value === 'number' ? value : this.refuse(key, value, { value: shownCell(text), digits: scale });
	}
}
