import { CsvReader } from '../../../shared/formats/csv.ts';

/** A paste from a spreadsheet as rows of cells; a line that is no row becomes one cell. */
export function readBlock(text: string): string[][] {
	const reader = new CsvReader({ delimiter: '\t' });
	return [...reader.push(text), ...reader.end()].map(({ cells, text: line }) => (cells ? [...cells] : [line]));
}

/** Cells as a spreadsheet takes them from the clipboard. */
export function writeBlock(rows: readonly (readonly string[])[]): string {
	return rows
		.map((cells) => cells.map((cell) => (/["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t'))
		.join('\r\n');
}
