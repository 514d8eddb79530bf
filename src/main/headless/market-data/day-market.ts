import {
	ALL_OR_NONE,
	type BlockOrder,
	type LimitOrder,
	type Link,
	type Market,
} from '../../../shared/clearing/market.ts';
import { addFixedExchanges, addPricedBorders, type DayView, type ForcedVolume, limitsBeyond } from './borders.ts';
import type { BlockData, DayData, LinkData } from './day-data.ts';

/** Prices are on 0.01 EUR at the coarsest, on 0.000001 at the finest. */
const COARSEST_TICK = 10_000;

/** A day as the engine clears it, with what is needed to read its outcome. */
export interface DayMarket {
	readonly day: string;
	readonly market: Market;
	readonly zones: readonly string[];
	/** The numbers of its periods as the files have them, ascending. */
	readonly periods: readonly number[];
	/** By index of the market's links. */
	readonly links: readonly { readonly from: string; readonly to: string }[];
	/** By index of the market's blocks. */
	readonly blocks: readonly BlockData[];
	readonly forced: readonly ForcedVolume[];
	/** Borders and periods without a published price, which are left closed. */
	readonly closedBorders: number;
}

/**
 * Builds the market of a day. Links between zones inside are the market's; a link with one end inside is a border:
 * with `prices` its neighbour buys and sells at its own published price as far as the bounds allow, with `exchanges` the
 * published exchange is fixed. A link that a period does not mention is closed in it.
 */
export function dayMarket(data: DayData, zones: readonly string[], borders: 'prices' | 'exchanges'): DayMarket {
	const periods = [...new Set(data.curves.map(({ period }) => period))].sort((a, b) => a - b);
	const periodIndex = new Map(periods.map((period, index) => [period, index]));
	const zoneIndex = new Map(zones.map((zone, index) => [zone, index]));
	const orders = curveOrders(data, zoneIndex, periodIndex);
	const blocks = Array.from(data.blocks.values()).filter(({ byPeriod }) =>
		periods.some((period) => (byPeriod.get(period) ?? 0) > 0),
	);
	const border = { orders, forced: [], closed: 0, ...limitsBeyond(orders, data) };
	const view: DayView = { data, zoneIndex, periods, periodIndex };
	if (borders === 'prices') addPricedBorders(view, border);
	else addFixedExchanges(view, border);
	const inside = Array.from(data.links.values()).filter(({ from, to }) => zoneIndex.has(from) && zoneIndex.has(to));
	return {
		day: data.day,
		market: {
			periods: periods.length,
			zones: zones.map((name) => ({ name, fee: periods.map(() => 0) })),
			links: inside.map((link) => linkOf(link, view)),
			tick: tickOf([...orders, ...blocks]),
			lot: 1,
			orders,
			blocks: blocks.map((block) => blockOf(block, view)),
		},
		zones,
		periods,
		links: inside.map(({ from, to }) => ({ from, to })),
		blocks,
		forced: border.forced,
		closedBorders: border.closed,
	};
}

function curveOrders(
	{ curves }: DayData,
	zoneIndex: ReadonlyMap<string, number>,
	periodIndex: ReadonlyMap<number, number>,
): LimitOrder[] {
	const orders: LimitOrder[] = [];
	for (const { side, price, quantity, zone, period } of curves) {
		if (quantity === 0) continue;
		orders.push({
			side,
			price,
			quantity,
			zone: zoneIndex.get(zone) as number,
			period: periodIndex.get(period) as number,
		});
	}
	return orders;
}

function linkOf({ from, to, bounds }: LinkData, { zoneIndex, periods }: DayView): Link {
	return {
		from: zoneIndex.get(from) as number,
		to: zoneIndex.get(to) as number,
		min: periods.map((period) => bounds.get(period)?.min ?? 0),
		max: periods.map((period) => bounds.get(period)?.max ?? 0),
		fee: periods.map(() => 0),
	};
}

function blockOf({ side, price, zone, byPeriod }: BlockData, { zoneIndex, periods }: DayView): BlockOrder {
	return {
		side,
		price,
		zone: zoneIndex.get(zone) as number,
		profile: periods.map((period) => byPeriod.get(period) ?? 0),
		minAcceptance: ALL_OR_NONE,
		parent: null,
		group: null,
	};
}

/** The coarsest power of ten that all limits are on. */
function tickOf(orders: readonly { readonly price: number }[]): number {
	let tick = COARSEST_TICK;
	for (const { price } of orders) while (price % tick !== 0) tick /= 10;
	return tick;
}
