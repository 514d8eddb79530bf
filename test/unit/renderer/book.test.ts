import { describe, expect, it } from 'vitest';
import { alignRows, buildBook, commonPrefix } from '../../../src/renderer/features/auctions/book.ts';
import { gainOutline, placeNote, staircase } from '../../../src/renderer/features/auctions/curve-layout.ts';
import { differences } from '../../../src/renderer/features/auctions/recompute.ts';
import { reasonOf } from '../../../src/renderer/features/auctions/verdict.ts';
import { cheapestAcceptance } from '../../../src/renderer/workers/cheapest-acceptance.ts';
import { bookOf, inputOf } from '../../../src/renderer/workers/clearing-desk.ts';
import { type Cleared, type ClearingInput, clearProduct } from '../../../src/renderer/workers/product-clearing.ts';
import { uniformBook } from '../../../src/shared/clearing/book/uniform-price.ts';
import type { Auction, BookOrder } from '../../../src/shared/contract/index.ts';
import { createStoryMarket } from '../../fixtures/console/story-day.ts';

const story = createStoryMarket();
const cleared = story.products.get('F-2017-07-28T13') as Auction;
const open = story.products.get('F-2017-07-28T16') as Auction;

function clearHere(auction: Auction): Cleared {
	return clearProduct(inputOf(auction) as ClearingInput, () => 0);
}

function withOrders(orders: readonly Partial<BookOrder>[]): Auction {
	return {
		...open,
		wheelingFee: 0,
		zoneFees: [[0]],
		orders: orders.map((given, position) => {
			const order = { ...(open.orders[0] as BookOrder), filledWh: null, verdict: null, ...given };
			const { side, price, quantityWh } = order;
			return { ...order, order: `O-${position}`, position, terms: { side, price, quantityWh } };
		}),
	};
}

describe('merit-order book', () => {
	const book = buildBook(open, clearHere(open));
	if (!book) throw new Error('no book');

	it('ranks bids from the dearest and offers from the cheapest, both net of the fee, ties by position', () => {
		const nets = (side: typeof book.bids) => side.map((step) => step.net);
		expect(nets(book.bids)).toEqual(nets(book.bids).toSorted((a, b) => b - a));
		expect(nets(book.offers)).toEqual(nets(book.offers).toSorted((a, b) => a - b));
		for (const step of book.bids) expect(step.net).toBe(step.order.price - open.wheelingFee);
		const equals = withOrders([
			{ side: 'bid', price: 9_000, quantityWh: 100 },
			{ side: 'bid', price: 9_000, quantityWh: 100 },
		]);
		const tied = buildBook(equals, clearHere(equals));
		expect(tied?.bids.map((step) => step.position)).toEqual([0, 1]);
	});

	it('sets accepted orders of both sides against the clearing line, and rejected ones below it', () => {
		const { above, below } = alignRows(book);
		const last = above.at(-1);
		expect(last?.bid).toBe(book.bids.findLast((step) => step.filledWh > 0));
		expect(last?.offer).toBe(book.offers.findLast((step) => step.filledWh > 0));
		expect(below[0]?.bid).toBe(book.bids.find((step) => step.filledWh === 0));
		expect(below[0]?.offer).toBe(book.offers.find((step) => step.filledWh === 0));
		const printed = [...above, ...below].flatMap((row) => [row.bid, row.offer]).filter((step) => step !== null);
		expect(printed.length).toBe(open.orders.length);
	});

	it('has no outcome before the preview is computed, and never a price without a cross', () => {
		expect(buildBook(open, null)).toBeNull();
		const apart = withOrders([
			{ side: 'bid', price: 50_000, quantityWh: 100 },
			{ side: 'offer', price: 90_000, quantityWh: 100 },
		]);
		const none = buildBook(apart, clearHere(apart));
		expect([none?.price, none?.volumeWh]).toEqual([null, 0]);
		expect(none && reasonOf(none, none.bids[0] as never).key).toBe('no-cross');
	});

	it('draws each side as a staircase whose end is the energy of the side', () => {
		expect(staircase(book.offers).at(-1)?.[0]).toBe(book.offeredWh);
		expect(staircase(book.bids).at(-1)?.[0]).toBe(book.wantedWh);
	});

	it('outlines a gain whose area is the welfare of the clearing', () => {
		const outline = gainOutline(book);
		const doubled = outline.reduce((sum, [x, y], index) => {
			const [x1, y1] = outline[(index + 1) % outline.length] as readonly [number, number];
			return sum + x * y1 - x1 * y;
		}, 0);
		expect(Math.floor(Math.abs(doubled) / 2 / 1000)).toBe(book.welfare);
	});

	it('names the order on the other side that keeps a rejected one out', () => {
		const rejected = book.bids.find((step) => step.verdict.kind === 'out-of-price');
		const reason = rejected && reasonOf(book, rejected);
		expect(reason?.key).toBe('rejected-bid');
		expect(reason?.against).toBe(book.offers.find((step) => step.filledWh < step.quantityWh));
	});

	it('finds the smallest change of limit that has an order accepted in full', () => {
		const market = bookOf(open);
		if (!market) throw new Error('no book');
		const rejected = book.bids.find((step) => step.filledWh === 0);
		if (!rejected) throw new Error('no rejected bid');
		const found = cheapestAcceptance(market, rejected.position);
		const filledAt = (limit: number) =>
			uniformBook.clear({
				...market,
				orders: market.orders.map((order, at) => (at === rejected.position ? { ...order, price: limit } : order)),
			}).fills[rejected.position];
		expect(found && filledAt(found.limit)).toBe(rejected.order.quantityWh);
		expect(found && filledAt(found.limit - market.tick)).toBeLessThan(rejected.order.quantityWh);
	});
});

