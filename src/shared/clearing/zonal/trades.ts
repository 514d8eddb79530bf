import type { BookColumns } from '../book/columns.ts';
import { rank } from '../book/ranking.ts';
import type { Trade } from '../outcome.ts';
import { exactSum } from './exact-prefix.ts';
import { routesOf } from './routes.ts';
import type { PeriodLink } from './zones.ts';

/** Orders and blocks of one period by ascending position; those without a fill take no part. */
export interface AcceptedOrders {
	/** Position in the market by row. */
	readonly positions: ArrayLike<number>;
	readonly zones: ArrayLike<number>;
	/** 1 of a bid, 0 of an offer. */
	readonly bids: ArrayLike<number>;
	/** Net of the zone's fee. */
	readonly limits: ArrayLike<number>;
	readonly fills: ArrayLike<number>;
}

/** What pairing one period takes; prices and flows are those of its clearing. */
export interface PeriodResult {
	readonly period: number;
	readonly tick: number;
	/** By zone; a number wherever an order is accepted. */
	readonly prices: readonly (number | null)[];
	readonly links: readonly PeriodLink[];
	readonly flows: ArrayLike<number>;
	readonly accepted: AcceptedOrders;
}

/** Accepted orders of one side of a zone, best first, as they are used up. */
interface Queue {
	readonly positions: Int32Array;
	readonly left: Float64Array;
	next: number;
}

/**
 * Pairs accepted bids (highest limit first, then earliest position) with accepted offers (lowest limit first, then
 * earliest position): within each zone in turn, then along the routes of `routesOf`. A seller gets its zone's price and a
 * buyer pays its own zone's.
 */
export function pairTrades(result: PeriodResult): Trade[] {
	const { period, prices, links, flows } = result;
	const trades: Trade[] = [];
	const queues = queuesOf(result);
	const pair = (from: number, to: number, quantity: number): void => {
		const offers = (queues[from] as Queues).offers;
		const bids = (queues[to] as Queues).bids;
		let left = quantity;
		while (left > 0 && bids.next < bids.left.length && offers.next < offers.left.length) {
			const matched = Math.min(left, bids.left[bids.next] as number, offers.left[offers.next] as number);
			trades.push({
				bid: bids.positions[bids.next] as number,
				offer: offers.positions[offers.next] as number,
				period,
				quantity: matched,
				price: prices[from] as number,
				buyerPrice: prices[to] as number,
			});
			left -= matched;
			take(bids, matched);
			take(offers, matched);
		}
	};
	for (let zone = 0; zone < queues.length; zone++) pair(zone, zone, Number.MAX_SAFE_INTEGER);
	const netSupply = queues.map(({ bids, offers }) => restOf(offers) - restOf(bids));
	for (const { from, to, quantity } of routesOf(netSupply, links, flows)) pair(from, to, quantity);
	return trades;
}

interface Queues {
	readonly bids: Queue;
	readonly offers: Queue;
}

function take(queue: Queue, quantity: number): void {
	const left = (queue.left[queue.next] as number) - quantity;
	queue.left[queue.next] = left;
	if (left === 0) queue.next += 1;
}

function restOf({ left, next }: Queue): number {
	let rest = 0;
	for (let at = next; at < left.length; at++) rest += left[at] as number;
	return rest;
}

function queuesOf({ prices, accepted, tick }: PeriodResult): Queues[] {
	const rows = prices.map((): number[] => []);
	for (let row = 0; row < accepted.fills.length; row++)
		if ((accepted.fills[row] as number) > 0) rows[accepted.zones[row] as number]?.push(row);
	return rows.map((ofZone) => {
		const columns = columnsOf(accepted, ofZone);
		const queue = (side: 'bid' | 'offer'): Queue => {
			const ranked = rank(columns, side, tick);
			return {
				positions: ranked.map((at) => columns.positions[at] as number),
				left: Float64Array.from(ranked, (at) => columns.quantity[at] as number),
				next: 0,
			};
		};
		return { bids: queue('bid'), offers: queue('offer') };
	});
}

function columnsOf({ positions, bids, limits, fills }: AcceptedOrders, rows: readonly number[]): BookColumns {
	return {
		count: rows.length,
		isBid: Uint8Array.from(rows, (row) => bids[row] as number),
		limit: Float64Array.from(rows, (row) => limits[row] as number),
		quantity: Float64Array.from(rows, (row) => fills[row] as number),
		priority: new Uint16Array(rows.length),
		positions: Int32Array.from(rows, (row) => positions[row] as number),
	};
}

/**
 * What buyers pay before zone fees less what sellers get and less border fees; price × quantity. Below 0 only where a link
 * is forced to carry from a dear zone to a cheap one.
 */
export function surplusOf(trades: readonly Trade[], links: readonly PeriodLink[], flows: ArrayLike<number>): bigint {
	const sum = exactSum();
	for (const { price, buyerPrice, quantity } of trades) sum.add(buyerPrice - price, quantity);
	links.forEach(({ fee }, index) => {
		sum.add(-fee, Math.abs(flows[index] as number));
	});
	return sum.total();
}
