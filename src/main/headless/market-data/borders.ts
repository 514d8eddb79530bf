import type { LimitOrder, Side } from '../../../shared/clearing/market.ts';
import type { DayData } from './day-data.ts';

/** EUR in the millionths that prices are counted in. */
const EUR = 1_000_000;

export interface DayView {
	readonly data: DayData;
	/** Zones inside. */
	readonly zoneIndex: ReadonlyMap<string, number>;
	readonly periods: readonly number[];
	readonly periodIndex: ReadonlyMap<number, number>;
}

/** What borders add to a day's market. */
export interface BorderOrders {
	readonly orders: LimitOrder[];
	readonly forced: ForcedVolume[];
	/** Limits at which an order comes before all others of the day. */
	readonly firstBid: number;
	readonly firstOffer: number;
	/** Borders and periods without a published price. */
	closed: number;
}

/** An order that must be served in full, since the exchange behind it is not for the market to decide. */
export interface ForcedVolume {
	readonly position: number;
	readonly zone: string;
	readonly neighbour: string;
	readonly period: number;
}

interface BorderPlace {
	readonly zone: string;
	readonly neighbour: string;
	readonly period: number;
}

export function limitsBeyond(
	orders: readonly LimitOrder[],
	{ prices, blocks }: DayData,
): Pick<BorderOrders, 'firstBid' | 'firstOffer'> {
	let highest = 0;
	let lowest = 0;
	const see = (price: number): void => {
		if (price > highest) highest = price;
		if (price < lowest) lowest = price;
	};
	for (const { price } of orders) see(price);
	for (const { price } of blocks.values()) see(price);
	for (const byPeriod of prices.values()) for (const price of byPeriod.values()) see(price);
	// On whole EUR, so that they are multiples of every tick.
	return { firstBid: (Math.ceil(highest / EUR) + 1) * EUR, firstOffer: (Math.floor(lowest / EUR) - 1) * EUR };
}

/**
 * Each neighbour buys and sells at its own published price as far as the link's bounds allow. Bounds that both lie on one
 * side of 0 force a flow; without a published price the border does no more than that.
 */
export function addPricedBorders(view: DayView, border: BorderOrders): void {
	for (const { from, to, bounds } of view.data.links.values()) {
		const isExport = view.zoneIndex.has(from);
		if (isExport === view.zoneIndex.has(to)) continue;
		const [zone, neighbour] = isExport ? [from, to] : [to, from];
		for (const period of view.periods) {
			const bound = bounds.get(period);
			if (bound === undefined) continue;
			const place = { zone, neighbour, period };
			// Exports counted positive, whichever end of the link is inside.
			const least = isExport ? bound.min : -bound.max;
			const most = isExport ? bound.max : -bound.min;
			const forced = least > 0 ? least : Math.min(most, 0);
			addForced(view, border, place, forced);
			const price = view.data.prices.get(neighbour)?.get(period);
			if (price === undefined) border.closed += least === most ? 0 : 1;
			else {
				addOrder(view, border, place, { side: 'bid', price, quantity: most - forced });
				addOrder(view, border, place, { side: 'offer', price, quantity: forced - least });
			}
		}
	}
}

/** Each neighbour takes or gives what was published, whatever the price. */
export function addFixedExchanges(view: DayView, border: BorderOrders): void {
	for (const { from, to, byPeriod } of view.data.exchanges.values()) {
		const isExport = view.zoneIndex.has(from);
		if (isExport === view.zoneIndex.has(to)) continue;
		const [zone, neighbour] = isExport ? [from, to] : [to, from];
		for (const period of view.periods) {
			const exchange = byPeriod.get(period) ?? 0;
			addForced(view, border, { zone, neighbour, period }, isExport ? exchange : -exchange);
		}
	}
}

/** @param exported in Wh; what is imported is negative */
function addForced(view: DayView, border: BorderOrders, place: BorderPlace, exported: number): void {
	if (exported === 0) return;
	border.forced.push({ ...place, position: border.orders.length });
	if (exported > 0) addOrder(view, border, place, { side: 'bid', price: border.firstBid, quantity: exported });
	else addOrder(view, border, place, { side: 'offer', price: border.firstOffer, quantity: -exported });
}

function addOrder(
	{ zoneIndex, periodIndex }: DayView,
	{ orders }: BorderOrders,
	{ zone, period }: BorderPlace,
	terms: { readonly side: Side; readonly price: number; readonly quantity: number },
): void {
	if (terms.quantity === 0) return;
	orders.push({ ...terms, zone: zoneIndex.get(zone) as number, period: periodIndex.get(period) as number });
}
