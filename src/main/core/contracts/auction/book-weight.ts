import { coveredPeriods } from '../../../../shared/auction/collateral.ts';
import type { CurvePoint, CurveTerms, OrderBody } from '../../../../shared/codec/order-terms.ts';
import type { EnergyWh, MicroPerKwh } from '../../../../shared/codec/units.ts';
import type { BookWeight } from './book-pages.ts';

/** Steps of prices and quantities. */
interface Grid {
	readonly tick: MicroPerKwh;
	readonly lotWh: EnergyWh;
}

/** Orders of the clearing that an order comes to. */
export function weightOf(terms: OrderBody, periods: number, grid: Grid): BookWeight {
	if ('profileWh' in terms) return { weight: 1, blocks: 1 };
	const times = coveredPeriods(terms, periods);
	return { weight: times * ('points' in terms ? stepsOf(terms, grid) : 1), blocks: 0 };
}

/** Limit orders that a curve comes to in one period, at most: each part of a line has a step per tick, or per lot. */
export function stepsOf({ curve, points }: CurveTerms, { tick, lotWh }: Grid): number {
	if (curve === 'stepwise') return points.length;
	let steps = 1;
	for (let at = 1; at < points.length; at++) {
		const [from, to] = [points[at - 1] as CurvePoint, points[at] as CurvePoint];
		steps += Math.min(Math.abs(to.price - from.price) / tick, (to.quantityWh - from.quantityWh) / lotWh);
	}
	return steps;
}
