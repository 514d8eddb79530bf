import { describe, expect, it } from 'vitest';
import {
	ALL_DAYS,
	billFinding,
	daysOfMonth,
	dueOf,
	monthsBeside,
} from '../../../src/renderer/features/statements/bill.ts';
import { parseDay } from '../../../src/shared/formats/calendar.ts';
import { NO_FIGURES } from '../../../src/shared/statements/statement-lines.ts';
import { createStoryStatements } from '../../fixtures/console/story-statements.ts';

const bill = (total: number, atTariff: number, byPoints = 0) => ({ ...NO_FIGURES, total, atTariff, byPoints });

describe('the finding of a bill', () => {
	it.each([
		['cost, less', bill(-5_000_000, -7_000_000), ['cost', 'less', 5_000_000, 2_000_000]],
		['cost, more', bill(-5_000_000, -4_999_999), ['cost', 'more', 5_000_000, 1]],
		['cost, the same', bill(-5, -5), ['cost', 'same', 5, 0]],
		['brought, more', bill(9, 4), ['brought', 'more', 9, 5]],
		['brought, less', bill(4, 9), ['brought', 'less', 4, 5]],
		['brought instead of cost', bill(3, -4), ['brought', 'flipped', 3, 4]],
		['cost instead of brought', bill(-3, 4), ['cost', 'flipped', 3, 4]],
		['nothing', bill(0, 0), ['even', 'same', 0, 0]],
	])('is what it comes to beside the tariff: %s', (_, totals, [kind, beside, due, difference]) => {
		expect(billFinding(totals, true)).toEqual({ kind, beside, due, difference });
	});

	it('counts what points have paid back, once', () => {
		expect(dueOf(bill(-10, -12, 3))).toBe(-7);
		expect(billFinding(bill(-10, -12, 3), true)).toMatchObject({ kind: 'cost', due: 7, difference: 5 });
	});

	it('compares nothing for the grid operator', () => {
		expect(billFinding(bill(7, 0), false)).toEqual({ kind: 'brought', beside: null, due: 7, difference: 0 });
	});
});

describe('the months of a bill', () => {
	it('end on their last calendar day, leap years included', () => {
		expect(daysOfMonth('2017-07')).toEqual({ from: '2017-07-01', to: '2017-07-31' });
		expect(daysOfMonth('2024-02').to).toBe('2024-02-29');
		expect(daysOfMonth('2023-02').to).toBe('2023-02-28');
		expect([parseDay(ALL_DAYS.from), parseDay(ALL_DAYS.to)]).not.toContain(null);
	});

	it('stand beside those that have rows', () => {
		expect(monthsBeside(['2017-06', '2017-07', '2017-09'], '2017-07')).toEqual({
			previous: '2017-06',
			next: '2017-09',
		});
		expect(monthsBeside(['2017-07'], '2017-07')).toEqual({ previous: null, next: null });
		expect(monthsBeside([], null)).toEqual({ previous: null, next: null });
	});
});

describe('the statements of the story', () => {
	const statements = createStoryStatements();
	const july = { from: '2017-07-01', to: '2017-07-31', offset: 0, limit: 1_000 };
	const people = ['grid-company', ...Array.from({ length: 12 }, (_, n) => `home-${String(n + 1).padStart(2, '0')}`)];

	it('add up to nothing over everybody', () => {
		const bills = people.map((participant) => statements.list({ ...july, participant, by: 'month' }).totals);
		expect(bills.reduce((sum, { total }) => sum + total, 0)).toBe(0);
		for (const { traded, wheeling, border, residual, total } of bills)
			expect(traded + wheeling + border + residual).toBe(total);
	});

	it('name sources that add up to each figure', () => {
		const view = statements.product({ participant: 'home-06', product: 'F-2017-07-28T13' });
		const [period] = view?.periods ?? [];
		const signed = period?.trades.map(({ side, quantityWh }) => (side === 'sold' ? quantityWh : -quantityWh)) ?? [];
		expect(signed.length).toBeGreaterThan(0);
		expect(signed.reduce((sum, wh) => sum + wh, 0)).toBe(period?.contractedWh);
		const made = period?.readings.map(({ generatedWh, consumedWh }) => generatedWh - consumedWh) ?? [];
		expect(made.reduce((sum, wh) => sum + wh, 0)).toBe(period?.meteredWh);
	});
});
