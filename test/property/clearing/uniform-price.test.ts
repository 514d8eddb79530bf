import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Book, BookOrder } from '../../../src/shared/clearing/book/book.ts';
import { uniformBook } from '../../../src/shared/clearing/book/uniform-price.ts';

const order = (prices: number, quantities: number): fc.Arbitrary<BookOrder> =>
	fc.record({
		side: fc.constantFrom('bid', 'offer'),
		price: fc.integer({ min: -3, max: prices }),
		quantity: fc.integer({ min: 1, max: quantities }),
	});

function market(orders: fc.Arbitrary<BookOrder[]>): fc.Arbitrary<Book> {
	const terms = { tick: fc.constantFrom(1, 2, 5), lot: fc.constantFrom(1, 10), fee: fc.integer({ min: 0, max: 3 }) };
	return fc.record({ orders, ...terms }).map(({ orders, tick, lot, fee }) => ({
		tick,
		lot,
		fee: fee * tick,
		orders: orders.map((each) => ({ ...each, price: each.price * tick, quantity: each.quantity * lot })),
	}));
}

/** Tries every fill of every order, lot by lot: highest welfare, then largest volume. */
function bestByTrial({ orders, fee, lot }: Book): { welfare: number; volume: number } {
	let best = { welfare: 0, volume: 0 };
	const visit = (at: number, bought: number, sold: number, welfare: number): void => {
		const each = orders[at];
		if (!each) {
			if (bought === sold && (welfare > best.welfare || (welfare === best.welfare && bought > best.volume)))
				best = { welfare, volume: bought };
			return;
		}
		for (let fill = 0; fill <= each.quantity; fill += lot)
			if (each.side === 'bid') visit(at + 1, bought + fill, sold, welfare + fill * (each.price - fee));
			else visit(at + 1, bought, sold + fill, welfare - fill * each.price);
	};
	visit(0, 0, 0, 0);
	return best;
}

/** Every price at which nobody who trades loses and nobody who would gain is left out. */
function supportingPrices({ orders, fee }: Book, fills: readonly number[]): number[] {
	const prices: number[] = [];
	for (let price = -100; price <= 100; price++) {
		const isSupported = orders.every(({ side, price: limit, quantity }, at) => {
			const gain = side === 'bid' ? limit - fee - price : price - limit;
			return (gain >= 0 || fills[at] === 0) && (gain <= 0 || fills[at] === quantity);
		});
		if (isSupported) prices.push(price);
	}
	return prices;
}

const tiny = market(fc.array(order(6, 3), { maxLength: 6 }));
const books = market(fc.array(order(40, 50), { maxLength: 80 }));

describe('uniform price', () => {
	it('loses no welfare against trying every fill, and takes the largest such volume', () => {
		fc.assert(
			fc.property(tiny, (each) => {
				const result = uniformBook.clear(each);
				const best = bestByTrial(each);
				expect({ welfare: Number(result.welfare), volume: result.volume }).toEqual(best);
			}),
			{ numRuns: 3_000 },
		);
	});

	it('has as its interval exactly the prices that support the fills, and the midpoint half down', () => {
		fc.assert(
			fc.property(tiny, (each) => {
				const result = uniformBook.clear(each);
				if (result.price === null) {
					expect(result.volume).toBe(0);
					return;
				}
				const prices = supportingPrices(each, result.fills);
				expect([result.priceLow, result.priceHigh]).toEqual([prices[0], prices.at(-1)]);
				const middle = ((result.priceLow as number) + (result.priceHigh as number)) / 2;
				const onTick = prices.filter((price) => (price - (result.priceLow as number)) % each.tick === 0);
				const nearest = onTick.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b)[0];
				expect(result.price).toBe(nearest);
			}),
			{ numRuns: 3_000 },
		);
	});

	it('passes its own checker on any book', () => {
		fc.assert(
			fc.property(books, (each) => {
				expect(uniformBook.check(each, uniformBook.clear(each))).toEqual([]);
			}),
			{ numRuns: 2_000 },
		);
	});

	it('gives each order the same whatever other levels are shuffled around it', () => {
		fc.assert(
			fc.property(books, fc.infiniteStream(fc.nat()), (each, keys) => {
				const level = (at: number): string => `${each.orders[at]?.side} ${each.orders[at]?.price}`;
				const slots = each.orders.map((_, at) => ({ at, key: keys.next().value as number }));
				slots.sort((a, b) => a.key - b.key);
				const waiting = Map.groupBy(each.orders.keys(), level);
				const places = slots.map((slot) => ({ at: waiting.get(level(slot.at))?.shift() as number }));
				const straight = uniformBook.clear(each);
				const shuffled = uniformBook.clear({
					...each,
					orders: places.map(({ at }) => each.orders[at] as BookOrder),
				});
				expect(shuffled.price).toBe(straight.price);
				for (const [i, { at }] of places.entries()) expect(shuffled.fills[i]).toBe(straight.fills[at]);
			}),
			{ numRuns: 300 },
		);
	});

	it('is refused by the checker after any single number of it was altered', () => {
		const numbers = [
			'price',
			'priceLow',
			'priceHigh',
			'volume',
			'welfare',
			'fill',
			'trade',
			'dual',
			'verdict',
		] as const;
		fc.assert(
			fc.property(
				books,
				fc.constantFrom(...numbers),
				fc.nat(),
				fc.constantFrom(-10, -1, 1, 10),
				(each, what, pick, by) => {
					const good = uniformBook.clear(each);
					fc.pre(good.volume > 0);
					const bad = structuredClone(good) as Mutable<typeof good>;
					const at = pick % each.orders.length;
					const trade = bad.trades[pick % bad.trades.length] as { quantity: number };
					if (what === 'fill') bad.fills[at] = (bad.fills[at] as number) + by;
					else if (what === 'trade') trade.quantity += by;
					else if (what === 'dual')
						bad.duals = { ...good.duals, lastAcceptedBid: (good.duals.lastAcceptedBid as number) + by };
					else if (what === 'welfare') bad.welfare += BigInt(by);
					else if (what === 'verdict') bad.verdicts[at] = { kind: 'marginal', shareOf: 1, acceptedOf: 7 };
					else bad[what] = (bad[what] as number) + by;
					expect(uniformBook.check(each, bad)).not.toEqual([]);
				},
			),
			{ numRuns: 3_000 },
		);
	});
});

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };
