import { extentOf } from '../../../../shared/auction/collateral.ts';
import { periodsOf } from '../../../../shared/codec/product-terms.ts';
import type { CallContext } from '../engine/call-context.ts';
import { countDelegatedUse } from '../identity/order-limits.ts';
import type { BookOrder } from './book-pages.ts';
import type { Product } from './products.ts';

/** An order that lives no more leaves its delegate room for another: for what ends orders all at once. */
export function releaseDelegate(context: CallContext, product: Product, order: BookOrder): void {
	const { participant, delegate, terms, escrow } = order;
	if (delegate === null) return;
	const { quantityWh } = extentOf(terms, periodsOf(product));
	countDelegatedUse(context, participant, delegate, product.product, {
		quantityWh: 0 - quantityWh,
		collateral: 0 - escrow,
	});
}
