import type { BlockTerms, CurvePoint, CurveTerms, LimitTerms, OrderBody } from '../codec/order-terms.ts';
import { amountOf, type EnergyWh, type MicroMoney, type MicroPerKwh, mulDivFloor } from '../codec/units.ts';

/** Participant credit from which on an order needs no more collateral than it may cost. */
export const FULL_CREDIT = 800;

/** What an order may come to at most. */
export interface OrderExtent {
	/** All that it may cost its owner: bids at their limits, which include the fees; offers where their price is negative. */
	readonly cost: MicroMoney;
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
		cost: mulDivFloor(times, costAt(side, quantityWh, price), 1),
		quantityWh: times * quantityWh,
		priceLow: price,
		priceHigh: price,
	};
}

/**
 * Collateral of an order that may cost so much: that, where its owner's credit is 800 or more; below, as many parts
 * more as the credit lacks of 800, rounded up. At credit 0 it is twice the cost.
 * @param credit Of the owner when the order is placed or amended, 0…1000
 * @throws CodedError UNITS_OVERFLOW
 */
export function collateralOf(cost: MicroMoney, credit: number): MicroMoney {
	const missing = Math.max(0, FULL_CREDIT - credit);
	return missing === 0 ? cost : 0 - mulDivFloor(0 - cost, FULL_CREDIT + missing, FULL_CREDIT);
}

/** Periods for which an order stands. */
export function coveredPeriods({ period }: LimitTerms | CurveTerms, periods: number): number {
	return period === undefined ? periods : 1;
}

/** What `quantityWh` may cost at worst at a limit. */
function costAt(side: 'bid' | 'offer', quantityWh: EnergyWh, price: MicroPerKwh): MicroMoney {
	return Math.max(0, amountOf(quantityWh, side === 'bid' ? price : -price));
}

/** Each part of a curve at its dearer end, which bounds what it costs under every mechanism. */
function extentOfCurve(terms: CurveTerms, periods: number): OrderExtent {
	const { side, curve, points } = terms;
	const times = coveredPeriods(terms, periods);
	let cost = 0;
	let before = 0;
	points.forEach(({ price, quantityWh }, at) => {
		const dearer = curve === 'linear' && at > 0 ? dearerOf(side, (points[at - 1] as CurvePoint).price, price) : price;
		cost += costAt(side, quantityWh - before, dearer);
		before = quantityWh;
	});
	const { low, high } = pricesOf(points);
	return { cost: mulDivFloor(times, cost, 1), quantityWh: times * before, priceLow: low, priceHigh: high };
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
	return { cost: costAt(side, quantityWh, price), quantityWh, priceLow: price, priceHigh: price };
}
