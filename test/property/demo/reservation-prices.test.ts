import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reservationSteps } from '../../../src/main/demo/market/reservation-prices.ts';

const cases = fc.record({
	side: fc.constantFrom<('bid' | 'offer')[]>('bid', 'offer'),
	home: fc.string({ minLength: 1, maxLength: 20 }),
	start: fc.integer({ min: 0, max: 4_000_000_000_000 }),
	quantityWh: fc.integer({ min: 0, max: 1_000_000_000 }),
	feedIn: fc.integer({ min: -500_000, max: 500_000 }),
	tariff: fc.integer({ min: -500_000, max: 2_000_000 }),
	tick: fc.constantFrom(1, 10, 1_000),
});

describe('reservation prices', () => {
	it('lie on the tick between feed-in and tariff, and share out the whole energy', () => {
		fc.assert(
			fc.property(cases, ({ side, home, start, quantityWh, ...room }) => {
				const steps = reservationSteps(side, home, start, quantityWh, room);
				if (quantityWh === 0 || room.tariff - room.feedIn < 2 * room.tick) {
					expect(steps).toEqual([]);
					return;
				}
				expect(steps.reduce((sum, step) => sum + step.quantityWh, 0)).toBe(quantityWh);
				for (const { price, quantityWh: part } of steps) {
					expect(part).toBeGreaterThan(0);
					expect(Math.abs(price % room.tick)).toBe(0);
					expect(price).toBeGreaterThanOrEqual(Math.floor(room.feedIn / room.tick) * room.tick);
					expect(price).toBeLessThanOrEqual(Math.ceil(room.tariff / room.tick) * room.tick);
					if (side === 'offer') expect(price).toBeGreaterThanOrEqual(room.feedIn);
					else expect(price).toBeLessThanOrEqual(room.tariff);
				}
			}),
		);
	});

	it('grow less eager with the second step, and never change for the same home and hour', () => {
		fc.assert(
			fc.property(cases, ({ side, home, start, quantityWh, ...room }) => {
				const steps = reservationSteps(side, home, start, quantityWh, room);
				expect(reservationSteps(side, home, start, quantityWh, room)).toEqual(steps);
				const [first, second] = steps.map((step) => step.price);
				if (first === undefined || second === undefined) return;
				if (side === 'offer') expect(second).toBeGreaterThanOrEqual(first);
				else expect(second).toBeLessThanOrEqual(first);
			}),
		);
	});
});
