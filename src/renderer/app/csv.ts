/** A cell: text, an exact number already printed without grouping, or nothing. */
export type CsvCell = string | number | null;

/**
 * RFC 4180: CRLF, quotes doubled, cells with separators quoted. Text that a spreadsheet would run as a formula
 * (=, +, -, @, tab, carriage return, also after blanks or a full-width form) is preceded by an apostrophe;
 * plain numbers stay numbers.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
	return [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n|]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

function csvCell(value: CsvCell): string {
	if (value === null) return '';
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
	const safe = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
	return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
