import { inPeriod, periodsOf } from '../../../shared/codec/product-terms.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { DeskProduct } from '../../../shared/contract/index.ts';
import { type Product, productStateAt } from '../read-model/product.ts';

export function deskProduct(product: Product, now: TimeMs): DeskProduct {
	const { terms, result, orders, deeds } = product;
	const periods = periodsOf(terms);
	const fees = terms.zoneFees.flatMap((zone) => Array.from({ length: periods }, (_, period) => inPeriod(zone, period)));
	return {
		product: terms.product,
		state: productStateAt(product, now),
		mechanism: terms.mechanism,
		zones: [...terms.zones],
		periods,
		gateOpening: terms.gateOpening,
		gateClosure: terms.gateClosure,
		deliveryStart: terms.deliveryStart,
		deliveryEnd: terms.deliveryEnd,
		signingDeadline: terms.signingDeadline,
		settlementTime: terms.settlementTime,
		orders: orders.size,
		...pricesOf(product),
		volumeWh: result?.volumeWh ?? null,
		feeLow: Math.min(...fees),
		feeHigh: Math.max(...fees),
		deeds: deeds.size,
		deedsSealed: [...deeds.values()].filter(({ state }) => state === 'sealed').length,
	};
}

/** Prices of the result; of trades that were made one by one, theirs. */
function pricesOf({ result, trades }: Product): Pick<DeskProduct, 'priceLow' | 'priceHigh' | 'priceAverage'> {
	const made = [...trades.values()];
	const told = result?.prices.flatMap(({ price }) => price.filter((each) => each !== null)) ?? [];
	const prices = told.length > 0 ? told : made.map(({ price }) => price);
	if (prices.length === 0) return { priceLow: null, priceHigh: null, priceAverage: null };
	const weight = made.reduce((sum, { quantityWh }) => sum + quantityWh, 0);
	const weighted = made.reduce((sum, { price, quantityWh }) => sum + price * (quantityWh / Math.max(1, weight)), 0);
	const [priceLow, priceHigh] = [lowest(prices), highest(prices)];
	return {
		priceLow,
		priceHigh,
		priceAverage: weight === 0 || priceLow === priceHigh ? (result?.price ?? priceLow) : Math.round(weighted),
	};
}

const lowest = (figures: readonly number[]): number => figures.reduce((a, b) => Math.min(a, b));
const highest = (figures: readonly number[]): number => figures.reduce((a, b) => Math.max(a, b));
