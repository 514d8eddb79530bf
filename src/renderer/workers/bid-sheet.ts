import type { BidOrder, BidOwner, BidProduct } from '../../shared/contract/index.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import { BID_COLUMNS } from '../../shared/formats/bid-columns.ts';
import { draftOfOrder, orderOfDraft } from '../../shared/formats/bid-order.ts';
import type { BidRow } from '../../shared/formats/bid-row.ts';
import { type BidImport, readBidText } from '../../shared/formats/bid-rows.ts';
import type { BidDraft, ImportTerms } from '../../shared/formats/bid-terms.ts';
import type { Delimiter } from '../../shared/formats/csv.ts';
import { csvLine } from '../../shared/formats/csv-write.ts';
import type { TimeZone } from '../../shared/formats/time-zone.ts';
import { isPartOf } from './bid-parts.ts';
import { limitJudge, type OwnLimits } from './own-limits.ts';

/** Rows of one sheet. */
export const SHEET_ROWS_MAX = 20_000;

/** A table of cells as it came from a file, a paste or the keyboard. */
export interface BidSheet {
	/** Null where the table begins with its rows; its columns are then those of BID_COLUMNS, in their order. */
	readonly header: readonly string[] | null;
	readonly delimiter: Delimiter;
	readonly rows: readonly (readonly string[])[];
}

/** What a sheet is checked against. */
export interface SheetTerms {
	readonly owner: BidOwner;
	/** The owner's products whose gate is ahead. */
	readonly products: readonly BidProduct[];
	/** The owner's live orders of those products. */
	readonly live: readonly BidOrder[];
	/** Name of the batch that the sheet is. */
	readonly batch: string;
	readonly utcOffsetMinutes: number;
	/** Chain time. */
	readonly now: number;
	/** What the owner, or who acts for it, allows itself. */
	readonly limits: OwnLimits;
}

export interface CheckedSheet extends BidSheet {
	/** One verdict for each row of the sheet. */
	readonly verdicts: readonly BidRow[];
	readonly summary: BidImport['summary'];
}

/** Titles of the sheet's columns. */
export function titlesOf({ header }: Pick<BidSheet, 'header'>): readonly string[] {
	return header ?? BID_COLUMNS.map(({ key }) => (key === 'kind' ? 'type' : key));
}

/** Hears how many of the text's characters are read. */
export type OnRead = (characters: number) => void;

/** Reads a file's text or a paste. @throws CodedError FORMAT_* when it is no table of bids */
export function sheetOfText(text: string, terms: SheetTerms, onRead?: OnRead): CheckedSheet {
	const bids = readBidText(text, { terms: importTerms(terms), previous: previousOf(terms) }, onRead);
	return checked(bids, terms);
}

/** Checks a sheet again after an edit; rows that are empty from end to end are let go. */
export function checkSheet(sheet: BidSheet, terms: SheetTerms): CheckedSheet {
	const { header, delimiter } = sheet;
	const rows = sheet.rows.filter((cells) => cells.some((cell) => cell.trim() !== ''));
	if (rows.length === 0) return { ...sheet, rows: [], verdicts: [], summary: summaryOf([], terms) };
	const text = [...(header ? [header] : []), ...rows].map((cells) => csvLine([...cells], delimiter)).join('');
	return checked(readBidText(text, { terms: importTerms(terms), previous: previousOf(terms), delimiter }), terms);
}

function checked(bids: BidImport, terms: SheetTerms): CheckedSheet {
	if (bids.rows.length > SHEET_ROWS_MAX)
		throw new CodedError('FORMAT_ROWS_EXCEEDED', {
			limit: SHEET_ROWS_MAX,
			line: bids.rows[SHEET_ROWS_MAX]?.line ?? SHEET_ROWS_MAX,
		});
	const checks = ownChecks(terms);
	const verdicts = bids.rows.map((row) => checks(row));
	return {
		header: bids.header,
		delimiter: bids.delimiter,
		rows: verdicts.map(({ cells }) => cells),
		verdicts,
		summary: summaryOf(verdicts, terms),
	};
}

