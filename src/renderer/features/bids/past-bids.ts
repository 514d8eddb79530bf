import { HOUR_MS } from '../../../shared/codec/units.ts';
import type { BidOrder, BidProduct } from '../../../shared/contract/index.ts';
import { draftOfOrder } from '../../../shared/formats/bid-order.ts';
import type { BidDraft } from '../../../shared/formats/bid-terms.ts';
import { writeBids } from '../../../shared/formats/bid-write.ts';
import { type BidSheet, titlesOf } from '../../workers/bid-sheet.ts';

const DAY_MS = 24 * HOUR_MS;
/** Days back that “yesterday” may lie, where the market had no product the day before. */
const LOOK_BACK_DAYS = 7;

export interface CopiedBids {
	/** A file of bids; empty where nothing could be copied. */
	readonly text: string;
	readonly orders: number;
	readonly products: number;
}

/**
 * Orders of the newest earlier day at the same time of day, for each open product; one without a name is named after
 * its place.
 * @param past Of products whose gate has closed
 */
export function copyEarlierDay(past: readonly BidOrder[], open: readonly BidProduct[]): CopiedBids {
	const byStart = new Map<number, BidOrder[]>();
	for (const order of past) {
		const list = byStart.get(order.deliveryStart);
		if (list) list.push(order);
		else byStart.set(order.deliveryStart, [order]);
	}
	const names = new Set<string>();
	const drafts: BidDraft[] = [];
	const products = new Set<string>();
	for (const { product, deliveryStart, entry } of open) {
		if (entry !== 'batch') continue;
		const days = Array.from({ length: LOOK_BACK_DAYS }, (_, back) => deliveryStart - (back + 1) * DAY_MS);
		const earlier = days.find((start) => byStart.has(start));
		for (const { order, terms } of earlier === undefined ? [] : (byStart.get(earlier) ?? [])) {
			const draft = draftOfOrder(product, { ...terms, name: terms.name ?? order.slice(-32) });
			if (!draft) continue;
			const name = freeName(draft.name, names);
			names.add(name);
			products.add(product);
			drafts.push({ ...draft, name });
		}
	}
	return { text: drafts.length === 0 ? '' : writeBids(drafts), orders: drafts.length, products: products.size };
}

/** A sheet names each order once; hour after hour had the same names. */
function freeName(name: string, taken: ReadonlySet<string>): string {
	if (!taken.has(name)) return name;
	for (let n = 2; ; n++) {
		const next = `${name.slice(0, 56)}.${n}`;
		if (!taken.has(next)) return next;
	}
}

export interface ReadiedTemplate {
	readonly sheet: BidSheet;
	/** Rows whose product has no open one at its time of day; they stay as they are and are judged so. */
	readonly left: number;
}

/** A template's rows with each product replaced by the open one at the same time of day. */
export function readyTemplate(
	sheet: BidSheet,
	starts: Readonly<Record<string, number>>,
	open: readonly BidProduct[],
): ReadiedTemplate {
	const titles = titlesOf(sheet).map((title) => title.trim().toLowerCase());
	const column = titles.findIndex((title) => title === 'product' || title === '产品');
	if (column < 0) return { sheet, left: sheet.rows.length };
	const byTime = new Map<number, string>();
	for (const { product, deliveryStart } of open.toReversed()) byTime.set(timeOfDay(deliveryStart), product);
	let left = 0;
	const rows = sheet.rows.map((cells) => {
		const start = starts[cells[column] ?? ''];
		const next = start === undefined ? undefined : byTime.get(timeOfDay(start));
		if (next === undefined) {
			left += 1;
			return cells;
		}
		return cells.with(column, next);
	});
	return { sheet: { ...sheet, rows }, left };
}

const timeOfDay = (time: number): number => ((time % DAY_MS) + DAY_MS) % DAY_MS;
