import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import { encode } from '../../../src/shared/codec/cbor.ts';
import { merkleProof, verifyInclusion } from '../../../src/shared/codec/merkle.ts';
import { orderRow } from '../../../src/shared/codec/order-row.ts';
import type { OrderBody } from '../../../src/shared/codec/order-terms.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { START, sha256 } from '../../fixtures/engine-market.ts';
import { limit, OrderDesk } from '../../fixtures/order-desk.ts';

const bid = (name: string, price: number, quantityWh: number): OrderBody => limit('bid', price, quantityWh, { name });
const block = (name: string, parent?: string): OrderBody => ({
	side: 'bid',
	price: 1_000,
	profileWh: [1],
	minAcceptance: 1,
	name,
	...(parent && { parent }),
});

describe('a batch of orders', () => {
	it('enters under one signature, with its collateral moved once and an answer for every row', () => {
		const desk = new OrderDesk();
		const rows = [bid('a', 100_000, 100), bid('b', 90_001, 100), bid('c', 90_000, 200)].map(orderRow);
		const { events } = desk.run('home-01', desk.batchCall('morning', rows));
		const [a, , c] = rows;
		expect(desk.last('orders-taken')).toMatchObject({
			batch: 'B-F-24/home-01/morning',
			participant: 'home-01',
			delegate: null,
			taken: [
				[0, 0, 10_000, a],
				[2, 1, 18_000, c],
			],
			refused: [[1, 'b', 'ORDER_TERMS']],
		});
		expect(events.filter(({ kind }) => kind === 'transfer')).toEqual([
			{
				kind: 'transfer',
				from: 'home-01',
				to: '$escrow/F-24',
				amount: 28_000,
				reason: 'escrow-reserved',
				subject: 'B-F-24/home-01/morning',
			},
		]);
		expect(events.filter(({ kind }) => kind === 'provenance')).toEqual([
			{
				kind: 'provenance',
				from: { type: 'batch', id: 'B-F-24/home-01/morning' },
				to: { type: 'participant', id: 'home-01' },
				relation: 'wasAttributedTo',
				energyWh: null,
			},
		]);
	});

	it('sent again is brought to what it says, and nothing is there twice', () => {
		const desk = new OrderDesk();
		desk.batch('home-01', 'x', [
			bid('a', 100_000, 100),
			bid('b', 90_000, 200),
			bid('c', 80_000, 300),
			bid('d', 70_000, 1),
		]);
		expect(
			desk.batch('home-01', 'x', [
				bid('d', 70_000, 1),
				bid('b', 90_000, 100),
				bid('c', 85_000, 300),
				bid('e', 60_000, 5),
			]),
		).toBe(null);
		const { taken, amended, unchanged, withdrawn, refused } = desk.last('orders-taken');
		expect(unchanged).toEqual([[0, 3]]);
		expect(amended.map((row) => row.slice(0, 4))).toEqual([
			[1, 1, 1, 9_000],
			[2, 4, 2, 25_500],
		]);
		expect(taken.map((row) => row.slice(0, 3))).toEqual([[3, 5, 300]]);
		expect(withdrawn).toEqual([0]);
		expect(refused).toEqual([]);
		expect(desk.names()).toEqual(['b', 'd', 'c', 'e']);
		expect(desk.escrow).toBe(9_000 + 70 + 25_500 + 300);
		expect(desk.batch('home-01', 'x', [])).toBe(null);
		expect(desk.escrow).toBe(0);
		expect(desk.book().size).toBe(0);
	});

	it('leaves an order as it was when its new row is refused', () => {
		const desk = new OrderDesk();
		desk.batch('home-01', 'x', [bid('a', 100_000, 100)]);
		desk.batch('home-01', 'x', [bid('a', 100_001, 100)]);
		expect(desk.last('orders-taken').refused).toEqual([[0, 'a', 'ORDER_TERMS']]);
		expect(desk.book().get(0)?.terms).toEqual(bid('a', 100_000, 100));
	});

	it('refuses rows without a name, of a name that is taken, that cross, and that money is short for', () => {
		const desk = new OrderDesk({}, { balance: 1_000_000 });
		desk.place('home-01', bid('single', 1_000, 1));
		const rows = [
			limit('bid', 100_000, 1),
			bid('a', 100_000, 1_000),
			bid('a', 90_000, 1_000),
			bid('single', 2_000, 1),
			limit('offer', 50_000, 10, { name: 'o' }),
			bid('huge', 500_000, 2_000),
			bid('last', 100_000, 10),
		];
		expect(desk.batch('home-01', 'x', rows)).toBe(null);
		expect(desk.last('orders-taken').refused).toEqual([
			[0, null, 'ORDER_NAME_MISSING'],
			[2, 'a', 'ORDER_NAME_TAKEN'],
			[3, 'single', 'ORDER_NAME_TAKEN'],
			[4, 'o', 'ORDER_CROSSES_OWN'],
			[5, 'huge', 'FUNDS_SHORT'],
		]);
		expect(desk.names()).toEqual(['single', 'a', 'last']);
		expect(desk.escrow).toBe(1 + 100_000 + 1_000);
	});

	it('is taken as a whole or not at all where its sender says so', () => {
		const desk = new OrderDesk();
		const rows = [bid('a', 100_000, 100), bid('b', 90_001, 100)];
		expect(desk.batch('home-01', 'x', rows, { allOrNone: true })).toBe('BATCH_ROW');
		expect(desk.market.results.at(-1)?.receipts.at(-1)?.details).toEqual({ index: 1, name: 'b', code: 'ORDER_TERMS' });
		expect(desk.book().size).toBe(0);
		expect(desk.batch('home-01', 'x', rows.slice(0, 1), { allOrNone: true })).toBe(null);
	});

	it('has a root with which each row is proven, and is refused under another', () => {
		const desk = new OrderDesk();
		const rows = Array.from({ length: 11 }, (_, at) => orderRow(bid(`r${at}`, 1_000 * at, 10)));
		expect(desk.do('home-01', desk.batchCall('x', rows, { root: new Uint8Array(32) }))).toBe('BATCH_ROOT');
		expect(desk.do('home-01', desk.batchCall('x', rows))).toBe(null);
		const { root } = desk.last('orders-taken');
		const items = rows.map((row) => encode(row));
		const proof = merkleProof(items, 7, sha256);
		expect(verifyInclusion(proof, items[7] as Uint8Array, root, sha256)).toBe(true);
		expect(verifyInclusion(proof, items[8] as Uint8Array, root, sha256)).toBe(false);
	});

	it('lets linked blocks go before what they are linked to, and tells which cannot go', () => {
		const desk = new OrderDesk();
		desk.batch('home-01', 'x', [block('a'), block('b', 'a'), block('c', 'b'), block('lone')]);
		desk.place('home-01', block('outside', 'lone'));
		desk.batch('home-01', 'x', [block('c')]);
		expect(desk.last('orders-taken')).toMatchObject({
			withdrawn: [0, 1],
			refused: [[null, 'lone', 'ORDER_HAS_CHILDREN']],
		});
		expect(desk.names()).toEqual(['lone', 'outside', 'c']);
	});

	it("of another's counts against what the owner signed, once for all rows", () => {
		const desk = new OrderDesk();
		const limits = {
			zones: null,
			sides: ['bid' as const],
			priceMin: 0,
			priceMax: 200_000,
			quantityWhPerProduct: 1_000,
			collateralMax: 90_000,
		};
		const delegation = {
			to: 'home-02',
			scope: 'orders' as const,
			validFrom: START,
			validUntil: START + 48 * HOUR_MS,
			limits,
		};
		desk.do('home-01', calls.identity.delegate(delegation));
		const rows = [bid('a', 100_000, 600), bid('b', 100_000, 500), bid('c', 100_000, 400), bid('d', 90_000, 300)];
		expect(desk.batch('home-02', 'x', rows, { owner: 'home-01' })).toBe(null);
		expect(desk.last('orders-taken')).toMatchObject({
			participant: 'home-01',
			delegate: 'home-02',
			taken: [
				[0, 0, 60_000, expect.anything()],
				[3, 1, 27_000, expect.anything()],
			],
			refused: [
				[1, 'b', 'DELEGATION_LIMIT'],
				[2, 'c', 'DELEGATION_LIMIT'],
			],
		});
		expect(desk.batch('home-02', 'x', rows.slice(2), { owner: 'home-01' })).toBe(null);
		expect(desk.names()).toEqual(['d', 'c']);
		expect(desk.batch('home-03', 'x', rows, { owner: 'home-01' })).toBe('CALL_FORBIDDEN');
	});

	it('has room beside 15 others of its owner', () => {
		const desk = new OrderDesk();
		for (let at = 0; at < 16; at++) expect(desk.batch('home-01', `x${at}`, [bid(`r${at}`, 1_000, 1)])).toBe(null);
		expect(desk.batch('home-01', 'x16', [bid('r', 1_000, 1)])).toBe('BATCH_LIMIT');
		expect(desk.batch('home-01', 'x3', [])).toBe(null);
		expect(desk.batch('home-01', 'x16', [bid('r', 1_000, 1)])).toBe(null);
	});

	it('keeps the names that its rows have', () => {
		const desk = new OrderDesk();
		desk.batch('home-01', 'x', [bid('a', 100_000, 100)]);
		expect(desk.amend('home-01', 'O-F-24-0', bid('b', 100_000, 100))).toBe('ORDER_TERMS');
		expect(desk.amend('home-01', 'O-F-24-0', bid('a', 110_000, 100))).toBe(null);
		expect(desk.batch('home-01', 'x', [bid('a', 110_000, 100)])).toBe(null);
		expect(desk.last('orders-taken').unchanged).toEqual([[0, 1]]);
		expect(desk.cancel('home-01', desk.named('a'))).toBe(null);
		expect(desk.book().size).toBe(0);
	});

	it('is not for what trades at once, nor for sealed products', () => {
		expect(new OrderDesk({ mechanism: 'continuous' }).batch('home-01', 'x', [bid('a', 1_000, 1)])).toBe(
			'BATCH_MECHANISM',
		);
	});
});

