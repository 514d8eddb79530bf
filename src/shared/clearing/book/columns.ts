import type { LimitOrder, Market } from '../market.ts';
import { type Book, netLimit } from './book.ts';

/** Limit orders of one zone and one period, column by column; the index is the order of arrival and decides ties. */
export interface BookColumns {
	readonly count: number;
	/** 1 of a bid, 0 of an offer. */
	readonly isBid: Uint8Array;
	/** Limits net of the fee; never −0. */
	readonly limit: Float64Array;
	readonly quantity: Float64Array;
	/** Participant credit. */
	readonly priority: Uint16Array;
	/** Position in the market by index, ascending. */
	readonly positions: Int32Array;
}

/** What limits and quantities are multiples of. */
export interface Grid {
	readonly tick: number;
	readonly lot: number;
}

export function columnsOfBook({ orders, fee }: Book): BookColumns {
	const columns = emptyColumns(orders.length);
	for (let at = 0; at < orders.length; at++) {
		const order = orders[at] as Book['orders'][number];
		columns.positions[at] = at;
		columns.isBid[at] = order.side === 'bid' ? 1 : 0;
		columns.limit[at] = netLimit(order, fee) + 0;
		columns.quantity[at] = order.quantity;
	}
	return columns;
}

/** The books of a market of one zone, by period. */
export function booksOf(market: Market): readonly BookColumns[] {
	const { orders, periods } = market;
	const fees = market.zones[0]?.fee as readonly number[];
	const counts = new Int32Array(periods);
	for (const { period } of orders) counts[period] = (counts[period] as number) + 1;
	const books = Array.from(counts, (count) => emptyColumns(count));
	const next = new Int32Array(periods);
	for (let position = 0; position < orders.length; position++) {
		const order = orders[position] as LimitOrder;
		const at = next[order.period] as number;
		next[order.period] = at + 1;
		const { isBid, limit, quantity, priority, positions } = books[order.period] as BookColumns;
		isBid[at] = order.side === 'bid' ? 1 : 0;
		limit[at] = (order.side === 'bid' ? order.price - (fees[order.period] as number) : order.price) + 0;
		quantity[at] = order.quantity;
		priority[at] = order.priority ?? 0;
		positions[at] = position;
	}
	return books;
}

function emptyColumns(count: number): BookColumns {
	return {
		count,
		isBid: new Uint8Array(count),
		limit: new Float64Array(count),
		quantity: new Float64Array(count),
		priority: new Uint16Array(count),
		positions: new Int32Array(count),
	};
}
