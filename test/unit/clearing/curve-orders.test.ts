import { describe, expect, it } from 'vitest';
import { type CurveOrder, expandCurves, resultOfSent } from '../../../src/shared/clearing/curve-orders.ts';
import { CURVE_LIMITS, type Curve, type CurvePoint, stepsOfCurve } from '../../../src/shared/clearing/curve-steps.ts';
import type { LimitOrder, Market } from '../../../src/shared/clearing/market.ts';
import { mechanisms } from '../../../src/shared/clearing/mechanisms.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { explainSent } from '../../../src/shared/clearing/why/why.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';

const grid = { tick: 1, lot: 1 };
const points = (...pairs: [number, number][]): CurvePoint[] => pairs.map(([price, quantity]) => ({ price, quantity }));
const curve = (side: Curve['side'], shape: Curve['shape'], ...pairs: [number, number][]): Curve => ({
	side,
	shape,
	points: points(...pairs),
});

describe('the steps of a curve', () => {
	it('are the differences of total quantities on a step curve', () => {
		expect(stepsOfCurve(curve('bid', 'step', [20, 5], [15, 12], [-3, 13]), grid, 0)).toEqual([
			{ price: 20, quantity: 5 },
			{ price: 15, quantity: 7 },
			{ price: -3, quantity: 1 },
		]);
	});

	it('follow a line tick by tick, in quantities rounded down to the lot', () => {
		expect(stepsOfCurve(curve('offer', 'linear', [10, 0], [13, 10]), grid, 0)).toEqual([
			{ price: 11, quantity: 3 },
			{ price: 12, quantity: 3 },
			{ price: 13, quantity: 4 },
		]);
		expect(stepsOfCurve(curve('bid', 'linear', [20, 20], [10, 60]), { tick: 5, lot: 20 }, 0)).toEqual([
			{ price: 20, quantity: 20 },
			{ price: 15, quantity: 20 },
			{ price: 10, quantity: 20 },
		]);
	});

	it('come lot by lot where a line spans fewer lots than ticks', () => {
		expect(stepsOfCurve(curve('offer', 'linear', [0, 0], [1_000_000_000, 3]), grid, 0)).toEqual([
			{ price: 333_333_334, quantity: 1 },
			{ price: 666_666_667, quantity: 1 },
			{ price: 1_000_000_000, quantity: 1 },
		]);
	});

	it('rise at one price where two points of a linear curve share it, and keep still where the quantity does', () => {
		expect(stepsOfCurve(curve('offer', 'linear', [5, 0], [5, 4], [9, 4], [10, 5]), grid, 0)).toEqual([
			{ price: 5, quantity: 4 },
			{ price: 10, quantity: 1 },
		]);
	});

	it.each<[string, Curve, string]>([
		['no point', curve('bid', 'step'), 'CURVE_POINT_COUNT'],
		['one point of a line', curve('bid', 'linear', [5, 5]), 'CURVE_POINT_COUNT'],
		[
			'201 points',
			curve('offer', 'step', ...Array.from({ length: 201 }, (_, n): [number, number] => [n, n + 1])),
			'CURVE_POINT_COUNT',
		],
		['a fraction of a tick', curve('bid', 'step', [5.5, 5]), 'CURVE_POINT_INVALID'],
		['a price out of bounds', curve('bid', 'step', [2 ** 51, 5]), 'CURVE_POINT_INVALID'],
		['a negative quantity', curve('bid', 'step', [5, -5]), 'CURVE_POINT_INVALID'],
		['no quantity in all', curve('bid', 'linear', [5, 0], [4, 0]), 'CURVE_POINT_INVALID'],
		['a bid whose price rises', curve('bid', 'step', [5, 5], [6, 7]), 'CURVE_NOT_MONOTONE'],
		['an offer whose price falls', curve('offer', 'linear', [5, 5], [4, 7]), 'CURVE_NOT_MONOTONE'],
		['a quantity that falls', curve('offer', 'step', [5, 5], [6, 4]), 'CURVE_NOT_MONOTONE'],
		['a step without quantity', curve('offer', 'step', [5, 5], [6, 5]), 'CURVE_NOT_MONOTONE'],
		['two steps at one price', curve('offer', 'step', [5, 5], [5, 6]), 'CURVE_NOT_MONOTONE'],
		['a line over too many ticks', curve('offer', 'linear', [0, 0], [20_000, 20_000]), 'CURVE_STEPS'],
		[
			'lines over too many ticks together',
			curve('offer', 'linear', [0, 0], [6_000, 6_000], [12_000, 12_000]),
			'CURVE_STEPS',
		],
	])('are refused for %s', (_what, each, code) => {
		let found: string | null = null;
		try {
			stepsOfCurve(each, grid, 0);
		} catch (error) {
			found = codeOf(error);
		}
		expect(found).toBe(code);
	});

	it('are as many as allowed at most', () => {
		const { length } = stepsOfCurve(curve('offer', 'linear', [0, 0], [10_000, 10_000]), grid, 0);
		expect(length).toBe(CURVE_LIMITS.steps);
	});
});

