import type { PriceRange, Verdict } from '../outcome.ts';

/** What can be wrong about a zonal result. Places are positions, or indexes of the zone, link or trade. */
export const ZONES_FAULTS = [
	/** A list is not as long as the market's, or a number is not a safe integer. */
	'SHAPE',
	/** A fill is negative, above its order, or no multiple of the lot. */
	'FILL_RANGE',
	/** A flow is outside its link's bounds, or no multiple of the lot. */
	'FLOW_RANGE',
	/** What a zone accepts and what crosses its borders do not cancel. */
	'ZONE_BALANCE',
	/** The volume is not what is accepted of bids. */
	'BALANCE',
	/** The proof's keys do not support fills and flows, so neither welfare nor volume is proven. */
	'DUALS',
	/** A price where nothing trades, or none where something does. */
	'PRICE_PRESENCE',
	/** An accepted bid pays more than its limit. */
	'BID_LOSES',
	/** An accepted offer gets less than its limit. */
	'OFFER_LOSES',
	/** A bid above its zone's price is not served in full. */
	'BID_LEFT_OUT',
	/** An offer below its zone's price is not taken in full. */
	'OFFER_LEFT_OUT',
	/** A flow against prices or for less than its fee, though it is not forced. */
	'FLOW_LOSES',
	/** Prices part by more than the fee over a link that is not full. */
	'FLOW_LEFT_OUT',
	/** An interval is not that of all supporting prices. */
	'INTERVAL',
	/** A price is not where in its interval the profile puts it. */
	'PRICE_RULE',
	/** A region is not joined by open links, or borders would let it share with another. */
	'REGIONS',
	/** The tied orders of a region do not share as the profile says. */
	'SHARES',
	/** Other flows serve the same orders with less flow, or less over later links. */
	'FLOW_CHOICE',
	'WELFARE',
	'SURPLUS',
	'VERDICT',
	/** A trade's orders, quantity or place in the pairing is wrong. */
	'PAIRING',
	/** Trades do not add up to the fills. */
	'TRADED_SUM',
	/** A trade is not at its zones' prices. */
	'TRADE_PRICE',
] as const;

export type ZonesFaultCode = (typeof ZONES_FAULTS)[number];

/** What a result says of one period; lists of orders are by row. */
export interface PeriodClaim {
	readonly fills: ArrayLike<number>;
	readonly flows: readonly number[];
	readonly prices: readonly PriceRange[];
	readonly keys: readonly number[];
	readonly regions: readonly number[];
	readonly verdicts: ArrayLike<Verdict>;
	/** Position in the market of a row. */
	readonly positionOf: (row: number) => number;
}
