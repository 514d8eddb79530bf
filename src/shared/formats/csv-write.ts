import type { Delimiter } from './csv.ts';

/** Text, a whole number, or nothing. Decimals come as text that is one. */
export type CsvCell = string | number | null;

const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;
/** What a spreadsheet takes for a formula at the beginning of a cell. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * One record of RFC 4180 with CRLF. A text that a spreadsheet would run as a formula gets an apostrophe in front, which
 * `plainCell` takes away again; numbers stay as they are.
 */
export function csvLine(cells: readonly CsvCell[], delimiter: Delimiter = ','): string {
	return `${cells.map((cell) => written(cell, delimiter)).join(delimiter)}\r\n`;
}

/** A cell as it was before `csvLine` guarded it, without the blanks around it. */
export function plainCell(cell: string): string {
	const text = cell.trim();
	return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

function written(cell: CsvCell, delimiter: Delimiter): string {
	if (cell === null) return '';
	if (typeof cell === 'number') return String(cell);
	const text = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
	return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
