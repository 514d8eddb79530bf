import { CodedError } from '../../errors/coded-error.ts';
import { type ExactPrefix, exactPrefix } from './exact-prefix.ts';
import type { ZonesInput } from './zones.ts';

/**
 * Limits are compared as keys in half ticks: 2 × limit of an offer, 2 × limit + 1 of a bid. The odd half lets a bid and an
 * offer of one limit trade, so that the optimum in keys has the largest volume among those of highest welfare: no change
 * trades a tick of welfare for it, since along a cycle at most two orders change, which gain one half at most.
 */
export interface SideCurve {
	/** Ascending; equal ones by row. */
	readonly keys: Float64Array;
	/** Quantity of the first i orders; one longer than `keys`. */
	readonly cumulative: Float64Array;
	/** Row of each key's order in the columns. */
	readonly rows: Int32Array;
}

/** Limit orders of one zone in one period. */
export interface ZoneCurve {
	readonly bids: SideCurve;
	readonly offers: SideCurve;
}

/** Largest limit or fee in ticks, so that keys, and their sums along any path of zones, stay exact. */
export const MAX_TICKS = 2 ** 44;

const NOTHING: SideCurve = {
	keys: new Float64Array(0),
	cumulative: new Float64Array(1),
	rows: new Int32Array(0),
};
export const EMPTY_CURVE: ZoneCurve = { bids: NOTHING, offers: NOTHING };

/** Index of the first key that is not below `key`. */
export function lowerBound({ keys }: SideCurve, key: number): number {
	let low = 0;
	let high = keys.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((keys[middle] as number) < key) low = middle + 1;
		else high = middle;
	}
	return low;
}

export function totalOf({ cumulative }: SideCurve): number {
	return cumulative[cumulative.length - 1] as number;
}

/** Net supply of a zone when just the offers with keys below `key` and the bids with keys not below it are accepted. */
export function supplyBelow({ bids, offers }: ZoneCurve, key: number): number {
	const offered = offers.cumulative[lowerBound(offers, key)] as number;
	return offered - totalOf(bids) + (bids.cumulative[lowerBound(bids, key)] as number);
}

/** Limit in ticks that a key stands for. */
export function ticksOf(key: number): number {
	return Math.floor(key / 2);
}

/** Prefix sums of limit in ticks × quantity. */
export function worthOf({ keys, cumulative }: SideCurve): ExactPrefix {
	const quantities = new Float64Array(keys.length);
	for (let i = 0; i < keys.length; i++) quantities[i] = (cumulative[i + 1] as number) - (cumulative[i] as number);
	return exactPrefix(keys.map(ticksOf), quantities);
}

/**
 * Curves of all zones. O(n) where orders stand sorted by limit within zone and side, else O(n log n).
 * @throws CodedError CLEARING_INPUT on a limit beyond MAX_TICKS
 */
export function curvesOf({ tick, zones, orders, positions }: ZonesInput): ZoneCurve[] {
	const buckets = bucketRows(zones, orders.zones, orders.bids);
	const sideCurve = (bucket: number): SideCurve => {
		const rows = buckets[bucket] as Int32Array;
		const odd = bucket % 2;
		const keys = new Float64Array(rows.length);
		let isSorted = true;
		for (let i = 0; i < rows.length; i++) {
			const ticks = (orders.limits[rows[i] as number] as number) / tick;
			if (!(Math.abs(ticks) <= MAX_TICKS)) refusePrice(rows[i] as number, positions);
			keys[i] = 2 * ticks + odd;
			isSorted &&= i === 0 || (keys[i - 1] as number) <= (keys[i] as number);
		}
		const sorted = isSorted ? { keys, rows } : sortByKey(keys, rows);
		const cumulative = new Float64Array(rows.length + 1);
		for (let i = 0; i < rows.length; i++)
			cumulative[i + 1] = (cumulative[i] as number) + (orders.quantities[sorted.rows[i] as number] as number);
		return { ...sorted, cumulative };
	};
	return Array.from({ length: zones }, (_, zone) => ({ offers: sideCurve(2 * zone), bids: sideCurve(2 * zone + 1) }));
}

function refusePrice(row: number, positions: ZonesInput['positions']): never {
	throw new CodedError('CLEARING_INPUT', { field: 'price', position: positions?.[row] ?? row });
}

/** Rows of each zone's offers (even index) and bids (odd index), ascending. */
function bucketRows(zones: number, zoneOf: Uint8Array, isBid: Uint8Array): Int32Array[] {
	const counts = new Int32Array(2 * zones);
	const bucketOf = (row: number): number => 2 * (zoneOf[row] as number) + (isBid[row] as number);
	for (let row = 0; row < zoneOf.length; row++) counts[bucketOf(row)] = (counts[bucketOf(row)] as number) + 1;
	const buckets = Array.from(counts, (count) => new Int32Array(count));
	counts.fill(0);
	for (let row = 0; row < zoneOf.length; row++) {
		const bucket = bucketOf(row);
		const at = counts[bucket] as number;
		(buckets[bucket] as Int32Array)[at] = row;
		counts[bucket] = at + 1;
	}
	return buckets;
}

/** Key and place in one safe integer, so that the engine's native numeric sort does the work, where they fit. */
function sortByKey(keys: Float64Array, rows: Int32Array): { keys: Float64Array; rows: Int32Array } {
	const count = keys.length;
	let lowest = Number.POSITIVE_INFINITY;
	let highest = Number.NEGATIVE_INFINITY;
	for (const key of keys) {
		if (key < lowest) lowest = key;
		if (key > highest) highest = key;
	}
	if ((highest - lowest + 1) * count > Number.MAX_SAFE_INTEGER) return sortByComparison(keys, rows);
	const packed = new Float64Array(count);
	for (let i = 0; i < count; i++) packed[i] = ((keys[i] as number) - lowest) * count + i;
	packed.sort();
	const sorted = { keys: new Float64Array(count), rows: new Int32Array(count) };
	for (let i = 0; i < count; i++) {
		const place = (packed[i] as number) % count;
		sorted.keys[i] = keys[place] as number;
		sorted.rows[i] = rows[place] as number;
	}
	return sorted;
}

function sortByComparison(keys: Float64Array, rows: Int32Array): { keys: Float64Array; rows: Int32Array } {
	const places = Int32Array.from(keys, (_, i) => i);
	places.sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
	return {
		keys: Float64Array.from(places, (place) => keys[place] as number),
		rows: places.map((place) => rows[place] as number),
	};
}
