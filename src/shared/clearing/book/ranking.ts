import { type Book, netLimit } from './book.ts';

/** Positions of one side in the order in which the price takes them: best limit first, then earliest position. */
export function rank(market: Book, side: 'bid' | 'offer'): Int32Array {
	const { orders, fee } = market;
	const sign = side === 'bid' ? -1 : 1;
	const ranks = new Float64Array(orders.length);
	let count = 0;
	let lowest = Number.POSITIVE_INFINITY;
	let highest = Number.NEGATIVE_INFINITY;
	for (const order of orders) {
		if (order.side !== side) continue;
		const rankOfPrice = sign * netLimit(order, fee);
		ranks[count++] = rankOfPrice;
		if (rankOfPrice < lowest) lowest = rankOfPrice;
		if (rankOfPrice > highest) highest = rankOfPrice;
	}
	const fitsOneNumber = (highest - lowest + 1) * orders.length <= Number.MAX_SAFE_INTEGER;
	return fitsOneNumber
		? rankByPackedKey(market, side, ranks.subarray(0, count), lowest)
		: rankByComparison(market, side, sign);
}

/** Price and position in one safe integer, so that the engine's native numeric sort does the work. */
function rankByPackedKey({ orders }: Book, side: 'bid' | 'offer', ranks: Float64Array, lowest: number): Int32Array {
	let next = 0;
	for (let position = 0; position < orders.length; position++) {
		if (orders[position]?.side !== side) continue;
		ranks[next] = ((ranks[next] as number) - lowest) * orders.length + position;
		next += 1;
	}
	ranks.sort();
	return Int32Array.from(ranks, (key) => key % orders.length);
}

function rankByComparison({ orders, fee }: Book, side: 'bid' | 'offer', sign: number): Int32Array {
	const limits = Float64Array.from(orders, (order) => netLimit(order, fee));
	const positions: number[] = [];
	orders.forEach((order, position) => {
		if (order.side === side) positions.push(position);
	});
	return Int32Array.from(positions).sort((a, b) => {
		const [left, right] = [limits[a] as number, limits[b] as number];
		return left === right ? a - b : left < right ? -sign : sign;
	});
}
