import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../shared/codec/bytes.ts';
import { encode } from '../../shared/codec/cbor.ts';
import { batchRoot, type OrderRow, orderRow } from '../../shared/codec/order-row.ts';
import type { BidOrder } from '../../shared/contract/index.ts';
import { orderOfDraft } from '../../shared/formats/bid-order.ts';
import type { BidRow } from '../../shared/formats/bid-row.ts';
import { isPartOf, type SizedRow, splitRows } from './bid-parts.ts';
import type { CheckedSheet, SheetTerms } from './bid-sheet.ts';

/** One transaction: a batch of one product, or a part of it, as it is going to be signed. */
export interface PlannedBatch {
	readonly product: string;
	readonly batch: string;
	/** Merkle root of the rows, hex. */
	readonly root: string;
	readonly rows: readonly OrderRow[];
	/** Index in the sheet of each row; null for an order that stays as it is while its row is at fault. */
	readonly sheetRows: readonly (number | null)[];
	readonly added: number;
	readonly amended: number;
	readonly unchanged: number;
	/** Names of live orders that the batch no longer has. */
	readonly withdrawn: readonly string[];
}

export interface BidPlan {
	/** Those that change something, in the order of their gates. */
	readonly batches: readonly PlannedBatch[];
	/** Rows at fault, which are left out. */
	readonly left: number;
}

interface Stated extends SizedRow {
	readonly sheetRow: number | null;
	readonly kind: 'added' | 'amended' | 'unchanged';
}

/** What sending a sheet would do to the chain, product by product. */
export function planSheet({ verdicts }: Pick<CheckedSheet, 'verdicts'>, terms: SheetTerms): BidPlan {
	const live = liveByProduct(terms);
	const stated = statedByProduct(verdicts, terms, live);
	const batches: PlannedBatch[] = [];
	for (const { product } of terms.products) {
		const members = live.get(product) ?? new Map<string, BidOrder>();
		const rows = stated.get(product) ?? [];
		const parts = new Map([...members].map(([name, order]) => [name, order.batch as string]));
		for (const [batch, part] of splitRows(rows, terms.batch, parts)) {
			const planned = plannedBatch({ product, batch }, part as Stated[], members);
			if (planned.added + planned.amended + planned.withdrawn.length > 0) batches.push(planned);
		}
	}
	return { batches, left: verdicts.filter(({ verdict }) => verdict === 'error').length };
}

/** Live orders of the batch, by product and name. */
function liveByProduct({ live, batch }: SheetTerms): Map<string, Map<string, BidOrder>> {
	const products = new Map<string, Map<string, BidOrder>>();
	for (const order of live) {
		const { name } = order.terms;
		if (name === undefined || order.batch === null || !isPartOf(order.batch, batch)) continue;
		const members = products.get(order.product);
		if (members) members.set(name, order);
		else products.set(order.product, new Map([[name, order]]));
	}
	return products;
}

function statedByProduct(
	verdicts: readonly BidRow[],
	{ products }: SheetTerms,
	live: ReadonlyMap<string, ReadonlyMap<string, BidOrder>>,
): Map<string, Stated[]> {
	const byName = new Map(products.map((product) => [product.product, product]));
	const stated = new Map<string, Stated[]>();
	const put = (product: string, row: Stated): void => {
		const list = stated.get(product);
		if (list) list.push(row);
		else stated.set(product, [row]);
	};
	const kept = new Set<string>();
	verdicts.forEach(({ verdict, name, order: draft }, sheetRow) => {
		const product = draft && byName.get(draft.product);
		const order = draft && product && orderOfDraft(draft, product);
		if (verdict === 'error' || !order) {
			kept.add(name);
			return;
		}
		const sized = sizedRow(name, orderRow(order));
		const before = live.get(draft.product)?.get(name);
		const isSame = before !== undefined && sameRow(orderRow(before.terms), sized.row);
		put(draft.product, { ...sized, sheetRow, kind: before === undefined ? 'added' : isSame ? 'unchanged' : 'amended' });
	});
	// A row at fault keeps what was sent under its name.
	const named = new Set(verdicts.filter(({ verdict }) => verdict !== 'error').map(({ name }) => name));
	for (const [product, members] of live)
		for (const [name, { terms }] of members)
			if (kept.has(name) && !named.has(name))
				put(product, { ...sizedRow(name, orderRow(terms)), sheetRow: null, kind: 'unchanged' });
	return stated;
}

function plannedBatch(
	{ product, batch }: Pick<PlannedBatch, 'product' | 'batch'>,
	rows: readonly Stated[],
	members: ReadonlyMap<string, BidOrder>,
): PlannedBatch {
	const count = (kind: Stated['kind']) => rows.filter((row) => row.kind === kind).length;
	const names = new Set(rows.map(({ name }) => name));
	const list = rows.map(({ row }) => row);
	return {
		product,
		batch,
		root: toHex(batchRoot(list, sha256)),
		rows: list,
		sheetRows: rows.map(({ sheetRow }) => sheetRow),
		added: count('added'),
		amended: count('amended'),
		unchanged: count('unchanged'),
		withdrawn: [...members].filter(([name, order]) => order.batch === batch && !names.has(name)).map(([name]) => name),
	};
}

function sizedRow(name: string, row: OrderRow): SizedRow {
	return { name, row, bytes: encode(row).length };
}

function sameRow(a: OrderRow, b: OrderRow): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
