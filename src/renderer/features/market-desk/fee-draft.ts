import { FEE_ENTRIES_MAX, type FeeEntry } from '../../../shared/codec/fee-schedule.ts';
import { PRICE_MAX } from '../../../shared/codec/product-terms.ts';
import type { FeePlaceView, FeeRowView, FeeScheduleView } from '../../../shared/contract/index.ts';
import { decimalMark, readDecimal } from '../../../shared/formats/decimal.ts';

/** What the form of a fee lacks. `past` is the contract's own refusal, FEE_SCHEDULE. */
export type FeeFault = 'date' | 'past' | 'fee' | 'same' | 'full';

export interface FeeChange {
	/** What the place's schedule ahead is to be, ascending. */
	readonly entries: readonly FeeEntry[];
	/** The entries ahead that are replaced. */
	readonly replaces: readonly FeeEntry[];
	/** From then on, until the next entry or for good, it differs. */
	readonly from: number;
	readonly until: number | null;
	/** Fee at that time as the schedule stands, and as it is to be; null where there is none. */
	readonly before: number | null;
	readonly after: number | null;
}

export const ahead = (entries: readonly FeeRowView[], now: number): readonly FeeRowView[] =>
	entries.filter(({ from }) => from > now);

/** The entry in effect at a time. */
export function feeAt<T extends FeeEntry>(entries: readonly T[], time: number): T | null {
	return entries.findLast(({ from }) => from <= time) ?? null;
}

/** A fee from a time on, beside what is announced already; an entry of that very time is replaced. */
export function changeFee(
	{ entries }: Pick<FeeScheduleView, 'entries'>,
	given: { readonly from: number | null; readonly fee: string },
	now: number,
): FeeChange | { readonly fault: FeeFault } {
	const { from } = given;
	if (from === null) return { fault: 'date' };
	if (from <= now) return { fault: 'past' };
	const fee = readDecimal(given.fee.trim(), 6, decimalMark(null));
	if (typeof fee !== 'number' || fee < 0 || fee > PRICE_MAX) return { fault: 'fee' };
	const before = feeAt(entries, from);
	if (before?.fee === fee) return { fault: 'same' };
	const kept = bare(ahead(entries, now)).filter((entry) => entry.from !== from);
	if (kept.length >= FEE_ENTRIES_MAX) return { fault: 'full' };
	const next = [...kept, { from, fee }].sort((a, b) => a.from - b.from);
	return {
		entries: next,
		replaces: bare(ahead(entries, now)),
		from,
		until: kept.find((entry) => entry.from > from)?.from ?? null,
		before: before?.fee ?? null,
		after: fee,
	};
}

/** Without an entry that is announced and not in effect yet. */
export function takeBack({ entries }: Pick<FeeScheduleView, 'entries'>, from: number, now: number): FeeChange {
	const replaces = bare(ahead(entries, now));
	const kept = replaces.filter((entry) => entry.from !== from);
	const stays = entries.filter((entry) => entry.from !== from);
	return {
		entries: kept,
		replaces,
		from,
		until: kept.find((entry) => entry.from > from)?.from ?? null,
		before: feeAt(entries, from)?.fee ?? null,
		after: feeAt(stays, from)?.fee ?? null,
	};
}

const bare = (entries: readonly FeeEntry[]): FeeEntry[] => entries.map(({ from, fee }) => ({ from, fee }));

/** Products that deliver in the time of a change, and keep the fee that they were opened with. */
export function keptIn({ kept }: Pick<FeeScheduleView, 'kept'>, { from, until }: Pick<FeeChange, 'from' | 'until'>) {
	return kept.filter(
		({ deliveryStart, deliveryEnd }) => deliveryEnd > from && (until === null || deliveryStart < until),
	);
}

export function placeKey(place: FeePlaceView): string {
	return place.kind === 'zone' ? place.zone : [place.from, place.to].sort().join('/');
}

export function placeName(place: FeePlaceView): string {
	return place.kind === 'zone' ? place.zone : `${place.from} – ${place.to}`;
}
