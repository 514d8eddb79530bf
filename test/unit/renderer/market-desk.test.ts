import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	changeFee,
	type FeeChange,
	feeAt,
	keptIn,
	takeBack,
} from '../../../src/renderer/features/market-desk/fee-draft.ts';
import { boardSums, calendarFinding } from '../../../src/renderer/features/market-desk/findings.ts';
import type { FeeRowView } from '../../../src/shared/contract/index.ts';
import { createStoryDesk } from '../../fixtures/console/story-desk.ts';
import { createStoryMarket, NOW } from '../../fixtures/console/story-market.ts';

const row = (from: number, fee: number): FeeRowView => ({ from, fee, announcedAt: 0, height: 1, transactionId: null });
const schedule = { entries: [row(10, 1_000), row(200, 2_000), row(300, 3_000)] };
const draft = (from: number | null, fee: string, now = 100) => changeFee(schedule, { from, fee }, now);

describe('a change of a fee', () => {
	it('keeps what is announced beside it, and says what it was before and how long it holds', () => {
		expect(draft(250, '0.0055')).toEqual({
			entries: [
				{ from: 200, fee: 2_000 },
				{ from: 250, fee: 5_500 },
				{ from: 300, fee: 3_000 },
			],
			replaces: [
				{ from: 200, fee: 2_000 },
				{ from: 300, fee: 3_000 },
			],
			from: 250,
			until: 300,
			before: 2_000,
			after: 5_500,
		});
	});

	it('names what is wrong: no date, a past one, no fee, the same fee', () => {
		const faultOf = (result: ReturnType<typeof draft>) => ('fault' in result ? result.fault : null);
		expect(faultOf(draft(null, '0.01'))).toBe('date');
		expect(faultOf(draft(100, '0.01'))).toBe('past');
		for (const fee of ['', '-0.01', '0.0000001', '1e3', '9999']) expect(faultOf(draft(150, fee)), fee).toBe('fee');
		expect(faultOf(draft(210, '0.002'))).toBe('same');
		expect(faultOf(draft(200, '0.0025'))).toBeNull();
	});

	it('holds from its time to its end and nowhere else, whatever is announced', () => {
		const schedules = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.nat(20)), {
			selector: ([from]) => from,
			maxLength: 12,
		});
		fc.assert(
			fc.property(schedules, fc.integer({ min: 101, max: 500 }), fc.nat(20), (all, from, fee) => {
				const entries = all.map(([at, each]) => row(at, each)).sort((a, b) => a.from - b.from);
				const change = changeFee({ entries }, { from, fee: (fee / 1e6).toFixed(6) }, 100);
				if ('fault' in change) {
					expect(change.fault).toBe('same');
					return;
				}
				const after = [...entries.filter((each) => each.from <= 100), ...change.entries];
				for (let time = 1; time <= 500; time++) {
					const isInside = time >= change.from && (change.until === null || time < change.until);
					expect(feeAt(after, time)?.fee).toBe(isInside ? change.after : feeAt(entries, time)?.fee);
				}
			}),
		);
	});

	it('takes an announced entry back to what holds before it', () => {
		expect(takeBack(schedule, 200, 100)).toMatchObject({
			entries: [{ from: 300, fee: 3_000 }],
			before: 2_000,
			after: 1_000,
			until: 300,
		});
	});

	it('names the opened products that deliver in its time', () => {
		const kept = [5, 15, 25].map((at) => ({
			product: `P${at}`,
			deliveryStart: at,
			deliveryEnd: at + 5,
			feeLow: 0,
			feeHigh: 0,
			source: 'schedule' as const,
		}));
		const names = (change: Pick<FeeChange, 'from' | 'until'>) => keptIn({ kept }, change).map(({ product }) => product);
		expect(names({ from: 12, until: null })).toEqual(['P15', 'P25']);
		expect(names({ from: 6, until: 15 })).toEqual(['P5']);
	});
});

describe('what the desk finds', () => {
	const desk = createStoryDesk(createStoryMarket());

	it('names the gate that closes next among those that are open', () => {
		const { open, next } = calendarFinding(desk.products());
		expect(open).toBeGreaterThan(1);
		expect(next?.gateClosure).toBeGreaterThan(NOW);
		expect(
			desk
				.products()
				.filter(({ state }) => state === 'open')
				.every((each) => each.gateClosure >= (next?.gateClosure ?? 0)),
		).toBe(true);
	});

	it('sums the board, with the nearest deadline of what is missing', () => {
		const periods = desk.periods();
		const sums = boardSums(periods);
		const cost = periods.flatMap(({ zones }) => zones).reduce((sum, zone) => sum + (zone.cost ?? 0), 0);
		expect(sums.cost).toBe(cost);
		expect(sums.missing).toBe(1);
		expect(sums.deadline).toBe(periods.find(({ state }) => state === 'provisional')?.deadline);
		expect(boardSums([])).toMatchObject({ shortWh: 0, deadline: null });
	});
});