describe('ten thousand orders', () => {
	it('fit into one signed batch, within the steps of a call, and are brought up to date by the next', () => {
		const desk = new OrderDesk({}, { market: { ordersPerProduct: 20_000 }, balance: 10_000_000_000_000 });
		const orders = Array.from({ length: 10_000 }, (_, at) =>
			bid(`b${at}`, 1_000 * ((at * 7_919) % 500), 1_000 + ((at * 104_729) % 900_000)),
		);
		const rows = orders.map(orderRow);
		const call = desk.batchCall('big', rows);
		expect(call.arguments.length / rows.length).toBeLessThanOrEqual(26);
		const { receipts } = desk.run('home-01', call);
		expect(receipts.at(-1)).toMatchObject({ ok: true });
		expect(desk.last('orders-taken').taken.length).toBe(10_000);
		expect(desk.book().size).toBe(10_000);
		const again = rows.map((row, at) => (at % 1_000 === 0 ? row.with(3, 1) : row));
		expect(desk.run('home-01', desk.batchCall('big', again)).receipts.at(-1)).toMatchObject({ ok: true });
		const { unchanged, amended } = desk.last('orders-taken');
		expect([unchanged.length, amended.length]).toEqual([9_990, 10]);
		expect(desk.escrow).toBe([...desk.book().values()].reduce((sum, { escrow }) => sum + escrow, 0));
	});
});
