import { describe, expect, it } from 'vitest';
import { type Listing, type Take, takeListing } from '../../../src/shared/clearing/listing/listing.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';

const terms = { lot: 10, feeOf: (seller: number, buyer: number): number => (seller === buyer ? 0 : 3) };
const sale: Listing = {
	id: 7,
	owner: 'wind-park',
	side: 'offer',
	price: 50,
	zone: 0,
	minimum: 40,
	preference: 'any',
	source: { generator: 'wind-park', isRenewable: true },
	left: 100,
};
const want: Listing = { ...sale, owner: 'mill', side: 'bid', preference: 'renewable', source: null };
const buys = (quantity: number, more: Partial<Take> = {}): Take => ({
	listing: 7,
	owner: 'mill',
	zone: 0,
	quantity,
	preference: 'any',
	source: null,
	...more,
});
const refusal = (listing: Listing, take: Take): string | null => {
	try {
		takeListing(listing, take, terms);
		return null;
	} catch (error) {
		return codeOf(error);
	}
};

describe('listing and taking', () => {
	it('sells at the listed price, and the buyer pays the fee between the zones on top', () => {
		expect(takeListing(sale, buys(40, { zone: 1 }), terms)).toEqual({
			quantity: 40,
			price: 50,
			fee: 3,
			listing: { ...sale, left: 60 },
		});
	});

	it('buys so that price and fee together are the listed limit', () => {
		const solar = { owner: 'roof', zone: 1, source: { generator: 'roof', isRenewable: true } };
		expect(takeListing(want, buys(100, solar), terms)).toEqual({ quantity: 100, price: 47, fee: 3, listing: null });
	});

	it('takes a rest below the minimum whole, and nothing else of it', () => {
		const rest = { ...sale, left: 30 };
		expect(takeListing(rest, buys(30), terms).listing).toBeNull();
		expect(refusal(rest, buys(20))).toBe('LISTING_QUANTITY');
	});

	it('refuses what is above the rest, below the minimum, off the lot, or no quantity', () => {
		for (const quantity of [110, 30, 45, 0, -40, 40.5, Number.NaN])
			expect(refusal(sale, buys(quantity))).toBe('LISTING_QUANTITY');
	});

	it('refuses the owner itself', () => {
		expect(refusal(sale, buys(40, { owner: 'wind-park' }))).toBe('LISTING_OWN');
	});

	it('refuses energy of another source than the buyer asks for, whichever side listed', () => {
		expect(refusal(sale, buys(40, { preference: { generator: 'sun-field' } }))).toBe('LISTING_SOURCE');
		expect(refusal(sale, buys(40, { preference: 'renewable' }))).toBeNull();
		const coal = { owner: 'plant', source: { generator: 'plant', isRenewable: false } };
		expect(refusal(want, buys(40, coal))).toBe('LISTING_SOURCE');
		expect(refusal(want, buys(40, { owner: 'unknown' }))).toBe('LISTING_SOURCE');
	});
});
