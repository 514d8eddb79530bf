import type { MicroPerKwh } from '../../../../shared/codec/units.ts';
import type { CallContext } from '../engine/call-context.ts';
import { AUCTION, type Product } from './products.ts';

/** By zone, in the order of the product's terms, and period; null where nothing is priced. */
export type ClearedPrices = readonly (readonly (MicroPerKwh | null)[])[];

/** Keeps the prices of a clearing for its settlement, where the product's imbalance rule starts from them. */
export function keepPrices(context: CallContext, { product, zones, imbalance }: Product, prices: ClearedPrices): void {
	if (imbalance !== null) context.space(AUCTION).set(`price/${product}`, prices.slice(0, zones.length));
}

/** Empty where none were kept. */
export function clearedPrices(context: CallContext, { product }: Product): ClearedPrices {
	return context.space(AUCTION).get<ClearedPrices>(`price/${product}`) ?? [];
}

export function forgetPrices(context: CallContext, { product, imbalance }: Product): void {
	if (imbalance !== null) context.space(AUCTION).delete(`price/${product}`);
}
