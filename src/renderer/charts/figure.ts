import type { CsvCell } from '../app/csv.ts';

/** One column of the figures behind a picture. */
export interface FigureColumn<Row> {
	/** Head of the column on screen, unit included. */
	readonly label: string;
	/** Head of the column in the file: stable, in English, unit last, whatever the reader's language is. */
	readonly field: string;
	readonly numeric?: boolean;
	/** Exact, ungrouped, as the file has it. */
	cell(row: Row): CsvCell;
	/** As the reader sees it; without it the cell itself. Null shows as a dot: there is no figure, which is not zero. */
	text?(row: Row): string | null;
}

/** The figures behind a picture: what its table twin shows and its CSV holds, from one description. */
export interface FigureData<Row = never> {
	/** Of the files, without ending. */
	readonly name: string;
	readonly columns: readonly FigureColumn<Row>[];
	readonly rows: readonly Row[];
}

/** Gives the rows their type back, so that a figure can be written in place. */
export function figure<Row>(data: FigureData<Row>): FigureData<Row> {
	return data;
}

/** Header and rows of the file. */
export function figureCsv<Row>({ columns, rows }: FigureData<Row>): [readonly string[], (readonly CsvCell[])[]] {
	return [columns.map(({ field }) => field), rows.map((row) => columns.map((column) => column.cell(row)))];
}

/** What a column shows of a row. */
export function figureText<Row>(column: FigureColumn<Row>, row: Row): string {
	const text = column.text ? column.text(row) : column.cell(row);
	return text === null || text === '' ? '·' : String(text);
}
