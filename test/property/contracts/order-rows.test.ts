import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbersOf, runsOf } from '../../../src/main/core/contracts/auction/book-numbers.ts';
import {
	type BookEntry,
	PAGE_ORDERS,
	readPage,
	storePage,
} from '../../../src/main/core/contracts/auction/book-pages.ts';
import { decode, encode, type Plain } from '../../../src/shared/codec/cbor.ts';
import { type OrderRow, orderOf, orderRow, readOrderRow } from '../../../src/shared/codec/order-row.ts';
import { ORDER_LIMITS, type OrderBody, readOrderBody } from '../../../src/shared/codec/order-terms.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../src/shared/proofs/state-proof.ts';
import { anyTerms } from '../../fixtures/order-arbitraries.ts';

const bounds = {
	periods: 96,
	tick: 10,
	lotWh: 5,
	priceTicks: 9_000,
	quantityLots: 900,
	names: ['a', 'b2', 'long-name'],
};
const options = fc.record(
	{
		source: fc.constantFrom('renewable' as const, { generator: 'gen-1' }, { generator: 'renewable' }),
		validFrom: fc.nat(),
		validUntil: fc.nat(),
		zone: fc.constantFrom('F', 'north'),
		visibleWh: fc.integer({ min: 1, max: 99 }),
	},
	{ requiredKeys: [] },
);
const terms: fc.Arbitrary<OrderBody> = fc.tuple(anyTerms(bounds), options).map(([body, { visibleWh, ...more }]) => {
	const isLimit = !('points' in body) && !('profileWh' in body);
	return { ...body, ...more, ...(isLimit && visibleWh !== undefined && { visibleWh }) };
});
const entry: fc.Arbitrary<BookEntry> = fc.record({
	participant: fc.constantFrom('p', 'q', 'r'),
	delegate: fc.constantFrom(null, 'd'),
	batch: fc.constantFrom(null, 'x', 'y'),
	escrow: fc.nat(),
	row: terms.map(orderRow),
});

describe('rows of orders', () => {
	it('stand for their terms one to one, also through canonical bytes', () => {
		fc.assert(
			fc.property(terms, (body) => {
				const row = orderRow(body);
				const back = readOrderRow(decode(encode(row), 65_536), 'row');
				expect(back).toEqual(row);
				expect(orderOf(back)).toEqual(body);
				expect(readOrderBody(body, 'order')).toEqual(body);
			}),
			{ numRuns: 500 },
		);
	});

	it('are refused when an entry is missing, added, or of another kind', () => {
		fc.assert(
			fc.property(terms, fc.nat(), fc.constantFrom<Plain[]>([], [{}], [[]], [true], [1.5]), (body, at, put) => {
				const row: Plain[] = [...orderRow(body)];
				const place = at % (row.length + 1);
				row.splice(place, 1, ...put);
				let read: OrderRow | null = null;
				try {
					read = readOrderRow(row, 'row');
				} catch (error) {
					expect(error).toMatchObject({ code: 'CODEC_INVALID' });
				}
				// Without its options a row may still be one, and then it is canonical.
				if (read) expect(orderRow(orderOf(read))).toEqual(read);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('book pages', () => {
	it('come back from the state as they were', () => {
		fc.assert(
			fc.property(fc.array(fc.option(entry, { freq: 3 }), { minLength: 1, maxLength: PAGE_ORDERS }), (page) => {
				const stored = decode(encode(storePage(page) as unknown as Plain), STATE_VALUE_MAX_BYTES);
				const length = page.findLastIndex((each) => each !== null) + 1;
				expect(readPage(stored as ReturnType<typeof storePage>)).toEqual(page.slice(0, length));
			}),
			{ numRuns: 60 },
		);
	});

	it('fit into a state leaf, however large their orders are', () => {
		const big = 1_000_000_000;
		const long = 'n'.repeat(ORDER_LIMITS.nameCharacters);
		const id = 'i'.repeat(64);
		const largest: OrderBody = {
			side: 'bid',
			curve: 'linear',
			points: Array.from({ length: ORDER_LIMITS.points }, (_, at) => ({ price: at - big, quantityWh: big - at })),
			period: 99,
			name: long,
			source: { generator: id },
			validFrom: Number.MAX_SAFE_INTEGER,
			validUntil: Number.MAX_SAFE_INTEGER,
			zone: id,
		};
		const page = Array.from({ length: PAGE_ORDERS }, (_, at): BookEntry => {
			const own = `${at}`.padStart(64, 'x');
			return { participant: own, delegate: own, batch: long, escrow: Number.MAX_SAFE_INTEGER, row: orderRow(largest) };
		});
		expect(encode(storePage(page) as unknown as Plain).length).toBeLessThan(STATE_VALUE_MAX_BYTES);
	});

	it('name their live numbers in runs', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.nat(500)), (numbers) => {
				const ascending = numbers.sort((a, b) => a - b);
				const runs = runsOf(ascending);
				expect([...numbersOf(runs)]).toEqual(ascending);
				for (let at = 2; at < runs.length; at += 2)
					expect(runs[at]).toBeGreaterThan((runs[at - 2] as number) + (runs[at - 1] as number));
			}),
		);
	});
});
