import type { OrderBody } from '../../../shared/codec/order-terms.ts';
import type { BidProduct } from '../../../shared/contract/index.ts';
import { decimalMark, readDecimal } from '../../../shared/formats/decimal.ts';

export type AmendmentFault = 'price' | 'tick' | 'bounds' | 'quantity' | 'lot' | 'unchanged';

/**
 * The order with a new price per kWh and a new energy in kWh, as they are typed; blocks and curves keep their profile
 * and points, and only a block's price can change here.
 */
export function amendedTerms(
	terms: OrderBody,
	typed: { readonly price: string; readonly quantity: string },
	product: Pick<BidProduct, 'tick' | 'lotWh' | 'priceMin' | 'priceMax'>,
): { readonly terms: OrderBody } | { readonly fault: AmendmentFault } {
	if ('points' in terms) return { fault: 'unchanged' };
	const price = readDecimal(typed.price.trim(), 6, decimalMark(','));
	if (typeof price !== 'number') return { fault: 'price' };
	if (price % product.tick !== 0) return { fault: 'tick' };
	if (price < product.priceMin || price > product.priceMax) return { fault: 'bounds' };
	if ('profileWh' in terms) return price === terms.price ? { fault: 'unchanged' } : { terms: { ...terms, price } };
	const quantityWh = readDecimal(typed.quantity.trim(), 3, decimalMark(','));
	if (typeof quantityWh !== 'number' || quantityWh < 1) return { fault: 'quantity' };
	if (quantityWh % product.lotWh !== 0) return { fault: 'lot' };
	if (price === terms.price && quantityWh === terms.quantityWh) return { fault: 'unchanged' };
	return { terms: { ...terms, price, quantityWh } };
}
