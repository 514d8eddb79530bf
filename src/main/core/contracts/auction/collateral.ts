import type {
	BlockTerms,
	CurvePoint,
	CurveTerms,
	LimitTerms,
	OrderBody,
} from '../../../../shared/codec/order-terms.ts';
import { type EnergyWh, type MicroMoney, type MicroPerKwh, mulDivFloor } from '../../../../shared/codec/units.ts';
import { amountOf } from '../amounts.ts';
import type { BookWeight } from './book-pages.ts';

/** What an order may come to at most. */
export interface OrderExtent {
	/** All that it may cost its owner: bids at their limits, which include the fees; offers where their price is negative. */
	readonly collateral: MicroMoney;
	/** Over all periods. */
	readonly quantityWh: EnergyWh;
	readonly priceLow: MicroPerKwh;
	readonly priceHigh: MicroPerKwh;
}

/**
 * @param periods Delivery periods of the product
 * @throws CodedError UNITS_OVERFLOW where it comes to more than a safe integer of money
 */
export function extentOf(terms: OrderBody, periods: number): OrderExtent {
	if ('points' in terms) return extentOfCurve(terms, periods);
	if ('profileWh' in terms) return extentOfBlock(terms);
	const { side, price, quantityWh } = terms;
	const times = coveredPeriods(terms, periods);
	return {
		collateral: mulDivFloor(times, costOf(side, quantityWh, price), 1),
		quantityWh: times * quantityWh,
		priceLow: price,
		priceHigh: price,
	};
}

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

/** What `quantityWh` may cost at worst at a limit. */
function costOf(side: 'bid' | 'offer', quantityWh: EnergyWh, price: MicroPerKwh): MicroMoney {
	return Math.max(0, amountOf(quantityWh, side === 'bid' ? price : -price));
}

function coveredPeriods({ period }: LimitTerms | CurveTerms, periods: number): number {
	return period === undefined ? periods : 1;
}

/** Each part of a curve at its dearer end, which bounds what it costs under every mechanism. */
function extentOfCurve(terms: CurveTerms, periods: number): OrderExtent {
	const { side, curve, points } = terms;
	const times = coveredPeriods(terms, periods);
	let collateral = 0;
	let before = 0;
	points.forEach(({ price, quantityWh }, at) => {
		const dearer = curve === 'linear' && at > 0 ? dearerOf(side, (points[at - 1] as CurvePoint).price, price) : price;
		collateral += costOf(side, quantityWh - before, dearer);
		before = quantityWh;
	});
	const { low, high } = pricesOf(points);
	return { collateral: mulDivFloor(times, collateral, 1), quantityWh: times * before, priceLow: low, priceHigh: high };
}

function dearerOf(side: 'bid' | 'offer', a: MicroPerKwh, b: MicroPerKwh): MicroPerKwh {
	return side === 'bid' ? Math.max(a, b) : Math.min(a, b);
}

function pricesOf(points: readonly CurvePoint[]): { low: MicroPerKwh; high: MicroPerKwh } {
	const [first, last] = [(points[0] as CurvePoint).price, (points.at(-1) as CurvePoint).price];
	return { low: Math.min(first, last), high: Math.max(first, last) };
}

/** A block's limit holds for its average price: a period may cost more than its part, all together may not. */
function extentOfBlock({ side, price, profileWh }: BlockTerms): OrderExtent {
	const quantityWh = profileWh.reduce((sum, each) => sum + each, 0);
	return { collateral: costOf(side, quantityWh, price), quantityWh, priceLow: price, priceHigh: price };
}
