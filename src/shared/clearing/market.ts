import { CodedError } from '../errors/coded-error.ts';

/** What every market is bounded by, whatever a product or a file says. */
export const MARKET_LIMITS = {
	/** A local day of quarter-hours when the clock goes back. */
	periods: 100,
	zones: 64,
	links: 256,
	orders: 1_000_000,
	blocks: 1_000,
	/** Blocks from a family's first to its last generation. */
	generations: 3,
	/** Size of a limit, with and without its fee: differences of two are safe, and twice as much is. */
	price: 2 ** 50,
} as const;

/** A minimum acceptance ratio is in millionths; this is all or none. */
export const ALL_OR_NONE = 1_000_000;

const SEED_FORM = /^[0-9a-f]{1,128}$/;

export type Side = 'bid' | 'offer';

/** A freely divisible order for one period of one zone; its place in the market's list decides ties. */
export interface LimitOrder {
	readonly side: Side;
	/** Limit per unit, a multiple of the tick; any sign. A bid's limit includes its zone's fee. */
	readonly price: number;
	/** A positive multiple of the lot. */
	readonly quantity: number;
	/** Index of the market's zone. */
	readonly zone: number;
	/** Index of the market's period, from 0. */
	readonly period: number;
	/** Orders with one number belong to one owner and never trade with each other; absent: an owner of its own. */
	readonly owner?: number;
	/** Participant credit, 0…1000: comes before the position where the profile says so. Absent is 0. */
	readonly priority?: number;
	/** Iceberg, continuous trading only: what the book shows at a time, a multiple of the lot. */
	readonly visible?: number;
}

/** A profile over the market's periods, accepted in all of them at one ratio or in none. */
export interface BlockOrder {
	readonly side: Side;
	/** Limit per unit, for the average over the profile; a multiple of the tick. A bid's limit includes fees. */
	readonly price: number;
	readonly zone: number;
	/** Quantity in each period of the market, multiples of the lot, 0 where it takes no part; at least one is above 0. */
	readonly profile: readonly number[];
	/** Smallest ratio at which it may be accepted, in millionths, 1…ALL_OR_NONE. */
	readonly minAcceptance: number;
	/** Index of the block without which it is not accepted, and whose ratio it does not exceed; no cycles. */
	readonly parent: number | null;
	/** The ratios of blocks with one number add up to 1 at most. */
	readonly group: number | null;
	readonly owner?: number;
	readonly priority?: number;
}

export interface Zone {
	readonly name: string;
	/** What a buyer there pays per unit on top of the zone's price, by period; multiples of the tick, ≥ 0. */
	readonly fee: readonly number[];
}

/** A border between two zones; a flow is positive from `from` to `to`. All lists are by period. */
export interface Link {
	/** Indexes of zones. */
	readonly from: number;
	readonly to: number;
	/** Flow bounds, multiples of the lot, min ≤ max; both may lie on one side of 0, which forces a flow. */
	readonly min: readonly number[];
	readonly max: readonly number[];
	/** Per unit of flow in either direction, a multiple of the tick, ≥ 0. */
	readonly fee: readonly number[];
}

/**
 * All that a clearing is a function of, together with its profile. All numbers are safe integers in the caller's units.
 * Positions count the limit orders first and the blocks after them: block b has the position `orders.length + b`.
 */
export interface Market {
	/** 1…100. */
	readonly periods: number;
	readonly zones: readonly Zone[];
	readonly links: readonly Link[];
	readonly tick: number;
	readonly lot: number;
	readonly orders: readonly LimitOrder[];
	readonly blocks: readonly BlockOrder[];
	/** Hex digits that MUDA's split and lots follow from: for sealed bids, a hash of all revealed salts. */
	readonly seed?: string;
}

/** A bid's limit without its zone's fee, what it can pay for the energy itself; an offer's limit. */
export function netLimitOf({ zones }: Market, { side, price, zone, period }: LimitOrder): number {
	return side === 'bid' ? price - (zones[zone]?.fee[period] ?? 0) : price;
}

/**
 * Checks what every mechanism relies on.
 * @throws CodedError CLEARING_INPUT naming the field, and the position of the order where it is one
 */
