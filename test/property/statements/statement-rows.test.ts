import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SettlementStatement } from '../../../src/shared/codec/events.ts';
import { parseDay } from '../../../src/shared/formats/calendar.ts';
import { CsvReader } from '../../../src/shared/formats/csv.ts';
import { openTimeZone } from '../../../src/shared/formats/time-zone.ts';
import { statementCsv } from '../../../src/shared/statements/statement-csv.ts';
import {
	addFigures,
	NO_FIGURES,
	type StatementFigures,
	type StatementLine,
	statementLines,
} from '../../../src/shared/statements/statement-lines.ts';
import { linesWithin, STATEMENT_GROUPS, statementRows } from '../../../src/shared/statements/statement-rows.ts';

const QUARTER_MS = 900_000;
/** Per kWh. */
const [TARIFF, FEED_IN] = [220_001, 50_003];
const ZONES = ['UTC', 'Europe/Rome', 'America/Los_Angeles', '+05:30', 'Australia/Lord_Howe'];
const money = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
const wh = fc.integer({ min: -1_000_000, max: 1_000_000 });

const column = (periods: number, each: fc.Arbitrary<number>) =>
	fc.array(each, { minLength: periods, maxLength: periods });

/** Products one after the other around a clock change, with a statement of one participant each. */
const bill = fc
	.record({
		periods: fc.integer({ min: 1, max: 100 }),
		lengthMs: fc.constantFrom(QUARTER_MS, 2 * QUARTER_MS, 4 * QUARTER_MS),
		products: fc.integer({ min: 1, max: 12 }),
		/** Days in October and March 2025, when clocks change. */
		day: fc.constantFrom('2025-03-08', '2025-03-29', '2025-10-25', '2025-11-01', '2025-12-31'),
		zone: fc.constantFrom(...ZONES),
	})
	.chain(({ periods, lengthMs, products, day, zone }) =>
		fc.record({
			zone: fc.constant(zone),
			start: fc.constant((parseDay(day) as number) * 86_400_000),
			lengthMs: fc.constant(lengthMs),
			columns: fc.array(
				fc.record({
					contractedWh: column(periods, wh),
					meteredWh: column(periods, wh),
					traded: column(periods, money),
					wheeling: column(periods, money),
					border: column(periods, money),
					residual: column(periods, money),
				}),
				{ minLength: products, maxLength: products },
			),
		}),
	);
type Bill = typeof bill extends fc.Arbitrary<infer T> ? T : never;

function linesOf({ start, lengthMs, columns }: Bill): StatementLine[] {
	let deliveryStart = start;
	return columns.flatMap((each, at) => {
		const periods = each.traded.length;
		const byPeriod = { ...each, imbalancePrice: each.traded.map(() => null), substituted: [] };
		const product = { product: `P-${at}`, deliveryStart, periodMs: lengthMs, tariff: TARIFF, feedIn: FEED_IN };
		deliveryStart += periods * lengthMs;
		return statementLines(product, { byPeriod } as unknown as SettlementStatement, at);
	});
}

/** The sums that matter, with exact integers and no help of the code under test. */
function exact(figures: readonly StatementFigures[]): bigint[] {
	const names = [
		'contractedWh',
		'meteredWh',
		'residualWh',
		'traded',
		'wheeling',
		'border',
		'residual',
		'total',
		'byPoints',
		'atTariff',
	] as const;
	return names.map((name) => figures.reduce((sum, each) => sum + BigInt(each[name]), 0n));
}

describe('rows of a bill', () => {
	it('add up to the same micro-unit by period, product, day and month, in every zone', () => {
		fc.assert(
			fc.property(bill, (given) => {
				const zone = openTimeZone(given.zone);
				const lines = linesOf(given);
				const whole = exact(lines);
				const [, , , traded, wheeling, border, residual, total] = whole as [bigint, bigint, bigint, ...bigint[]];
				expect(total).toBe((traded ?? 0n) + (wheeling ?? 0n) + (border ?? 0n) + (residual ?? 0n));
				expect(whole[8]).toBe(BigInt((given.columns.length * (given.columns.length - 1)) / 2));
				expect(whole[9]).toBe(withoutMarket(given.columns.flatMap(({ meteredWh }) => meteredWh)));
				for (const by of STATEMENT_GROUPS) {
					const rows = statementRows(lines, by, zone);
					expect(exact(rows), by).toEqual(whole);
					expect(exact([rows.reduce(addFigures, NO_FIGURES)]), by).toEqual(whole);
					expect(rows.reduce((count, { periods }) => count + periods, 0)).toBe(lines.length);
					expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
				}
				const days = statementRows(lines, 'day', zone);
				for (const { key, periods } of days)
					expect(linesWithin(lines, { from: key, to: key, zone })).toHaveLength(periods);
			}),
			{ numRuns: 60 },
		);
	});

	it('leave as CSV what comes back from it', () => {
		fc.assert(
			fc.property(bill, (given) => {
				const zone = openTimeZone(given.zone);
				const rows = statementRows(linesOf(given), 'day', zone);
				const csv = new CsvReader();
				const records = [...csv.push(statementCsv(rows, zone, 'USD')), ...csv.end()];
				const [header, ...cells] = records.map((record) => record.cells ?? []);
				const at = (name: string) => header?.indexOf(name) ?? -1;
				expect(cells.map((row) => row[at('total_usd')]?.replace('.', ''))).toHaveLength(rows.length);
				cells.forEach((row, index) => {
					expect(row[at('key')]).toBe(rows[index]?.key);
					expect(Date.parse(row[at('start')] as string)).toBe(rows[index]?.start);
					expect(micro(row[at('total_usd')] as string)).toBe(BigInt(rows[index]?.total ?? 0));
					expect(micro(row[at('imbalance_usd')] as string)).toBe(BigInt(rows[index]?.residual ?? 0));
				});
			}),
			{ numRuns: 20 },
		);
	});
});

/** Energy short is paid for, energy beyond is paid; each period to the micro-unit that whoever pays keeps. */
function withoutMarket(meteredWh: readonly number[]): bigint {
	return meteredWh.reduce((sum, wh) => sum + (BigInt(wh) * BigInt(wh < 0 ? TARIFF : FEED_IN)) / 1_000n, 0n);
}

function micro(text: string): bigint {
	const match = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(text);
	if (!match) throw new Error(`${text} is no decimal`);
	const units = BigInt(`${match[2]}${(match[3] ?? '').padEnd(6, '0')}`);
	return match[1] === '-' ? -units : units;
}
