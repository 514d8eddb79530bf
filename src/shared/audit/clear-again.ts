import type { ErrorCode } from '../errors/catalogue.ts';
import { CodedError, type ErrorDetails } from '../errors/coded-error.ts';
import { type BlockPlace, eventsOf } from './read-blocks.ts';
import { isChecked } from './verify/checked-events.ts';
import { type ClearedAgain, ProductBook } from './verify/product-books.ts';

/** What came of clearing a product again from what a bundle holds. */
export type ClearingAnswer =
	| { readonly outcome: 'same'; readonly cleared: ClearedAgain }
	| { readonly outcome: 'other'; readonly code: ErrorCode; readonly details: ErrorDetails }
	/** Not all that the clearing follows from is in the bundle; how much of the book is. */
	| { readonly outcome: 'not-whole'; readonly orders: number; readonly ofOrders: number | null }
	/** Its orders trade one by one: there is no clearing. */
	| { readonly outcome: 'at-once' };

/** Clears a product again with the code that every validator runs, from the orders in the blocks of a bundle. */
export function clearAgain(product: string, blocks: readonly BlockPlace[]): ClearingAnswer {
	let book: ProductBook | null = null;
	for (const block of blocks) {
		for (const { event } of eventsOf(block, 'no-edges')) {
			if (!isChecked(event) || !('product' in event) || event.product !== product) continue;
			if (event.kind === 'product-opened') book = new ProductBook(event);
			else book?.take(event);
		}
		if (book?.isTold) break;
	}
	if (book?.tradesAtOnce) return { outcome: 'at-once' };
	if (!book?.isTold || !book.isWhole)
		return { outcome: 'not-whole', orders: book?.orders ?? 0, ofOrders: book?.resultOrders ?? null };
	try {
		return { outcome: 'same', cleared: book.clearAgain() };
	} catch (error) {
		if (!(error instanceof CodedError)) throw error;
		return { outcome: 'other', code: error.code, details: error.details };
	}
}
