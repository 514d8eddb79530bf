import { type Curve, stepsOfCurve } from './curve-steps.ts';
import type { LimitOrder } from './market.ts';
import type { Outcome, Verdict } from './outcome.ts';

/** A curve for one period of one zone, with the terms that limit orders have. */
export interface CurveOrder extends Curve, Omit<LimitOrder, 'side' | 'price' | 'quantity' | 'visible'> {}

/** Orders as they were sent: each stands for one position or for one of each of its steps. */
export type SentOrder = LimitOrder | CurveOrder;

export interface ExpandedOrders {
	/** What a market takes: in the place of a curve its steps, best price first. */
	readonly orders: readonly LimitOrder[];
	/** Number of the sent order by position. */
	readonly sentOf: Int32Array;
	/** First position by number of the sent order, and at the end the number of positions. */
	readonly firstOf: Int32Array;
}

/** @throws CodedError CURVE_POINT_COUNT, CURVE_POINT_INVALID, CURVE_NOT_MONOTONE, CURVE_STEPS naming the sent order */
export function expandCurves(sent: readonly SentOrder[], grid: { tick: number; lot: number }): ExpandedOrders {
	const orders: LimitOrder[] = [];
	const sentOf: number[] = [];
	const firstOf = new Int32Array(sent.length + 1);
	sent.forEach((order, number) => {
		firstOf[number] = orders.length;
		if (!('points' in order)) {
			orders.push(order);
			sentOf.push(number);
			return;
		}
		const { points: _points, shape: _shape, ...terms } = order;
		for (const step of stepsOfCurve(order, grid, number)) {
			orders.push({ ...terms, ...step });
			sentOf.push(number);
		}
	});
	firstOf[sent.length] = orders.length;
	return { orders, sentOf: Int32Array.from(sentOf), firstOf };
}

/** How a sent order fared. */
export interface SentResult {
	/** Of all its steps. */
	readonly fill: number;
	readonly quantity: number;
	/** Position of the step that tells why: the one cut at the margin, else the last accepted one, else the best one. */
	readonly decisive: number;
	readonly verdict: Verdict;
}

export function resultOfSent({ orders, firstOf }: ExpandedOrders, outcome: Outcome, number: number): SentResult {
	const [first, end] = [firstOf[number] as number, firstOf[number + 1] as number];
	let decisive = first;
	let isCut = false;
	let [fill, quantity] = [0, 0];
	for (let position = first; position < end; position++) {
		const taken = outcome.fills[position] as number;
		fill += taken;
		quantity += orders[position]?.quantity as number;
		const isMarginal = outcome.verdicts[position]?.kind === 'marginal';
		if (isMarginal || (taken > 0 && !isCut)) decisive = position;
		isCut ||= isMarginal;
	}
	return { fill, quantity, decisive, verdict: outcome.verdicts[decisive] as Verdict };
}
