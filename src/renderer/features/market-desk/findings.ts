import type { DeskProduct, ImbalancePeriod } from '../../../shared/contract/index.ts';

export interface CalendarFinding {
	readonly open: number;
	/** The gate that closes next; null where none is open. */
	readonly next: DeskProduct | null;
	readonly closing: number;
	/** Cleared and not settled. */
	readonly under: number;
	readonly noCross: number;
}

export function calendarFinding(products: readonly DeskProduct[]): CalendarFinding {
	const open = products.filter(({ state }) => state === 'open');
	const count = (...states: DeskProduct['state'][]) => products.filter(({ state }) => states.includes(state)).length;
	return {
		open: open.length,
		next: open.reduce<DeskProduct | null>(
			(first, each) => (first === null || each.gateClosure < first.gateClosure ? each : first),
			null,
		),
		closing: count('closing'),
		under: count('cleared', 'delivering', 'delivered'),
		noCross: count('no-cross'),
	};
}

export interface BoardSums {
	readonly shortWh: number;
	readonly longWh: number;
	/** Of settled periods. */
	readonly cost: number;
	readonly settled: number;
	readonly missing: number;
	/** Deadline of the missing readings that is nearest; null without any. */
	readonly deadline: number | null;
	readonly substituted: number;
}

export function boardSums(periods: readonly ImbalancePeriod[]): BoardSums {
	const zones = periods.flatMap((period) => period.zones);
	const sum = (figures: readonly number[]) => figures.reduce((a, b) => a + b, 0);
	const waiting = periods.filter(({ missing }) => missing > 0);
	return {
		shortWh: sum(zones.map(({ shortWh }) => shortWh)),
		longWh: sum(zones.map(({ longWh }) => longWh)),
		cost: sum(zones.map(({ cost }) => cost ?? 0)),
		settled: periods.filter(({ state }) => state === 'settled').length,
		missing: sum(waiting.map(({ missing }) => missing)),
		deadline: waiting.length === 0 ? null : Math.min(...waiting.map(({ deadline }) => deadline)),
		substituted: sum(periods.map(({ substituted }) => substituted)),
	};
}
