import { CodedError } from '../errors/coded-error.ts';
import { shownCell } from './fault.ts';

/** A column that a file may have: its key, the names by which headers call it, and the unit that a header may state. */
export interface ColumnForm<K extends string> {
	readonly key: K;
	/** Normalised: small letters and characters without blanks and punctuation. */
	readonly names: readonly string[];
	/** Whether the header may say the unit, as in `quantity_mwh` or `价格（元/兆瓦时）`. */
	readonly unit?: 'energy' | 'price' | undefined;
}

/** Where a file has a column. */
export interface Column {
	readonly index: number;
	/** The name as the file writes it. */
	readonly title: string;
	/** Decimals of the column's unit down to the stored one: Wh, or micro-money per kWh. */
	readonly scale: number;
}

export type Columns<K extends string> = { readonly [key in K]?: Column };

const ENERGY_UNITS: { readonly [unit: string]: number } = {
	'': 3,
	wh: 0,
	kwh: 3,
	mwh: 6,
	瓦时: 0,
	千瓦时: 3,
	度: 3,
	兆瓦时: 6,
};
const PRICE_UNITS: { readonly [unit: string]: number } = { '': 6, kwh: 6, mwh: 3, 千瓦时: 6, 度: 6, 兆瓦时: 3 };

/** Small letters, full-width forms made plain, no blanks or punctuation: `Quantity (MWh)` is `quantitymwh`. */
export function normaliseTitle(title: string): string {
	return title
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[\s_\-()[\]{}.:/'"#*]/g, '');
}

/** Decimals of the unit that ends a title; null when the rest is no unit. */
function scaleOf(rest: string, unit: 'energy' | 'price' | undefined): number | null {
	if (unit === undefined) return rest === '' ? 0 : null;
	if (unit === 'energy') return Object.hasOwn(ENERGY_UNITS, rest) ? (ENERGY_UNITS[rest] as number) : null;
	// A currency may stand before the unit: price_eur_mwh, 价格（元/兆瓦时）.
	const match =
		/^(?:in)?(?:(?![km]wh)[a-z]{3}(?=$|per|kwh|mwh)|元|€|\$|¥|￥)?(?:per)?(kwh|mwh|千瓦时|度|兆瓦时)?$/.exec(rest);
	return match === null ? null : (PRICE_UNITS[match[1] ?? ''] as number);
}

/** The column that a title names, with its scale. */
function match<K extends string>(title: string, forms: readonly ColumnForm<K>[]): { key: K; scale: number } | null {
	const normal = normaliseTitle(title);
	for (const form of forms)
		for (const name of form.names) {
			if (!normal.startsWith(name)) continue;
			const scale = scaleOf(normal.slice(name.length), form.unit);
			if (scale !== null) return { key: form.key, scale };
		}
	return null;
}

/**
 * Finds the columns of a header by name, in any order; columns of other names are left out of account.
 * @returns null when fewer than two cells name a column: the text begins with its rows
 * @throws CodedError FORMAT_COLUMN_DUPLICATE when two titles name one column
 */
export function readHeader<K extends string>(
	cells: readonly string[],
	forms: readonly ColumnForm<K>[],
): Columns<K> | null {
	const columns: { [key in K]?: Column } = {};
	for (const [index, title] of cells.entries()) {
		const found = match(title, forms);
		if (found === null) continue;
		const before = columns[found.key];
		if (before !== undefined)
			throw new CodedError('FORMAT_COLUMN_DUPLICATE', { first: shownCell(before.title), second: shownCell(title) });
		columns[found.key] = { index, title: title.trim(), scale: found.scale };
	}
	return Object.keys(columns).length < 2 ? null : columns;
}

/** The columns of a file without a header, in the order of the forms. */
export function columnsByPosition<K extends string>(forms: readonly ColumnForm<K>[]): Columns<K> {
	return Object.fromEntries(
		forms.map(({ key, unit }, index) => [key, { index, title: key, scale: scaleOf('', unit) as number }]),
	) as unknown as Columns<K>;
}
