import { identifier } from './ids.ts';
import { PRICE_MAX } from './product-terms.ts';
import { integer, list, type Reader, record, variant } from './reader.ts';
import type { MicroPerKwh, TimeMs } from './units.ts';

/** Entries of one place's schedule that are yet to come. */
export const FEE_ENTRIES_MAX = 64;

/** Whose carriage is charged: a zone's, or that over a border in either direction. */
export type FeePlace =
	| { readonly kind: 'zone'; readonly zone: string }
	| { readonly kind: 'border'; readonly from: string; readonly to: string };

/** A carriage fee that holds from a time on, until the next entry's. */
export interface FeeEntry {
	readonly from: TimeMs;
	readonly fee: MicroPerKwh;
}

/** What the grid operator will charge in a place; replaces what it had announced and is not in effect yet. */
export interface SetFees {
	readonly place: FeePlace;
	/** Ascending, each after the block's time. */
	readonly entries: readonly FeeEntry[];
}

const readFeePlace: Reader<FeePlace> = variant<FeePlace>({
	zone: record<Extract<FeePlace, { kind: 'zone' }>>({ kind: () => 'zone', zone: identifier() }),
	border: record<Extract<FeePlace, { kind: 'border' }>>({ kind: () => 'border', from: identifier(), to: identifier() }),
});

export const readSetFees: Reader<SetFees> = record<SetFees>({
	place: readFeePlace,
	entries: list(record<FeeEntry>({ from: integer(1), fee: integer(0, PRICE_MAX) }), FEE_ENTRIES_MAX),
});
