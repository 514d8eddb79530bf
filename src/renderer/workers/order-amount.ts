import { coveredPeriods } from '../../shared/auction/collateral.ts';
import type { OrderBody } from '../../shared/codec/order-terms.ts';
import { amountOf, type MicroMoney } from '../../shared/codec/units.ts';

/** Money at the limit over all periods, rounded as the chain rounds it. */
export function amountAtLimit(order: OrderBody, periods: number): MicroMoney {
	if ('profileWh' in order)
		return amountOf(
			order.profileWh.reduce((sum, each) => sum + each, 0),
			order.price,
		);
	const times = coveredPeriods(order, periods);
	if (!('points' in order)) return times * amountOf(order.quantityWh, order.price);
	let before = 0;
	let amount = 0;
	for (const { price, quantityWh } of order.points) {
		amount += amountOf(quantityWh - before, price);
		before = quantityWh;
	}
	return times * amount;
}
