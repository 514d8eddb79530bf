import type { MicroPerKwh, TimeMs } from '../codec/units.ts';
import { localDayOf } from '../formats/local-day.ts';
import type { TimeZone } from '../formats/time-zone.ts';
import { addFigures, NO_FIGURES, type StatementFigures, type StatementLine } from './statement-lines.ts';

export const STATEMENT_GROUPS = ['period', 'product', 'day', 'month'] as const;

export type StatementGroup = (typeof STATEMENT_GROUPS)[number];

/** Lines of a bill that are told as one. */
export interface StatementRow extends StatementFigures {
	/** `<product>/<period>`, product, local day `YYYY-MM-DD` or local month `YYYY-MM`. */
	readonly key: string;
	/** First start and last end of its periods. */
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly periods: number;
	/** Periods in which the contracted position stood in for a reading. */
	readonly substituted: number;
	/** Of all its periods with a residual; null where there is none or they differ. */
	readonly imbalancePrice: MicroPerKwh | null;
}

/** Lines of the local days `from` to `to` (both `YYYY-MM-DD`, both included), by when their periods begin. */
export function linesWithin(
	lines: readonly StatementLine[],
	{ from, to, zone }: { readonly from: string; readonly to: string; readonly zone: TimeZone },
): StatementLine[] {
	return lines.filter(({ start }) => {
		const day = localDayOf(start, zone);
		return from <= day && day <= to;
	});
}

/** One row for each group in order of time; days and months are those of the zone, however many hours they have. */
export function statementRows(lines: readonly StatementLine[], by: StatementGroup, zone: TimeZone): StatementRow[] {
	const groups = new Map<string, StatementLine[]>();
	for (const line of lines) {
		const key = keyOf(line, by, zone);
		const group = groups.get(key);
		if (group) group.push(line);
		else groups.set(key, [line]);
	}
	return Array.from(groups, ([key, group]) => rowOf(key, group)).sort((a, b) => a.start - b.start);
}

function keyOf({ product, period, start }: StatementLine, by: StatementGroup, zone: TimeZone): string {
	switch (by) {
		case 'period':
			return `${product}/${period}`;
		case 'product':
			return product;
		case 'day':
			return localDayOf(start, zone);
		case 'month':
			return localDayOf(start, zone).slice(0, 7);
	}
}

function rowOf(key: string, lines: readonly StatementLine[]): StatementRow {
	let figures = NO_FIGURES;
	let [start, end, substituted] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
	const prices = new Set<MicroPerKwh>();
	for (const line of lines) {
		figures = addFigures(figures, line);
		start = Math.min(start, line.start);
		end = Math.max(end, line.end);
		if (line.isSubstituted) substituted += 1;
		if (line.imbalancePrice !== null) prices.add(line.imbalancePrice);
	}
	const [price = null] = prices.size === 1 ? prices : [];
	return { key, start, end, periods: lines.length, substituted, imbalancePrice: price, ...figures };
}