describe('result recomputed here', () => {
	it('is identical to what the chain committed', () => {
		expect(differences(cleared, clearHere(cleared))).toEqual([]);
	});

	it('names each part that was tampered with', () => {
		const result = cleared.result as NonNullable<Auction['result']>;
		const here = clearHere(cleared);
		const prices = result.prices.map((zone) => ({
			...zone,
			price: zone.price.map((price) => (price ?? 0) + cleared.tick),
		}));
		expect(differences({ ...cleared, result: { ...result, prices } }, here)).toEqual(['price']);
		expect(
			differences(
				{ ...cleared, result: { ...result, volumeWh: result.volumeWh + 100, welfare: result.welfare + 1 } },
				here,
			),
		).toEqual(['volume', 'welfare']);
		const [first, ...rest] = cleared.trades;
		expect(differences({ ...cleared, trades: [{ ...first, quantityWh: 1 } as never, ...rest] }, here)).toEqual([
			'trades',
		]);
	});

	it('has nothing to compare before the gate', () => {
		expect(differences(open, clearHere(open))).toEqual([]);
	});
});

describe('curve labels', () => {
	it('leave out what all names begin with', () => {
		expect(commonPrefix(['home-01', 'home-02', 'home-12'])).toBe('home-');
		expect(commonPrefix(['home-01'])).toBe('');
		expect(commonPrefix(['anna', 'annika'])).toBe('');
	});

	it('place a note where it crosses no curve', () => {
		const lines = [
			[
				[0, 100],
				[200, 100],
				[200, 300],
				[400, 300],
			],
		] as const;
		const box = placeNote([200, 200], { width: 80, height: 40 }, { x: 0, y: 0, width: 400, height: 400 }, lines);
		const isInside = ([x, y]: readonly [number, number]) =>
			x >= box.x && x <= box.x + 80 && y >= box.y && y <= box.y + 40;
		expect(
			[
				[100, 100],
				[200, 200],
				[300, 300],
			].some((point) => isInside(point as [number, number])),
		).toBe(false);
	});
});
