import type { CheckedEvent } from './checked-events.ts';
import { ProductBook } from './product-books.ts';
import type { AuditScope } from './scope.ts';

/** Products whose opening and every order are in the bundle, cleared again; the bundle must hold whole blocks for it. */
export class ClearingCheck {
	readonly #scope: AuditScope;
	readonly #books = new Map<string, ProductBook>();

	constructor(scope: AuditScope) {
		this.#scope = scope;
	}

	/** @throws CodedError BUNDLE_CLEARING or CLEARING_* */
	take(event: CheckedEvent): void {
		if (event.kind === 'product-opened') {
			this.#books.set(event.product, new ProductBook(event));
			return;
		}
		if (event.kind === 'product-cancelled') this.#books.delete(event.product);
		if (!('product' in event)) return;
		const book = this.#books.get(event.product);
		if (!book) return;
		book.take(event);
		if (event.kind === 'product-settled') this.#books.delete(event.product);
		if (!book.isTold) return;
		this.#books.delete(event.product);
		if (book.tradesAtOnce) this.#scope.board.count('clearing', 'products-that-trade-order-by-order');
		else {
			book.clearAgain();
			this.#scope.board.count('clearing', 'products-cleared-again');
		}
	}
}
