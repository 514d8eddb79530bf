import { MARKET_LIMITS } from '../../../../shared/clearing/market.ts';
import type { MechanismName } from '../../../../shared/clearing/mechanism-names.ts';
import { mechanismOf } from '../../../../shared/clearing/mechanisms.ts';
import { VICKREY_ORDERS_MAX } from '../../../../shared/clearing/truthful/vickrey.ts';
import type { MarketParameters } from '../../../../shared/codec/genesis-document.ts';
import { type ProductTerms, periodsOf } from '../../../../shared/codec/product-terms.ts';
import { tradesAtOnce } from './orders-terms.ts';

/** Steps for reading an order from the book and storing what it got, beside the clearing itself. */
const ENTRY_STEPS = 4;

/** Orders that a product's book may come to: no more than its mechanism clears. */
export function bookLimit({ mechanism }: ProductTerms, { ordersPerProduct }: MarketParameters): number {
	return mechanism === 'vickrey' ? Math.min(ordersPerProduct, VICKREY_ORDERS_MAX) : ordersPerProduct;
}

/** Steps that clearing a product with a full book and so many blocks may take. */
export function clearingCost(terms: ProductTerms, market: MarketParameters, blocks: number): number {
	if (tradesAtOnce(terms)) return 0;
	const orders = bookLimit(terms, market);
	const { cost } = mechanismOf(terms.mechanism as MechanismName);
	return (
		cost({ orders, blocks, zones: terms.zones.length, periods: periodsOf(terms) }) + (orders + blocks) * ENTRY_STEPS
	);
}

/** Blocks that a product's book may hold, so that its clearing stays within one task. */
export function blockLimit(terms: ProductTerms, market: MarketParameters): number {
	let [least, most] = [0, MARKET_LIMITS.blocks as number];
	while (least < most) {
		const middle = Math.ceil((least + most) / 2);
		if (clearingCost(terms, market, middle) <= market.taskStepLimit) least = middle;
		else most = middle - 1;
	}
	return least;
}
