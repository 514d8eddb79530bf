import type { StatementList } from '../../../shared/contract/index.ts';

/** How the rows of the sheet are told: a month by day or product, or everything by month. */
export const BILL_GROUPS = ['day', 'product', 'month'] as const;
export type BillGroup = (typeof BILL_GROUPS)[number];

/** Rows of one page of the sheet. */
export const PAGE_ROWS = 200;

/** First and last day that the chain's calendar knows. */
export const ALL_DAYS = { from: '1970-01-01', to: '2199-12-31' } as const;

/** First and last day of `YYYY-MM`. */
export function daysOfMonth(month: string): { readonly from: string; readonly to: string } {
	const [year, of] = month.split('-').map(Number) as [number, number];
	const last = new Date(Date.UTC(year, of, 0)).getUTCDate();
	return { from: `${month}-01`, to: `${month}-${String(last).padStart(2, '0')}` };
}

/** The months before and after one, of those that have rows. */
export function monthsBeside(
	months: readonly string[],
	month: string | null,
): { readonly previous: string | null; readonly next: string | null } {
	const at = months.indexOf(month ?? '');
	return { previous: at > 0 ? (months[at - 1] ?? null) : null, next: at < 0 ? null : (months[at + 1] ?? null) };
}

export type Totals = StatementList['totals'];

/** Money that changes hands in all, what points have paid back included. */
export function dueOf({ total, byPoints }: Pick<Totals, 'total' | 'byPoints'>): number {
	return total + byPoints;
}

/** What a bill says before its rows: the sum, beside what the same energy would have come to without a market. */
export interface BillFinding {
	readonly kind: 'cost' | 'brought' | 'even';
	/** `flipped`: the tariff alone would have had the other sign. Null where nothing is compared. */
	readonly beside: 'less' | 'more' | 'same' | 'flipped' | null;
	/** ≥ 0. */
	readonly due: number;
	/** ≥ 0: the difference to the tariff; where flipped, what the tariff alone would have come to. */
	readonly difference: number;
}

/** @param compares False for the grid operator, whose statement mirrors everybody's */
export function billFinding(totals: Totals, compares: boolean): BillFinding {
	const due = dueOf(totals);
	const kind = due < 0 ? 'cost' : due > 0 ? 'brought' : 'even';
	const found = { kind, due: Math.abs(due) } as const;
	if (!compares) return { ...found, beside: null, difference: 0 };
	const { atTariff } = totals;
	if (due * atTariff < 0) return { ...found, beside: 'flipped', difference: Math.abs(atTariff) };
	const difference = Math.abs(due) - Math.abs(atTariff);
	const beside = difference < 0 ? 'less' : difference > 0 ? 'more' : 'same';
	return { ...found, beside, difference: Math.abs(difference) };
}
