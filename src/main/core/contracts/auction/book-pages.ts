import { type OrderRow, orderOf } from '../../../../shared/codec/order-row.ts';
import type { OrderBody } from '../../../../shared/codec/order-terms.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type NumberRuns, numbersOf, runsOf } from './book-numbers.ts';
import { AUCTION } from './products.ts';

/** Orders of one page of the state: a page is written whole when one of its orders changes. */
export const PAGE_ORDERS = 256;

/** Steps for taking a page apart or putting it together. */
const PAGE_STEPS = 16;

/** A live order as the state holds it. */
export interface BookEntry {
	readonly participant: string;
	/** Who placed it for the participant, or null. */
	readonly delegate: string | null;
	/** Name of the participant's batch that it belongs to, or null. */
	readonly batch: string | null;
	/** Collateral in the product's escrow account. */
	readonly escrow: MicroMoney;
	readonly row: OrderRow;
}

/** A live order with its number, which is its position in the chain, and its terms. */
export type BookOrder = BookEntry & { readonly n: number; readonly terms: OrderBody };

/** Sizes that an entry adds to its product's book. */
export interface BookWeight {
	/** Orders of the clearing that it comes to: one per period and step. */
	readonly weight: number;
	/** 1 for a block, else 0. */
	readonly blocks: number;
}

interface BookHead extends BookWeight {
	/** Live orders. */
	readonly live: number;
	/** Numbers of the pages with live orders. */
	readonly pages: NumberRuns;
}

/** Participant, delegate, batch. */
type Origin = readonly [string, string | null, string | null];

interface StoredPage {
	readonly origins: readonly Origin[];
	/** Index of the origin, escrow and row, by place in the page; null where no order lives. */
	readonly orders: readonly (readonly [number, MicroMoney, OrderRow] | null)[];
}

type Page = (BookEntry | null)[];

const EMPTY_HEAD: BookHead = { live: 0, weight: 0, blocks: 0, pages: [] };

/**
 * All live orders of one product in pages of up to 256, order n in page ⌊n / 256⌋. Pages are read once and written by
 * `flush`, so that a batch of thousands writes each of its pages once.
 */
export class BookPages {
	readonly #product: string;
	readonly #context: CallContext;
	readonly #pages = new Map<number, Page>();
	readonly #changed = new Set<number>();
	#head: BookHead;

	constructor(product: string, context: CallContext) {
		this.#product = product;
		this.#context = context;
		this.#head = context.space(AUCTION).get<BookHead>(headKey(product)) ?? EMPTY_HEAD;
	}

	get live(): number {
		return this.#head.live;
	}

	get weight(): number {
		return this.#head.weight;
	}

	get blocks(): number {
		return this.#head.blocks;
	}

	entry(n: number): BookEntry | undefined {
		return this.#page(Math.floor(n / PAGE_ORDERS))[n % PAGE_ORDERS] ?? undefined;
	}

	/** Enters an order, or changes the one with this number; `added` is what the book's sizes grow by. */
	put(n: number, entry: BookEntry, added: BookWeight): void {
		this.#set(n, entry, added, this.entry(n) ? 0 : 1);
	}

	remove(n: number, { weight, blocks }: BookWeight): void {
		if (this.entry(n)) this.#set(n, null, { weight: -weight, blocks: 0 - blocks }, -1);
	}

