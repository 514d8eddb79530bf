import { mulDivFloor } from '../codec/units.ts';
import { CodedError } from '../errors/coded-error.ts';
import { MARKET_LIMITS, type Side } from './market.ts';

export const CURVE_LIMITS = {
	points: 200,
	/** Limit orders that one curve may come to. */
	steps: 10_000,
} as const;

export interface CurvePoint {
	/** A multiple of the tick; a bid's includes its zone's fee. */
	readonly price: number;
	/** What the order takes in all down to (bid) or up to (offer) this price; a multiple of the lot, ≥ 0. */
	readonly quantity: number;
}

/**
 * Best price first. A step curve takes a point's whole quantity at its price; a linear one takes what lies on the line
 * between two points, where two points of one price are a step.
 */
export interface Curve {
	readonly side: Side;
	readonly shape: 'step' | 'linear';
	readonly points: readonly CurvePoint[];
}

/** Limits by falling merit, and the quantity that each adds. */
export interface CurveStep {
	readonly price: number;
	readonly quantity: number;
}

/**
 * The limit orders that a curve is: a linear part is taken at every tick, its quantity so far rounded down to the lot, so
 * that the order never takes more than its line. `position` is named in errors.
 * @throws CodedError CURVE_POINT_COUNT, CURVE_POINT_INVALID, CURVE_NOT_MONOTONE, CURVE_STEPS
 */
export function stepsOfCurve(
	curve: Curve,
	grid: { tick: number; lot: number },
	position: number,
): readonly CurveStep[] {
	requireCurve(curve, grid, position);
	const { points, shape } = curve;
	const steps: CurveStep[] = [];
	const add = (price: number, quantity: number): void => {
		if (quantity === 0) return;
		const last = steps.at(-1);
		if (last?.price === price) steps[steps.length - 1] = { price, quantity: last.quantity + quantity };
		else steps.push({ price, quantity });
		if (steps.length > CURVE_LIMITS.steps) tooManySteps(steps.length, position);
	};
	let previous: CurvePoint = { price: points[0]?.price as number, quantity: 0 };
	for (const point of points) {
		if (shape === 'step' || point.price === previous.price) add(point.price, point.quantity - previous.quantity);
		else for (const { price, quantity } of stepsOfLine(previous, point, grid, position)) add(price, quantity);
		previous = point;
	}
	return steps;
}

/** Of the line from one point to a worse price: by tick or by lot, whichever are fewer. */
function stepsOfLine(
	from: CurvePoint,
	to: CurvePoint,
	{ tick, lot }: { tick: number; lot: number },
	position: number,
): CurveStep[] {
	const direction = to.price > from.price ? tick : -tick;
	const ticks = Math.abs(to.price - from.price) / tick;
	const lots = (to.quantity - from.quantity) / lot;
	const count = Math.min(ticks, lots);
	if (count > CURVE_LIMITS.steps) tooManySteps(count, position);
	const steps: CurveStep[] = [];
	let taken = 0;
	for (let n = 1; n <= count; n++) {
		/** The first tick at which the n-th lot is due, or the n-th tick. */
		const atTick = count === ticks ? n : -mulDivFloor(-n, ticks, lots);
		const due = count === ticks ? mulDivFloor(n, lots, ticks) : n;
		steps.push({ price: from.price + direction * atTick, quantity: (due - taken) * lot });
		taken = due;
	}
	return steps;
}

function requireCurve({ side, shape, points }: Curve, grid: { tick: number; lot: number }, position: number): void {
	const fewest = shape === 'linear' ? 2 : 1;
	if (points.length < fewest || points.length > CURVE_LIMITS.points)
		throw new CodedError('CURVE_POINT_COUNT', { position, points: points.length, max: CURVE_LIMITS.points });
	points.forEach(({ price, quantity }, at) => {
		const point = at + 1;
		const isOnTick = Number.isSafeInteger(price) && price % grid.tick === 0;
		if (!isOnTick || Math.abs(price) > MARKET_LIMITS.price)
			throw new CodedError('CURVE_POINT_INVALID', { position, point, field: 'price' });
		if (!Number.isSafeInteger(quantity) || quantity < 0 || quantity % grid.lot !== 0)
			throw new CodedError('CURVE_POINT_INVALID', { position, point, field: 'quantity' });
		const before = points[at - 1];
		if (!before) return;
		const rise = side === 'offer' ? price - before.price : before.price - price;
		if (rise < 0 || (rise === 0 && shape === 'step'))
			throw new CodedError('CURVE_NOT_MONOTONE', { position, point, field: 'price' });
		if (quantity < before.quantity || (quantity === before.quantity && shape === 'step'))
			throw new CodedError('CURVE_NOT_MONOTONE', { position, point, field: 'quantity' });
	});
	if (points.at(-1)?.quantity === 0)
		throw new CodedError('CURVE_POINT_INVALID', { position, point: points.length, field: 'quantity' });
}

function tooManySteps(steps: number, position: number): never {
	throw new CodedError('CURVE_STEPS', { position, steps, max: CURVE_LIMITS.steps });
}
