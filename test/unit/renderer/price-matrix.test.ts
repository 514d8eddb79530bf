import { describe, expect, it } from 'vitest';
import { buildBook, hasSlices } from '../../../src/renderer/features/auctions/book.ts';
import { priceMatrix, shadeOf, stepSlice } from '../../../src/renderer/features/auctions/price-matrix.ts';
import { differences } from '../../../src/renderer/features/auctions/recompute.ts';
import { inputOf } from '../../../src/renderer/workers/clearing-desk.ts';
import { type ClearingInput, clearProduct, whyOrder } from '../../../src/renderer/workers/product-clearing.ts';
import { zonalDay } from '../../fixtures/console/story-zones.ts';

const auction = zonalDay();
const input = inputOf(auction) as ClearingInput;
const cleared = clearProduct(input, () => 0);
const matrix = priceMatrix(auction, cleared);

describe('a product of several zones and periods on the page', () => {
	it('is cleared here to what the chain recorded, with no fault', () => {
		expect(cleared.faults).toEqual([]);
		expect(differences(auction, cleared)).toEqual([]);
		const [first, ...others] = auction.result?.prices ?? [];
		const altered = { ...first, price: first?.price.map((price) => (price ?? 0) + 1_000) ?? [] };
		const result = { ...auction.result, prices: [altered, ...others] };
		expect(differences({ ...auction, result } as typeof auction, cleared)).toEqual(['price']);
	});

	it('adds up over its slices to the energy of the whole', () => {
		const books = matrix.zones.flatMap((_, zone) =>
			matrix.periods.map((__, period) => buildBook(auction, cleared, { zone, period })),
		);
		const bought = books.reduce((sum, book) => sum + (book?.boughtWh ?? 0), 0);
		const sold = books.reduce((sum, book) => sum + (book?.soldWh ?? 0), 0);
		expect([bought, sold]).toEqual([auction.result?.volumeWh, auction.result?.volumeWh]);
		expect(books.reduce((sum, book) => sum + (book?.importWh ?? 0), 0)).toBe(0);
	});

	it('parts prices only where a border is full', () => {
		matrix.borders.forEach(({ from, to, flows }) => {
			const priceOf = (name: string, period: number) =>
				matrix.zones.find((zone) => zone.name === name)?.prices[period] ?? 0;
			const fee = auction.borders.find((border) => border.from === from && border.to === to)?.fee[0] ?? 0;
			for (const [period, { isFull }] of flows.entries())
				if (Math.abs(priceOf(to, period) - priceOf(from, period)) > fee) expect(isFull).toBe(true);
		});
		expect(matrix.borders.some(({ flows }) => flows.some(({ isFull }) => isFull))).toBe(true);
	});

	it('shades the lowest and the highest price by the ends of the scale', () => {
		expect(shadeOf(matrix.lowest ?? 0, matrix)).toBe(0);
		expect(shadeOf(matrix.highest ?? 0, matrix)).toBe(4);
	});

	it('moves the chosen cell within the matrix and stays at its edges', () => {
		expect(stepSlice({ zone: 0, period: 0 }, 'ArrowLeft', 3, 24)).toEqual({ zone: 0, period: 0 });
		expect(stepSlice({ zone: 0, period: 0 }, 'ArrowDown', 3, 24)).toEqual({ zone: 1, period: 0 });
		expect(stepSlice({ zone: 2, period: 5 }, 'End', 3, 24)).toEqual({ zone: 2, period: 23 });
		const slice = { zone: 1, period: 1 };
		expect(stepSlice(slice, 'a', 3, 24)).toBe(slice);
	});

	it('explains blocks and curves in the chain’s own words, in both languages', () => {
		const terms = { formatPrice: String, formatQuantity: String, formatValue: String };
		const battery = auction.orders.findIndex(({ participant }) => participant === 'rialto-battery');
		expect(whyOrder(input, battery, { language: 'en', ...terms })).toEqual([expect.stringMatching(/^Accepted: /)]);
		expect(whyOrder(input, battery, { language: 'zh', ...terms })[0]).not.toMatch(/^Accepted/);
		const pumps = auction.orders.findIndex(({ participant }) => participant === 'fon-1-pumps');
		expect(whyOrder(input, pumps, { language: 'en', ...terms })).toHaveLength(3);
	});

	it('is told from one of a single hour', () => {
		expect(hasSlices(auction)).toBe(true);
		expect(hasSlices({ ...auction, zones: ['FON-1'], deliveryEnd: auction.deliveryStart + auction.periodMs })).toBe(
			false,
		);
	});
});
