import { type LimitOrder, type Market, netLimitOf } from '../market.ts';
import type { Profile } from '../profiles.ts';
import { prepareColumns } from './prepared.ts';
import type { OrderColumns, PeriodLink, PreparedZones, ZonesInput } from './zones.ts';

/** One period of a market, and the position of each row of its columns. */
export interface PreparedPeriod extends PreparedZones {
	/** Position in `market.orders` by row. */
	readonly positions: Int32Array;
	readonly columns: OrderColumns;
}

/**
 * Prepares the limit orders of one period of a market.
 * @throws CodedError CLEARING_INPUT on a limit beyond MAX_TICKS ticks
 */
export function prepareZones(market: Market, period: number, profile: Profile): PreparedPeriod {
	const positions: number[] = [];
	market.orders.forEach((order, position) => {
		if (order.period === period) positions.push(position);
	});
	return prepareRows(market, period, Int32Array.from(positions), profile);
}

/** All periods of a market at once, each order looked at once. */
export function preparePeriods(market: Market, profile: Profile): PreparedPeriod[] {
	const counts = new Int32Array(market.periods);
	for (const { period } of market.orders) counts[period] = (counts[period] as number) + 1;
	const positions = Array.from(counts, (count) => new Int32Array(count));
	counts.fill(0);
	market.orders.forEach(({ period }, position) => {
		const at = counts[period] as number;
		(positions[period] as Int32Array)[at] = position;
		counts[period] = at + 1;
	});
	return positions.map((ofPeriod, period) => prepareRows(market, period, ofPeriod, profile));
}

function prepareRows(market: Market, period: number, positions: Int32Array, profile: Profile): PreparedPeriod {
	const columns = columnsOf(market, positions);
	const input: ZonesInput = {
		tick: market.tick,
		lot: market.lot,
		zones: market.zones.length,
		links: linksOf(market, period),
		orders: columns,
		positions,
	};
	return { ...prepareColumns(input, profile), positions, columns };
}

/** Links of a market in one of its periods. */
export function linksOf({ links }: Market, period: number): PeriodLink[] {
	return links.map(({ from, to, min, max, fee }) => ({
		from,
		to,
		min: min[period] as number,
		max: max[period] as number,
		fee: fee[period] as number,
	}));
}

export function columnsOf(market: Market, positions: Int32Array): OrderColumns {
	const count = positions.length;
	const zones = new Uint8Array(count);
	const bids = new Uint8Array(count);
	const limits = new Float64Array(count);
	const quantities = new Float64Array(count);
	const priorities = new Uint16Array(count);
	for (let row = 0; row < count; row++) {
		const order = market.orders[positions[row] as number] as LimitOrder;
		zones[row] = order.zone;
		bids[row] = order.side === 'bid' ? 1 : 0;
		limits[row] = netLimitOf(market, order) + 0;
		quantities[row] = order.quantity;
		priorities[row] = order.priority ?? 0;
	}
	return { zones, bids, limits, quantities, priorities };
}