describe('a curve in a market', () => {
	const buying: CurveOrder = { ...curve('bid', 'linear', [20, 0], [10, 100]), zone: 0, period: 0, owner: 3 };
	const selling: LimitOrder = { side: 'offer', price: 15, quantity: 70, zone: 0, period: 0 };
	const sent = [selling, buying];
	const expanded = expandCurves(sent, grid);
	const market = (orders: readonly LimitOrder[]): Market => ({
		periods: 1,
		zones: [{ name: '', fee: [0] }],
		links: [],
		tick: 1,
		lot: 1,
		orders,
		blocks: [],
	});
	const profile = profiles['default-v1'];
	const whyOf = (orders: readonly (LimitOrder | CurveOrder)[], number: number): string => {
		const each = expandCurves(orders, grid);
		const outcome = mechanisms['uniform-price'].clear(market(each.orders), profile);
		const terms = { formatPrice: String, formatQuantity: String, formatValue: String, nameOf: String };
		return explainSent(market(each.orders), profile, outcome, { language: 'en', ...terms }, each)(number);
	};

	it('stands for its steps, which lead back to it', () => {
		expect(expanded.orders).toHaveLength(11);
		expect(expanded.orders[3]).toEqual({ side: 'bid', price: 17, quantity: 10, zone: 0, period: 0, owner: 3 });
		expect([...expanded.sentOf]).toEqual([0, ...new Array(10).fill(1)]);
		expect([...expanded.firstOf]).toEqual([0, 1, 11]);
	});

	it('is accepted as far as it reaches, and judged by the step that decides', () => {
		const outcome = mechanisms['uniform-price'].clear(market(expanded.orders), profile);
		expect(outcome.volume).toBe(50);
		expect(resultOfSent(expanded, outcome, 1)).toEqual({
			fill: 50,
			quantity: 100,
			decisive: 5,
			verdict: { kind: 'accepted' },
		});
		expect(resultOfSent(expanded, outcome, 0)).toMatchObject({ fill: 50, verdict: { kind: 'marginal' } });
	});

	it('is explained in one sentence on all its steps', () => {
		expect(whyOf(sent, 1)).toBe('Accepted for 50 of 100: its curve is at or above the price 15 up to its step at 15.');
		expect(whyOf([{ ...selling, quantity: 44 }, buying], 1)).toBe(
			'Cut to 44 of 100: at the price 15 orders for 10 shared 4 pro rata.',
		);
		expect(whyOf([{ ...selling, price: 5, quantity: 200 }, buying], 1)).toBe(
			'Accepted in full: its limit of 10 is at or above the price 5.',
		);
		expect(whyOf([{ ...selling, price: 25 }, buying], 1)).toBe(
			'Not crossed: the best order opposite is 0’s at 25, and this one stands at 19.',
		);
	});
});
