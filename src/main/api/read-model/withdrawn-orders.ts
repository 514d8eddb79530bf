import type { OrderRow, Product } from './product.ts';

/** Orders of one product that are remembered after they left its book; the oldest go first. */
export const WITHDRAWN_MAX = 200;

export interface WithdrawnOrder {
	readonly row: OrderRow;
	/** Block that took it out, or replaced it. */
	readonly until: number;
}

export interface WithdrawnOrders {
	readonly orders: readonly WithdrawnOrder[];
	/** How many more there were. */
	readonly forgotten: number;
}

export const NONE_WITHDRAWN: WithdrawnOrders = { orders: [], forgotten: 0 };

/** Takes an order out of the book, and keeps what it was. */
export function withdraw(product: Product, order: string, height: number): OrderRow | undefined {
	const row = product.orders.get(order);
	if (!row) return undefined;
	product.orders.delete(order);
	const { orders, forgotten } = product.withdrawn;
	const all = [...orders, { row, until: height }];
	product.withdrawn = {
		orders: all.slice(-WITHDRAWN_MAX),
		forgotten: forgotten + Math.max(0, all.length - WITHDRAWN_MAX),
	};
	return row;
}
