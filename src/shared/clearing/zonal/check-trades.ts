import type { FaultReport } from '../faults.ts';
import type { Trade } from '../outcome.ts';
import { routesOf } from './routes.ts';
import type { AcceptedOrders, PeriodResult } from './trades.ts';

/** Where a zone's queue of accepted bids or offers stands. */
interface Turn {
	row: number;
}

/**
 * Checks the trades of one period against fills, prices and flows: both sides of a zone advance in rank, every trade uses
 * up an order or a route, within zones first and then along the routes: only one pairing does that. O(orders), without sorting.
 * @param from index in the outcome of the first of the trades
 */
export function checkTrades(
	{ period, prices, links, flows, accepted }: PeriodResult,
	trades: readonly Trade[],
	from: number,
	faults: FaultReport<'PAIRING' | 'TRADED_SUM' | 'TRADE_PRICE'>,
): void {
	const left = Float64Array.from(accepted.fills);
	const rows = rowsByPosition(accepted);
	const turns = prices.map((): { bid: Turn; offer: Turn } => ({ bid: { row: -1 }, offer: { row: -1 } }));
	let at = 0;
	/** Consumes the trades from one zone to another; false at the first that is out of place. */
	const consume = (seller: number, buyer: number, most: number): boolean => {
		let rest = most;
		for (; rest > 0 && at < trades.length; at++) {
			const trade = trades[at] as Trade;
			const [bid, offer] = [rows.get(trade.bid) ?? -1, rows.get(trade.offer) ?? -1];
			const isOfZones = accepted.zones[offer] === seller && accepted.zones[bid] === buyer;
			if (!isOfZones) return most === Number.MAX_SAFE_INTEGER;
			if (trade.period !== period || accepted.bids[bid] !== 1 || accepted.bids[offer] !== 0) return false;
			if (trade.price !== prices[seller] || trade.buyerPrice !== prices[buyer]) faults.add('TRADE_PRICE', from + at);
			const bidTurn = (turns[buyer] as (typeof turns)[number]).bid;
			const offerTurn = (turns[seller] as (typeof turns)[number]).offer;
			if (!isInTurn(accepted, bidTurn.row, bid, -1) || !isInTurn(accepted, offerTurn.row, offer, 1)) return false;
			const quantity = Math.min(rest, left[bid] as number, left[offer] as number);
			if (!(quantity > 0) || trade.quantity !== quantity) return false;
			bidTurn.row = bid;
			offerTurn.row = offer;
			left[bid] = (left[bid] as number) - quantity;
			left[offer] = (left[offer] as number) - quantity;
			rest -= quantity;
		}
		return rest === 0 || most === Number.MAX_SAFE_INTEGER;
	};
	for (let zone = 0; zone < prices.length; zone++)
		if (!consume(zone, zone, Number.MAX_SAFE_INTEGER)) return faults.add('PAIRING', from + at);
	const rests = prices.map(() => ({ bid: 0, offer: 0 }));
	for (let row = 0; row < left.length; row++) {
		const rest = rests[accepted.zones[row] as number] as (typeof rests)[number];
		rest[accepted.bids[row] === 1 ? 'bid' : 'offer'] += left[row] as number;
	}
	if (rests.some(({ bid, offer }) => bid > 0 && offer > 0)) return faults.add('PAIRING', from + at);
	const net = rests.map(({ bid, offer }) => offer - bid);
	for (const route of routesOf(net, links, flows))
		if (!consume(route.from, route.to, route.quantity)) return faults.add('PAIRING', from + at);
	if (at < trades.length) return faults.add('PAIRING', from + at);
	for (let row = 0; row < left.length; row++)
		if (left[row] !== 0) return faults.add('TRADED_SUM', accepted.positions[row] as number);
}

function rowsByPosition({ positions, fills }: AcceptedOrders): Map<number, number> {
	const rows = new Map<number, number>();
	for (let row = 0; row < fills.length; row++) rows.set(positions[row] as number, row);
	return rows;
}

/** Whether an order is the last one served or ranks after it. `sign` is 1 where the lowest limit comes first. */
function isInTurn({ limits, positions }: AcceptedOrders, last: number, next: number, sign: 1 | -1): boolean {
	if (last === -1 || last === next) return true;
	const difference = sign * ((limits[next] as number) - (limits[last] as number));
	return difference > 0 || (difference === 0 && (positions[next] as number) > (positions[last] as number));
}