export function requireMarket(market: Market): void {
	const { periods, zones, links, tick, lot, orders, blocks } = market;
	need(isPositive(tick), 'tick', null);
	need(isPositive(lot), 'lot', null);
	need(isPositive(periods) && periods <= MARKET_LIMITS.periods, 'periods', null);
	need(zones.length >= 1 && zones.length <= MARKET_LIMITS.zones, 'zones', null);
	need(links.length <= MARKET_LIMITS.links, 'links', null);
	need(orders.length <= MARKET_LIMITS.orders, 'orders', null);
	need(blocks.length <= MARKET_LIMITS.blocks, 'blocks', null);
	need(market.seed === undefined || SEED_FORM.test(market.seed), 'seed', null);
	for (const { fee } of zones) need(fee.length === periods && fee.every((each) => isFee(each, tick)), 'zone fee', null);
	for (const link of links) requireLink(market, link);
	const highestFees = zones.map(({ fee }) => Math.max(...fee));
	const totals = { bid: 0, offer: 0 };
	for (let position = 0; position < orders.length; position++) {
		const order = orders[position] as LimitOrder;
		requireTerms(order, tick, highestFees, position);
		const { side, quantity, period } = order;
		need(Number.isInteger(period) && period >= 0 && period < periods, 'period', position);
		need(isPositive(quantity) && quantity % lot === 0, 'quantity', position);
		totals[side] += quantity;
		need(Number.isSafeInteger(totals[side]), 'total quantity', position);
	}
	blocks.forEach((block, at) => {
		requireTerms(block, tick, highestFees, orders.length + at);
		requireBlock(market, block, at);
		totals[block.side] += block.profile.reduce((sum, quantity) => sum + quantity, 0);
		need(Number.isSafeInteger(totals[block.side]), 'total quantity', orders.length + at);
	});
}

function requireLink({ periods, zones, tick, lot }: Market, { from, to, min, max, fee }: Link): void {
	need(zones[from] !== undefined && zones[to] !== undefined && from !== to, 'link ends', null);
	need(fee.length === periods && fee.every((each) => isFee(each, tick)), 'link fee', null);
	const isBounded = (bounds: readonly number[]): boolean =>
		bounds.length === periods && bounds.every((each) => Number.isSafeInteger(each) && each % lot === 0);
	need(isBounded(min) && isBounded(max) && min.every((each, t) => each <= (max[t] as number)), 'link capacity', null);
}

function requireBlock(market: Market, block: BlockOrder, at: number): void {
	const { periods, lot, blocks } = market;
	const position = market.orders.length + at;
	const { profile, minAcceptance, parent } = block;
	need(profile.length === periods && profile.some((quantity) => quantity > 0), 'profile', position);
	need(
		profile.every((quantity) => quantity === 0 || (isPositive(quantity) && quantity % lot === 0)),
		'profile',
		position,
	);
	need(isPositive(minAcceptance) && minAcceptance <= ALL_OR_NONE, 'minAcceptance', position);
	let generation = 1;
	for (let next = parent; next !== null; next = blocks[next]?.parent ?? null) {
		need(blocks[next] !== undefined && next !== at, 'parent', position);
		generation += 1;
		need(generation <= MARKET_LIMITS.generations, 'parent', position);
	}
}

function requireTerms(order: LimitOrder | BlockOrder, tick: number, highestFees: readonly number[], at: number): void {
	const { side, price, zone, priority = 0 } = order;
	need(side === 'bid' || side === 'offer', 'side', at);
	const highestFee = highestFees[zone];
	need(highestFee !== undefined, 'zone', at);
	const isBounded = Math.abs(price) <= MARKET_LIMITS.price && price - highestFee >= -MARKET_LIMITS.price;
	need(Number.isSafeInteger(price) && isBounded && price % tick === 0, 'price', at);
	need(Number.isInteger(priority) && priority >= 0 && priority <= 1_000, 'priority', at);
}

function isPositive(value: number): boolean {
	return Number.isSafeInteger(value) && value > 0;
}

function isFee(value: number, tick: number): boolean {
	return Number.isSafeInteger(value) && value >= 0 && value % tick === 0;
}

function need(isMet: boolean, field: string, position: number | null): asserts isMet {
	if (!isMet) throw new CodedError('CLEARING_INPUT', { field, position });
}
