import type { PriceRange } from '../outcome.ts';

/** A border in one period; a flow is positive from `from` to `to`. */
export interface PeriodLink {
	/** Indexes of zones. */
	readonly from: number;
	readonly to: number;
	/** Flow bounds in multiples of the lot, min ≤ max; both on one side of 0 force a flow. */
	readonly min: number;
	readonly max: number;
	/** Per unit of flow in either direction, a multiple of the tick, ≥ 0. */
	readonly fee: number;
}

/** Limit orders of one period as columns of equal length; the row decides ties. */
export interface OrderColumns {
	readonly zones: Uint8Array;
	/** 1 for a bid, 0 for an offer. */
	readonly bids: Uint8Array;
	/** Limits net of the zone's fee, multiples of the tick. */
	readonly limits: Float64Array;
	/** Positive multiples of the lot; the sum of each side is a safe integer. */
	readonly quantities: Float64Array;
	/** Participant credit; null where nobody has any. */
	readonly priorities: Uint16Array | null;
}

/** All that the clearing of one period takes. Orders that stand sorted by limit within zone and side cost no sort. */
export interface ZonesInput {
	readonly tick: number;
	readonly lot: number;
	/** Number of zones, 1…64. */
	readonly zones: number;
	readonly links: readonly PeriodLink[];
	readonly orders: OrderColumns;
	/** Position in the market by row, for errors to name; absent, they name the row. */
	readonly positions?: Int32Array;
}

/** What a zone's price must keep to besides its orders, ends included; null is no bound. */
export interface PriceBounds {
	readonly lowest: number | null;
	readonly highest: number | null;
}

/** Why no flow balances every zone: the zone has too much ('surplus') or too little, over all its borders. */
export interface ZonesObstacle {
	readonly zone: number;
	/** A border whose forced flow causes it; null where injections do. */
	readonly link: number | null;
	readonly kind: 'surplus' | 'shortage';
}

/** One period of many zones, sorted once, to be cleared again and again. */
export interface PreparedZones {
	/**
	 * Clears with `injections[zone]` more energy in each zone that sets no price (an accepted block's offer is positive,
	 * its bid negative; multiples of the lot). `bounds[zone]` narrows the prices before the midpoint is taken.
	 * @returns null where no flow balances every zone; see `obstacle`
	 */
	clear(injections?: readonly number[] | null, bounds?: readonly PriceBounds[] | null): ZonesOptimum | null;
	/** Null where a balance exists. */
	obstacle(injections?: readonly number[] | null): ZonesObstacle | null;
	/**
	 * Most welfare that limit orders and links reach at these prices of the zones, balanced or not: with
	 * Σ price × injection added, no clearing has more (weak duality).
	 */
	valueAt(prices: readonly number[]): bigint;
}

/** The highest welfare of one period: everything but who of the tied orders gets it. */
export interface ZonesOptimum {
	/** By zone: the supporting prices; null as a whole where the bounds leave none. */
	readonly prices: readonly PriceRange[] | null;
	/** By zone: lowest and highest supporting price within the bounds, also where nothing trades; ±∞ where none holds it. */
	readonly ends: { readonly low: readonly number[]; readonly high: readonly number[] } | null;
	/** By zone: integer prices that support the optimum without regard to the bounds; also where nothing trades. */
	readonly support: readonly number[];
	/** Σ net limit × quantity of accepted limit bids less that of limit offers, less border fees. */
	readonly welfare: bigint;
	/** Shares tied orders and decides welfare-equal flows; costs more than clearing did. */
	share(): ZonesShares;
}

/** What the tied orders of a region asked for together and got. */
export interface TiedLevel {
	readonly shareOf: number;
	readonly acceptedOf: number;
}

export interface ZonesShares {
	/** Accepted quantity by row of the columns. */
	readonly fills: Float64Array;
	/** By link. */
	readonly flows: readonly number[];
	/**
	 * By zone: prices in half ticks that prove highest welfare and largest volume, offers standing at 2 × limit ÷ tick and
	 * bids half a tick above (see `check-zones.ts`). Orders at their zone's key are the tied ones.
	 */
	readonly keys: readonly number[];
	/** By zone: the first zone of the region over which its tied orders were shared. */
	readonly regions: readonly number[];
	/** By zone: the tied orders of its region. */
	readonly levels: readonly TiedLevel[];
}
