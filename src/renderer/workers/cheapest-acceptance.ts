import type { Book } from '../../shared/clearing/book/book.ts';
import { uniformBook } from '../../shared/clearing/book/uniform-price.ts';

/** The smallest change of one order's limit that has it accepted in full, and what the market would then do. */
export interface Acceptance {
	/** Limit of the order, in the market's price unit; a bid's includes the fee. */
	readonly limit: number;
	readonly price: number;
	readonly volume: number;
}

/**
 * Searches the limits between the order's own and the farthest that any other order could ask for, by clearing the
 * market at each step: a better limit never gets less. Null when no limit has the whole order accepted.
 */
export function cheapestAcceptance(market: Book, position: number): Acceptance | null {
	const order = market.orders[position];
	if (!order) return null;
	const sign = order.side === 'bid' ? 1 : -1;
	const prices = market.orders.map((other) => other.price);
	const farthest =
		sign *
		(sign > 0 ? Math.max(...prices, 0) + market.fee + market.tick : Math.min(...prices, 0) - market.fee - market.tick);
	const steps = Math.ceil((farthest - sign * order.price) / market.tick);
	const outcomeAt = (step: number) => {
		const limit = order.price + sign * step * market.tick;
		const orders = market.orders.map((other, at) => (at === position ? { ...other, price: limit } : other));
		return { limit, result: uniformBook.clear({ ...market, orders }) };
	};
	const isAccepted = (step: number) => outcomeAt(step).result.fills[position] === order.quantity;
	if (steps < 0 || !isAccepted(steps)) return null;
	let low = 0;
	let high = steps;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (isAccepted(middle)) high = middle;
		else low = middle + 1;
	}
	const { limit, result } = outcomeAt(high);
	return result.price === null ? null : { limit, price: result.price, volume: result.volume };
}