function summaryOf(rows: readonly BidRow[], terms: SheetTerms): BidImport['summary'] {
	const count = (verdict: BidRow['verdict']) => rows.filter((row) => row.verdict === verdict).length;
	const names = new Set(rows.map(({ name }) => name));
	return {
		rows: rows.length,
		ok: count('ok'),
		unchanged: count('unchanged'),
		amended: count('amended'),
		errors: count('error'),
		cancelled: [...previousOf(terms).keys()].filter((name) => !names.has(name)),
	};
}

function importTerms({ products, utcOffsetMinutes, now }: SheetTerms): ImportTerms {
	const timeZone: TimeZone = { name: 'market', offsetMsAt: () => utcOffsetMinutes * 60_000 };
	// Only these take batches; the others have their own ways in.
	const batched = products.filter(({ entry }) => entry === 'batch');
	return { timeZone, now, products: new Map(batched.map((product) => [product.product, product])) };
}

/** What lives of the batch, by name. */
function previousOf({ live, batch }: SheetTerms): Map<string, BidDraft> {
	const previous = new Map<string, BidDraft>();
	for (const order of live) {
		if (order.batch === null || !isPartOf(order.batch, batch)) continue;
		const draft = draftOfOrder(order.product, order.terms);
		if (draft) previous.set(draft.name, draft);
	}
	return previous;
}

/** What the file's own rules do not know: the owner's role, a delegate's limits, and names that are taken elsewhere. */
function ownChecks({ owner, products, live, batch, limits, utcOffsetMinutes }: SheetTerms): (row: BidRow) => BidRow {
	const byName = new Map(products.map((product) => [product.product, product]));
	const taken = new Map<string, string>();
	for (const { order, product, terms, batch: of } of live)
		if (terms.name !== undefined && (of === null || !isPartOf(of, batch))) taken.set(`${product}/${terms.name}`, order);
	const given = owner.delegation?.limits ?? null;
	const standing = live.filter(({ batch: of }) => of === null || !isPartOf(of, batch));
	const judge = limitJudge({ limits, utcOffsetMinutes, standing, products: byName });
	return (row) => {
		const { order: draft } = row;
		const product = draft && byName.get(draft.product);
		if (!draft || !product) return row;
		const refuse = (code: NonNullable<BidRow['code']>, details: BidRow['details'], column?: string): BidRow => {
			const { order: _order, ...rest } = row;
			return { ...rest, verdict: 'error', code, details: details ?? {}, ...(column === undefined ? {} : { column }) };
		};
		const order = orderOfDraft(draft, product);
		if (!order) return refuse('BID_CELL_UNUSED', { column: 'min acceptance', kind: draft.kind }, 'min acceptance');
		if (!owner.sides.includes(draft.side))
			return refuse('CALL_FORBIDDEN', { sender: owner.owner, needed: draft.side }, 'side');
		const holder = taken.get(`${draft.product}/${draft.name}`);
		if (holder !== undefined) return refuse('ORDER_NAME_TAKEN', { name: draft.name, order: holder }, 'name');
		const beyond = given && beyondDelegation(draft, product, given);
		if (beyond) return refuse('DELEGATION_LIMIT', beyond.details, beyond.column);
		const own = judge(order, product);
		return own ? refuse(own.code, own.details, own.column) : row;
	};
}

type DelegationLimits = NonNullable<NonNullable<BidOwner['delegation']>['limits']>;

/** The first of an owner's limits for its delegate that an order does not keep; null when it keeps all. */
function beyondDelegation(
	draft: BidDraft,
	product: BidProduct,
	{ zones, sides, priceMin, priceMax }: DelegationLimits,
): { readonly details: NonNullable<BidRow['details']>; readonly column: string } | null {
	if (zones && !zones.includes(product.zone))
		return { details: { limit: 'zones', given: product.zone, allowed: zones.join(', ') }, column: 'product' };
	if (!sides.includes(draft.side))
		return { details: { limit: 'sides', given: draft.side, allowed: sides.join(', ') }, column: 'side' };
	const prices = draft.points?.map(({ price }) => price) ?? [draft.price];
	const out = prices.find((price) => price < priceMin || price > priceMax);
	if (out === undefined) return null;
	const [limit, allowed] = out < priceMin ? (['priceMin', priceMin] as const) : (['priceMax', priceMax] as const);
	return { details: { limit, given: out, allowed }, column: 'price' };
}
