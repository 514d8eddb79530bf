import { formatStamp } from '../formats/calendar.ts';
import { type CsvCell, csvLine } from '../formats/csv-write.ts';
import { writeDecimal } from '../formats/decimal.ts';
import type { TimeZone } from '../formats/time-zone.ts';
import type { StatementRow } from './statement-rows.ts';

/** Decimals of micro-money in currency units. */
const MONEY_SCALE = 6;

/**
 * Rows of a bill as CSV (RFC 4180): energy in Wh, money in currency units to the micro-unit, local stamps with their
 * offset. Received is positive, paid negative.
 * @param currency ISO 4217 code, part of the titles
 */
export function statementCsv(rows: readonly StatementRow[], zone: TimeZone, currency: string): string {
	const unit = currency.toLowerCase();
	const header: CsvCell[] = [
		...['key', 'start', 'end', 'periods', 'substituted', 'contracted_wh', 'metered_wh', 'residual_wh'],
		...[`imbalance_price_${unit}_per_kwh`, `traded_${unit}`, `wheeling_${unit}`, `border_${unit}`],
		...[`imbalance_${unit}`, `total_${unit}`, `paid_by_points_${unit}`, `at_tariff_${unit}`],
	];
	const local = (time: number) => formatStamp(time, zone.offsetMsAt(time));
	const money = (amount: number | null) => (amount === null ? null : writeDecimal(amount, MONEY_SCALE));
	const lines = rows.map((row) =>
		csvLine([
			...[row.key, local(row.start), local(row.end), row.periods, row.substituted],
			...[row.contractedWh, row.meteredWh, row.residualWh],
			...[row.imbalancePrice, row.traded, row.wheeling, row.border, row.residual, row.total].map(money),
			...[row.byPoints, row.atTariff].map(money),
		]),
	);
	return csvLine(header) + lines.join('');
}
