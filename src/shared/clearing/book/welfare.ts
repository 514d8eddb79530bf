import { type Book, netLimit } from './book.ts';

/** Σ net limit × fill of bids less Σ limit × fill of offers, exact. */
export function welfareOf(market: Book, fills: readonly number[]): bigint {
	let exact = 0n;
	let safe = 0;
	market.orders.forEach((order, position) => {
		const quantity = fills[position] as number;
		if (quantity === 0) return;
		const signed = order.side === 'bid' ? netLimit(order, market.fee) : -order.price;
		const product = signed * quantity;
		const sum = safe + product;
		if (Number.isSafeInteger(product) && Number.isSafeInteger(sum)) {
			safe = sum;
			return;
		}
		exact += BigInt(safe) + BigInt(signed) * BigInt(quantity);
		safe = 0;
	});
	return exact + BigInt(safe);
}
