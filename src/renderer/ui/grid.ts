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

/** Rows as printed lines: a heading wherever the group changes. Rows of one group must be together. */
export function withGroups<T>(
	rows: readonly T[],
	keyOf: (row: T) => string,
	groupOf: ((row: T) => string) | undefined,
): readonly GridItem<T>[] {
	const items: GridItem<T>[] = [];
	let group: string | null = null;
	rows.forEach((row, at) => {
		const label = groupOf?.(row) ?? null;
		if (label !== null && label !== group) {
			items.push({ kind: 'group', key: `group ${label}`, label });
			group = label;
		}
		items.push({ kind: 'row', key: keyOf(row), row, at });
	});
	return items;
}

/** Orders by a column within each group; null sorts last either way, equal values keep their order. */
export function compareCells(a: string | number | null, b: string | number | null): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
	return typeof a === 'number' && typeof b === 'number'
		? a - b
		: String(a).localeCompare(String(b), undefined, { numeric: true });
}
