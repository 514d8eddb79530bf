import { describe, expect, it } from 'vitest';
import { localCalendar } from '../../../src/main/api/read-model/local-time.ts';
import { productStateAt } from '../../../src/main/api/read-model/product.ts';
import { ProductBook } from '../../../src/main/api/read-model/product-book.ts';
import { DEFAULT_RETENTION } from '../../../src/main/api/read-model/retention.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';

const { hourOf } = localCalendar(0);

function bookOf(limits: Partial<typeof DEFAULT_RETENTION>): ProductBook {
	return new ProductBook({ ...DEFAULT_RETENTION, ...limits }, hourOf);
}

function open(book: ProductBook, n: number, time = 0): string {
	const product = `F-${n}`;
	const start = n * HOUR_MS;
	book.open(
		{
			kind: 'product-opened',
			product,
			zones: ['F'],
			deliveryStart: start,
			deliveryEnd: start + HOUR_MS,
			periodMs: HOUR_MS,
			gateOpening: start - 3_000,
			gateClosure: start - 1_000,
			signingDeadline: start + HOUR_MS + 1,
			settlementTime: start + HOUR_MS + 2,
			tick: 1,
			lotWh: 1,
			priceMin: 0,
			priceMax: 10,
			wheelingFee: 0,
			borders: [],
			tariff: 10,
			feedIn: 1,
			mechanism: 'uniform-price',
			profile: 'default-v1',
			sealed: null,
			imbalance: null,
			signing: null,
			zoneFees: [[0]],
			borderFees: [],
		},
		{ height: n, time, transactionId: null },
	);
	return product;
}

function place(book: ProductBook, product: string, n: number): void {
	const steps = book.place(
		{
			kind: 'order-placed',
			order: `O-${product}-${n}`,
			product,
			participant: 'p',
			side: 'bid',
			price: 1,
			quantityWh: 1,
			position: n,
			escrow: 0,
			delegate: null,
			terms: [0, null, 1, 1, null],
		},
		{ height: 1, time: 0, transactionId: 'aa' },
	);
	expect(steps.next().done).toBe(true);
}

function settle(book: ProductBook, product: string): void {
	book.settle(
		{ kind: 'product-settled', product, statements: [], congestion: 0, residue: 0 },
		{ height: 9, time: 0, transactionId: null },
	);
}

describe('the product book', () => {
	it('drops the oldest settled product first, with its hour and its orders', () => {
		const book = bookOf({ products: 2 });
		const [first, second] = [open(book, 1), open(book, 2)];
		place(book, first, 0);
		settle(book, second);
		const third = open(book, 3);
		expect([...book.products.keys()]).toEqual([first, third]);
		expect(book.byHour.has(2 * HOUR_MS)).toBe(false);
		expect(book.order(`O-${first}-0`)).toBeDefined();
	});

	it('keeps unfinished products up to twice the limit, then drops the oldest all the same', () => {
		const book = bookOf({ products: 2 });
		for (let n = 1; n <= 4; n++) open(book, n);
		expect(book.products.size).toBe(4);
		open(book, 5);
		expect([...book.products.keys()]).toEqual(['F-2', 'F-3', 'F-4', 'F-5']);
	});

	it('bounds the orders of all products together', () => {
		const book = bookOf({ orders: 10 });
		for (let n = 1; n <= 8; n++) {
			const product = open(book, n);
			for (let order = 0; order < 4; order++) place(book, product, order);
			settle(book, product);
		}
		const orders = [...book.products.values()].reduce((sum, product) => sum + product.orders.size, 0);
		expect(orders).toBeLessThanOrEqual(10 + 4);
		expect(book.products.has('F-8')).toBe(true);
	});

	it('forgets a cancelled order', () => {
		const book = bookOf({});
		const product = open(book, 1);
		place(book, product, 0);
		book.cancel(
			{ kind: 'order-cancelled', order: `O-${product}-0`, product, participant: 'p', escrow: 0 },
			{ height: 2, time: 0, transactionId: null },
		);
		expect(book.products.get(product)?.orders.size).toBe(0);
	});

	it('lists no ended deed whose product it has forgotten', () => {
		const book = bookOf({ products: 1 });
		const product = open(book, 1);
		const step = { height: 2, time: 0, transactionId: null };
		const [trade, deed] = [`T-${product}-0`, `D-${product}-0`];
		book.enterTrade(
			{
				kind: 'trade-made',
				trade,
				product,
				bid: 'b',
				offer: 'o',
				buyer: 'p',
				seller: 'q',
				quantityWh: 1,
				price: 1,
				amount: 1,
				fee: 0,
				buyerZone: 'F',
				sellerZone: 'F',
				period: 0,
				border: 0,
				congestion: 0,
			},
			step,
		);
		const document = new Uint8Array();
		book.draft(
			{
				kind: 'deed-drafted',
				deed,
				trade,
				product,
				digest: document,
				document,
				signers: [],
				threshold: 0,
				order: 'free',
				deadline: 9,
			},
			step,
		);
		book.endDeed({ kind: 'deed-sealed', deed, trade, version: 1, digest: document }, step);
		expect(book.ended.map(({ id, state }) => [id, state])).toEqual([[deed, 'sealed']]);
		settle(book, product);
		open(book, 2);
		expect([book.ended.length, book.deed(deed)]).toEqual([0, undefined]);
	});

	it('ignores events of a product that it has forgotten', () => {
		const book = bookOf({});
		place(book, 'F-gone', 0);
		settle(book, 'F-gone');
		book.endDeed(
			{ kind: 'deed-sealed', deed: 'D-F-gone-0', trade: 'T-F-gone-0', version: 1, digest: new Uint8Array(32) },
			{ height: 1, time: 0, transactionId: null },
		);
		expect(book.products.size).toBe(0);
		expect(book.ended).toHaveLength(0);
	});
});

describe('the state of a product', () => {
	const at = (offset: number, change: (book: ProductBook, product: string) => void = () => undefined): string => {
		const book = bookOf({});
		const id = open(book, 10);
		change(book, id);
		return productStateAt(book.products.get(id) as never, 10 * HOUR_MS + offset);
	};
	const clear = (price: number | null) => (book: ProductBook, product: string) =>
		book.clear(
			{
				kind: 'product-cleared',
				product,
				price,
				priceLow: price,
				priceHigh: price,
				volumeWh: price === null ? 0 : 1,
				welfare: 0,
				prices: [],
				flows: [],
				surplus: 0,
				orders: 0,
				trades: 0,
				seed: null,
				proof: null,
				offeredWh: 1,
				wantedWh: 1,
			},
			{ height: 3, time: 0, transactionId: null },
		);

	it('follows chain time: scheduled, open, closing', () => {
		expect([at(-3_001), at(-3_000), at(-1_001), at(-1_000)]).toEqual(['scheduled', 'open', 'open', 'closing']);
	});

	it('is cleared, delivering and delivered around its delivery', () => {
		expect([at(-500, clear(5)), at(0, clear(5)), at(HOUR_MS, clear(5))]).toEqual([
			'cleared',
			'delivering',
			'delivered',
		]);
	});

	it('ends as settled, or as no cross, which has no price rather than price 0', () => {
		const settled = (book: ProductBook, product: string): void => {
			clear(5)(book, product);
			settle(book, product);
		};
		expect([at(0, clear(null)), at(9 * HOUR_MS, settled)]).toEqual(['no-cross', 'settled']);
	});
});