	/** Writes what has changed. */
	flush(): void {
		if (this.#changed.size === 0) return;
		const space = this.#context.space(AUCTION);
		const live = new Set(numbersOf(this.#head.pages));
		for (const number of [...this.#changed].sort((a, b) => a - b)) {
			const page = this.#pages.get(number) as Page;
			this.#context.charge(PAGE_STEPS);
			if (page.every((entry) => !entry)) {
				space.delete(pageKey(this.#product, number));
				live.delete(number);
			} else {
				space.set(pageKey(this.#product, number), storePage(page));
				live.add(number);
			}
		}
		this.#changed.clear();
		if (live.size === 0) space.delete(headKey(this.#product));
		else space.set(headKey(this.#product), { ...this.#head, pages: runsOf([...live].sort((a, b) => a - b)) });
	}

	#set(n: number, entry: BookEntry | null, { weight, blocks }: BookWeight, live: number): void {
		const number = Math.floor(n / PAGE_ORDERS);
		const page = this.#page(number);
		while (page.length < n % PAGE_ORDERS) page.push(null);
		page[n % PAGE_ORDERS] = entry;
		this.#changed.add(number);
		const head = this.#head;
		this.#head = {
			...head,
			live: head.live + live,
			weight: head.weight + weight,
			blocks: head.blocks + blocks,
		};
	}

	#page(number: number): Page {
		const known = this.#pages.get(number);
		if (known) return known;
		const stored = this.#context.space(AUCTION).get<StoredPage>(pageKey(this.#product, number));
		if (stored) this.#context.charge(PAGE_STEPS);
		const page = stored ? readPage(stored) : [];
		this.#pages.set(number, page);
		return page;
	}
}

/** All live orders of a product in chain order. */
export function readBook(context: CallContext, product: string): BookOrder[] {
	const space = context.space(AUCTION);
	const orders: BookOrder[] = [];
	for (const number of numbersOf(space.get<BookHead>(headKey(product))?.pages ?? [])) {
		const page = readPage(space.get<StoredPage>(pageKey(product, number)) as StoredPage);
		context.charge(page.length);
		page.forEach((entry, at) => {
			if (entry) orders.push({ ...entry, n: number * PAGE_ORDERS + at, terms: orderOf(entry.row) });
		});
	}
	return orders;
}

/** One live order, or undefined. */
export function findOrder(context: CallContext, product: string, n: number): BookOrder | undefined {
	const page = context.space(AUCTION).get<StoredPage>(pageKey(product, Math.floor(n / PAGE_ORDERS)));
	if (!page) return undefined;
	context.charge(PAGE_STEPS);
	const entry = readPage(page)[n % PAGE_ORDERS];
	return entry ? { ...entry, n, terms: orderOf(entry.row) } : undefined;
}

/** Removes up to `limit` pages of a product's book, and what tells of its owners; true when nothing is left. */
export function forgetBook(context: CallContext, product: string, limit: number): boolean {
	const space = context.space(AUCTION);
	const head = space.get<BookHead>(headKey(product));
	if (!head) return true;
	const pages = [...numbersOf(head.pages)];
	for (const number of pages.slice(0, limit)) {
		const { origins } = space.get<StoredPage>(pageKey(product, number)) as StoredPage;
		for (const owner of new Set(origins.map(([participant]) => participant))) space.delete(ownKey(product, owner));
		space.delete(pageKey(product, number));
	}
	if (pages.length > limit) space.set(headKey(product), { ...head, pages: runsOf(pages.slice(limit)) });
	else space.delete(headKey(product));
	return pages.length <= limit;
}

/** Numbers of an owner's live orders in a product. */
export function ownNumbers(context: CallContext, product: string, owner: string): readonly number[] {
	return [...numbersOf(context.space(AUCTION).get<NumberRuns>(ownKey(product, owner)) ?? [])];
}

export function setOwnNumbers(
	context: CallContext,
	product: string,
	owner: string,
	ascending: readonly number[],
): void {
	if (ascending.length === 0) context.space(AUCTION).delete(ownKey(product, owner));
	else context.space(AUCTION).set(ownKey(product, owner), runsOf(ascending));
}

export function readPage({ origins, orders }: StoredPage): Page {
	return orders.map((stored) => {
		if (!stored) return null;
		const [origin, escrow, row] = stored;
		const [participant, delegate, batch] = origins[origin] as Origin;
		return { participant, delegate, batch, escrow, row };
	});
}

/** Without places after the last live order; origins in the order of their first one. */
export function storePage(page: readonly (BookEntry | null)[]): StoredPage {
	const origins: Origin[] = [];
	const known = new Map<string, number>();
	const orders = page.map((entry) => {
		if (!entry) return null;
		const { participant, delegate, batch, escrow, row } = entry;
		const key = `${participant}/${delegate ?? ''}/${batch ?? ''}`;
		const origin = known.get(key) ?? origins.push([participant, delegate, batch]) - 1;
		known.set(key, origin);
		return [origin, escrow, row] as const;
	});
	return { origins, orders: orders.slice(0, orders.findLastIndex((each) => each !== null) + 1) };
}

function headKey(product: string): string {
	return `book/${product}`;
}

function pageKey(product: string, number: number): string {
	return `page/${product}/${number}`;
}

function ownKey(product: string, owner: string): string {
	return `own/${product}/${owner}`;
}
