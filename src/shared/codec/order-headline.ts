import type { OrderBody } from './order-terms.ts';
import type { EnergyWh, MicroPerKwh } from './units.ts';

/** What stands for an order in a list. */
export interface OrderHeadline {
	readonly side: 'bid' | 'offer';
	/** Limit; of a curve its best price for others: a bid's highest, an offer's lowest, which is its first. */
	readonly price: MicroPerKwh;
	/** All that it may come to, over all periods. */
	readonly quantityWh: EnergyWh;
}

/** @param periods Delivery periods of the order's product */
export function headlineOf(terms: OrderBody, periods: number): OrderHeadline {
	const { side } = terms;
	if ('profileWh' in terms)
		return { side, price: terms.price, quantityWh: terms.profileWh.reduce((sum, each) => sum + each, 0) };
	const times = terms.period === undefined ? periods : 1;
	if (!('points' in terms)) return { side, price: terms.price, quantityWh: times * terms.quantityWh };
	const { points } = terms;
	return { side, price: points[0]?.price ?? 0, quantityWh: times * (points.at(-1)?.quantityWh ?? 0) };
}
