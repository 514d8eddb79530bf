/** One column of a DataGrid. Cells are drawn by the slot `cell-<key>`; without one the value is printed. */
export interface GridColumn<T> {
	readonly key: string;
	readonly header: string;
	/** CSS track of the grid, e.g. `120px` or `minmax(0, 1fr)`. */
	readonly width: string;
	readonly align?: 'start' | 'end';
	/** Stands apart from a right-aligned column before it. */
	readonly apart?: boolean;
	/** What the column sorts by; without it the column cannot be sorted. */
	readonly value?: (row: T) => string | number | null;
}

export type GridItem<T> =
	| { readonly kind: 'group'; readonly key: string; readonly label: string }
	| { readonly kind: 'row'; readonly key: string; readonly row: T; readonly at: number };

/** The printed lines of a grid, made when they are looked at: a hundred thousand rows cost nothing until they are seen. */
export interface GridLines<T> {
	readonly count: number;
	at(index: number): GridItem<T> | undefined;
	/** Line of a row, by the row's place. */
	lineOf(row: number): number;
}

/** Rows as printed lines, with a heading wherever the group changes. Rows of one group must be together. */
export function gridLines<T>(
	rows: readonly T[],
	keyOf: (row: T) => string,
	groupOf: ((row: T) => string) | undefined,
): GridLines<T> {
	const rowItem = (at: number): GridItem<T> | undefined => {
		const row = rows[at];
		return row === undefined ? undefined : { kind: 'row', key: keyOf(row), row, at };
	};
	if (!groupOf) return { count: rows.length, at: rowItem, lineOf: (row) => row };
	/** The first row of each group, ascending. */
	const firsts: number[] = [];
	const labels: string[] = [];
	rows.forEach((row, at) => {
		const label = groupOf(row);
		if (label === labels.at(-1)) return;
		firsts.push(at);
		labels.push(label);
	});
	/** Groups that begin at or before a line or row, by binary search; `lead` lines stand before each group's first row. */
	const groupsUpTo = (place: number, lead: 0 | 1): number => {
		let low = 0;
		let high = firsts.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((firsts[middle] as number) + middle * lead <= place) low = middle + 1;
			else high = middle;
		}
		return low;
	};
	return {
		count: rows.length + firsts.length,
		at: (index) => {
			const groups = groupsUpTo(index, 1);
			const heading = groups - 1;
			if (groups > 0 && (firsts[heading] as number) + heading === index)
				return { kind: 'group', key: `group ${labels[heading]}`, label: labels[heading] as string };
			return rowItem(index - groups);
		},
		lineOf: (row) => row + groupsUpTo(row, 0),
	};
}

/** Orders by a column within each group; null sorts last either way, equal values keep their order. */
export function compareCells(a: string | number | null, b: string | number | null): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
	return typeof a === 'number' && typeof b === 'number'
		? a - b
		: String(a).localeCompare(String(b), undefined, { numeric: true });
}
