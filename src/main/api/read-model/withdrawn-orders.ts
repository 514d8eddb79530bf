import type { OrderRow, Product, WithdrawnOrders } from './product.ts';

/** Orders of one product that are remembered after they left its book; the oldest go first. */
export const WITHDRAWN_MAX = 200;

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
