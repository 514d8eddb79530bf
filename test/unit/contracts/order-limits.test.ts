import { describe, expect, it } from 'vitest';
import { type DelegatedOrder, requireWithinLimits } from '../../../src/main/core/contracts/identity/order-limits.ts';
import { type Delegation, faultOfDelegation, type OrderLimits } from '../../../src/shared/codec/delegation.ts';

const LIMITS: OrderLimits = {
	zones: ['F', 'G'],
	sides: ['bid'],
	priceMin: -10,
	priceMax: 100,
	quantityWhPerProduct: 1_000,
	collateralMax: 500,
};
const ORDER: DelegatedOrder = {
	zone: 'F',
	side: 'bid',
	priceLow: -10,
	priceHigh: 100,
	quantityWh: 400,
	collateral: 200,
};
const USED = { quantityWh: 600, collateral: 300 };
const DELEGATION: Delegation = { to: 'b', scope: 'orders', validFrom: 1, validUntil: 2, limits: LIMITS };

describe("a delegate's order", () => {
	it('is taken up to every limit that its owner signed', () => {
		expect(() => requireWithinLimits(LIMITS, ORDER, USED)).not.toThrow();
	});

	it.each<[keyof OrderLimits, Partial<DelegatedOrder>]>([
		['zones', { zone: 'H' }],
		['sides', { side: 'offer' }],
		['priceMin', { priceLow: -11 }],
		['priceMax', { priceHigh: 101 }],
		['quantityWhPerProduct', { quantityWh: 401 }],
		['collateralMax', { collateral: 201 }],
	])('is refused beyond %s', (limit, change) => {
		expect(() => requireWithinLimits(LIMITS, { ...ORDER, ...change }, USED)).toThrow(
			expect.objectContaining({ code: 'DELEGATION_LIMIT', details: expect.objectContaining({ limit }) }),
		);
	});

	it('goes into any zone where none is named, and anywhere without limits', () => {
		const anywhere = { ...LIMITS, zones: null };
		expect(() => requireWithinLimits(anywhere, { ...ORDER, zone: 'H' }, USED)).not.toThrow();
		const huge = { ...ORDER, zone: 'H', side: 'offer', priceHigh: 1e9, quantityWh: 1e9, collateral: 1e9 } as const;
		expect(() => requireWithinLimits(null, huge, USED)).not.toThrow();
	});
});

describe('the terms of a delegation', () => {
	it.each<[string | null, Partial<Delegation>]>([
		[null, {}],
		[null, { limits: null }],
		[null, { scope: 'readings', limits: null }],
		['to oneself', { to: 'a' }],
		['validUntil not after validFrom', { validFrom: 2 }],
		['limits of orders on readings', { scope: 'readings' }],
		['no side', { limits: { ...LIMITS, sides: [] } }],
		['a side twice', { limits: { ...LIMITS, sides: ['bid', 'bid'] } }],
		['a zone twice', { limits: { ...LIMITS, zones: ['F', 'F'] } }],
		['priceMin above priceMax', { limits: { ...LIMITS, priceMin: 101 } }],
	])('have the fault %s', (fault, change) => {
		expect(faultOfDelegation('a', { ...DELEGATION, ...change })).toBe(fault);
	});
});
