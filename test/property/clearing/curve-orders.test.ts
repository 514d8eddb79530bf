import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Curve, stepsOfCurve } from '../../../src/shared/clearing/curve-steps.ts';
import { proRata } from '../../../src/shared/clearing/pro-rata.ts';

const curves = fc
	.record({
		side: fc.constantFrom('bid' as const, 'offer' as const),
		shape: fc.constantFrom('step' as const, 'linear' as const),
		start: fc.integer({ min: -50, max: 50 }),
		first: fc.integer({ min: 0, max: 30 }),
		moves: fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 40 })), {
			minLength: 1,
			maxLength: 6,
		}),
		tick: fc.constantFrom(1, 5),
		lot: fc.constantFrom(1, 10),
	})
	.map(({ side, shape, start, first, moves, tick, lot }) => {
		const sign = side === 'offer' ? 1 : -1;
		let [price, quantity] = [start, first];
		const points = [{ price: price * tick, quantity: quantity * lot }];
		for (const [away, more] of moves) {
			price += sign * away;
			quantity += more;
			points.push({ price: price * tick, quantity: quantity * lot });
		}
		const curve: Curve = { side, shape, points };
		return { curve, grid: { tick, lot } };
	});

/** What a curve asks for in all at a price, in lots rounded down, by walking its points in exact fractions. */
function quantityAt({ side, shape, points }: Curve, price: number, lot: number): number {
	const isReached = (limit: number): boolean => (side === 'offer' ? limit <= price : limit >= price);
	const reached = points.filter((point) => isReached(point.price)).at(-1);
	if (!reached) return 0;
	const next = points[points.indexOf(reached) + 1];
	if (!next || shape === 'step') return reached.quantity;
	const [rise, run] = [next.quantity - reached.quantity, Math.abs(next.price - reached.price)];
	const part = (BigInt(rise / lot) * BigInt(Math.abs(price - reached.price))) / BigInt(run);
	return reached.quantity + Number(part) * lot;
}

describe('the steps of a curve', () => {
	it('add up at every tick to what the curve asks for there, rounded down to the lot', () => {
		fc.assert(
			fc.property(curves, ({ curve, grid }) => {
				const steps = stepsOfCurve(curve, grid, 0);
				for (let price = -200 * grid.tick; price <= 200 * grid.tick; price += grid.tick) {
					const reached = steps.filter((step) => (curve.side === 'offer' ? step.price <= price : step.price >= price));
					const total = reached.reduce((sum, { quantity }) => sum + quantity, 0);
					expect(total).toBe(quantityAt(curve, price, grid.lot));
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('stand on tick and lot, best price first, each above nothing', () => {
		fc.assert(
			fc.property(curves, ({ curve, grid: { tick, lot } }) => {
				const steps = stepsOfCurve(curve, { tick, lot }, 0);
				steps.forEach(({ price, quantity }, at) => {
					const before = steps[at - 1];
					expect([Math.abs(price % tick), quantity % lot]).toEqual([0, 0]);
					expect(quantity).toBeGreaterThan(0);
					if (before) expect(curve.side === 'offer' ? price - before.price : before.price - price).toBeGreaterThan(0);
				});
			}),
			{ numRuns: 300 },
		);
	});
});

describe('pro rata', () => {
	const weights = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2 ** 48 })), {
		minLength: 1,
		maxLength: 20,
	});

	it('gives floors, then a unit each to the largest remainders, ties to the earliest', () => {
		fc.assert(
			fc.property(weights, fc.nat({ max: 1_000_000 }), (each, part) => {
				const sum = each.reduce((a, b) => a + b, 0);
				const total = Number((BigInt(sum) * BigInt(part)) / 1_000_000n);
				const exact = each.map((weight, at) => {
					const product = BigInt(total) * BigInt(weight);
					return { at, floor: product / BigInt(sum), rest: product % BigInt(sum) };
				});
				let left = BigInt(total) - exact.reduce((given, { floor }) => given + floor, 0n);
				const expected = exact.map(({ floor }) => Number(floor));
				exact.sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1));
				for (const { at } of exact) if (left-- > 0n) expected[at] = (expected[at] as number) + 1;
				expect(proRata(total, each)).toEqual(expected);
			}),
			{ numRuns: 2_000 },
		);
	});
});
