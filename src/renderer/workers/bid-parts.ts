import type { OrderRow } from '../../shared/codec/order-row.ts';

/** Bytes of rows in one transaction; what is above is room for rows that grow when they are amended. */
export const PART_BYTES = 480_000;
const SEPARATOR = '+';

/** Whether an operator may give a batch this name: with room for the number of a part, and no other sign of one. */
export function isBatchName(name: string): boolean {
	return /^[A-Za-z0-9][A-Za-z0-9._:-]{0,35}$/.test(name);
}

/** Name of the part of a batch, counted from 0: the first one has the batch's own. */
export function partName(batch: string, part: number): string {
	return part === 0 ? batch : `${batch}${SEPARATOR}${part + 1}`;
}

export function isPartOf(name: string, batch: string): boolean {
	return name === batch || (name.startsWith(batch + SEPARATOR) && /^\+\d{1,3}$/.test(name.slice(batch.length)));
}

export interface SizedRow {
	readonly name: string;
	readonly row: OrderRow;
	readonly bytes: number;
}

/**
 * Splits a product's rows so that each part fits into one transaction. An order that lives stays in its part, for the
 * chain knows it by batch and name; new ones go to the first part with room, in their order.
 * @param parts of live orders, by name
 */
export function splitRows(
	rows: readonly SizedRow[],
	batch: string,
	parts: ReadonlyMap<string, string>,
): Map<string, SizedRow[]> {
	const split = new Map<string, SizedRow[]>();
	const sizes = new Map<string, number>();
	const put = (part: string, row: SizedRow): void => {
		const list = split.get(part);
		if (list) list.push(row);
		else split.set(part, [row]);
		sizes.set(part, (sizes.get(part) ?? 0) + row.bytes);
	};
	for (const part of new Set(parts.values())) split.set(part, []);
	for (const row of rows) {
		const part = parts.get(row.name);
		if (part !== undefined) put(part, row);
	}
	let part = 0;
	for (const row of rows) {
		if (parts.has(row.name)) continue;
		while ((sizes.get(partName(batch, part)) ?? 0) + row.bytes > PART_BYTES) part += 1;
		put(partName(batch, part), row);
	}
	return split;
}
