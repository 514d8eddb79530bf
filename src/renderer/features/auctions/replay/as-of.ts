import type { Auction, BookOrder, WithdrawnOrders } from '../../../../shared/contract/index.ts';

/** Blocks in which the book changed before its gate closed, ascending. */
export function framesOf(auction: Auction, withdrawn: WithdrawnOrders | null): readonly number[] {
	const heights = new Set(auction.orders.map(({ height }) => height));
	for (const { height, until } of withdrawn?.orders ?? []) heights.add(height).add(until);
	return [...heights].sort((a, b) => a - b);
}

/** The product as its book stood at the end of a block: open, and not cleared yet. */
export function auctionAsOf(auction: Auction, withdrawn: WithdrawnOrders | null, height: number): Auction {
	const bare = (order: BookOrder): BookOrder => ({ ...order, filledWh: null, verdict: null });
	const former = (withdrawn?.orders ?? []).filter(({ until }) => until > height).map(({ until: _, ...order }) => order);
	const orders = [...auction.orders, ...former].filter((order) => order.height <= height).map(bare);
	return {
		...auction,
		state: 'open',
		result: null,
		trades: [],
		cancelled: null,
		orders: orders.sort((a, b) => a.position - b.position),
	};
}

/** The frame that shows a height: the last that is not after it; the first for an earlier height. */
export function frameAt(frames: readonly number[], height: number): number {
	return Math.max(
		0,
		frames.findLastIndex((each) => each <= height),
	);
}
