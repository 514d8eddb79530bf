import { type Curve, type CurvePoint, type CurveStep, stepsOfCurve } from '../clearing/curve-steps.ts';
import { MARKET_LIMITS } from '../clearing/market.ts';
import { CodedError } from '../errors/coded-error.ts';
import {
	choiceAt,
	listAt,
	type Place,
	priceOf,
	quantityOf,
	refuseCount,
	refuseType,
	required,
	requireKnown,
} from './fields.ts';
import { addTotal, type OrderReading, periodsOf, placeOf, type ReadOrder } from './order-terms.ts';

const CURVE_FIELDS = new Set(['id', 'side', 'points', 'shape', 'owner', 'zone', 'periods']);
/** More than a curve may have, so that the engine's own refusal says how many. */
const MAX_POINTS = 10_000;

/** A curve as the limit orders that it is, step by step in each of its periods. */
export function readCurve(reading: OrderReading, place: Place, id: string): ReadOrder {
	requireKnown(place, CURVE_FIELDS, 'a curve');
	const { market, limits } = reading;
	const terms = placeOf(reading, place);
	const periods = periodsOf(place, market.periods);
	const shape = choiceAt(place.object['shape'] ?? 'step', `${place.path}.shape`, ['step', 'linear']);
	const steps = stepsOf({ side: terms.side, shape, points: pointsOf(place, market.tick) }, market.tick, place);
	const first = limits.length;
	for (const period of periods)
		for (const step of steps) {
			limits.push({ ...terms, ...step, period: period - 1 });
			addTotal(reading, terms.side, step.quantity, place);
		}
	if (limits.length > MARKET_LIMITS.orders) refuseCount(place.path, MARKET_LIMITS.orders, 'orders, by period and step');
	return { id, kind: 'curve', periods, first, steps: steps.length };
}

function pointsOf(place: Place, tick: number): CurvePoint[] {
	const path = `${place.path}.points`;
	const points = listAt(required(place, 'points'), path);
	if (points.length > MAX_POINTS) refuseCount(path, MAX_POINTS, 'points');
	return points.map((point, index) => {
		const at = `${path}[${index}]`;
		const pair = listAt(point, at, 'a pair [price, quantity]');
		const [price, quantity] = pair;
		if (price === undefined || quantity === undefined || pair.length > 2)
			return refuseType(at, 'a pair [price, quantity]');
		return { price: priceOf(price, tick, `${at}[0]`), quantity: quantityOf(quantity, `${at}[1]`) };
	});
}

function stepsOf(curve: Curve, tick: number, { path }: Place): readonly CurveStep[] {
	const index = Number(/\[(\d+)\]$/.exec(path)?.[1]);
	try {
		return stepsOfCurve(curve, { tick, lot: 1 }, index);
	} catch (error) {
		throw error instanceof CodedError ? new CodedError(error.code, { ...error.details, path }) : error;
	}
}
