import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gainsBetween, shiftsBetween, welfareOf } from '../../../src/renderer/features/auctions/what-if/effects.ts';
import {
	NOTHING,
	suppose,
	toggleDropped,
	type WhatIf,
} from '../../../src/renderer/features/auctions/what-if/what-if.ts';
import { linkOf, whatIfOf } from '../../../src/renderer/features/auctions/what-if/what-if-link.ts';
import { inputOf } from '../../../src/renderer/workers/clearing-desk.ts';
import { type ClearingInput, clearProduct } from '../../../src/renderer/workers/product-clearing.ts';
import type { Auction } from '../../../src/shared/contract/index.ts';
import { createStoryMarket } from '../../fixtures/console/story-market.ts';
import { zonalDay } from '../../fixtures/console/story-zones.ts';

const zonal = zonalDay();
const hour = createStoryMarket().products.get('F-2017-07-28T12') as Auction;
const clear = (auction: Auction) => clearProduct(inputOf(auction) as ClearingInput, () => 0);
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const price = fc.integer({ min: -500_000, max: 500_000 });

const whatIfs: fc.Arbitrary<WhatIf> = fc.record({
	dropped: fc.array(fc.nat(400), { maxLength: 20 }).map((all) => new Set(all)),
	edits: fc
		.array(fc.tuple(fc.nat(400), optional(price), fc.integer({ min: 1, max: 9_000 })), { maxLength: 8 })
		.map((all) => new Map(all.map(([at, limit, quantityWh]) => [at, { price: limit, quantityWh }]))),
	zoneFees: fc.array(fc.tuple(fc.nat(2), fc.nat(90_000)), { maxLength: 3 }).map((all) => new Map(all)),
	borders: fc
		.array(fc.tuple(fc.nat(1), fc.integer({ min: -9_000, max: 0 }), optional(fc.nat(9_000)), optional(fc.nat(9_000))), {
			maxLength: 2,
		})
		.map((all) => new Map(all.map(([at, minWh, maxWh, fee]) => [at, { minWh, maxWh, fee }]))),
	profile: optional(fc.constantFrom('time-priority-v1', 'lower-price-v1')),
	floor: optional(price),
	cap: optional(price),
});

describe('the link of a what-if', () => {
	it('says all of it, and nothing else', () => {
		fc.assert(
			fc.property(whatIfs, (whatIf) => {
				expect(whatIfOf(linkOf(whatIf))).toEqual(whatIf);
			}),
		);
	});

	it('is refused where it is none, too long, or says too much', () => {
		const many = `d${Array.from({ length: 121 }, (_, at) => at).join('.')}`;
		for (const link of [
			'x',
			'd',
			'd1.',
			'c1pq',
			'z0',
			'b0x1e9',
			'rA;B',
			'h',
			'h9999999999',
			'd1~~d2',
			many,
			'd1~'.repeat(2_000),
		])
			expect(whatIfOf(link), link).toBeNull();
		expect(whatIfOf('')).toEqual(NOTHING);
	});

	it('never throws, whatever stands in it', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 60 }), (link) => {
				const read = whatIfOf(link);
				if (read) expect(whatIfOf(linkOf(read))).toEqual(read);
			}),
		);
	});
});

describe('a supposed product', () => {
	it('with nothing supposed clears to the real result', () => {
		const { clearing, origins } = suppose(zonal, NOTHING);
		const [real, supposed] = [clear(zonal), clear(clearing)];
		expect({ ...supposed, clearMs: 0, checkMs: 0 }).toEqual({ ...real, clearMs: 0, checkMs: 0 });
		expect(shiftsBetween(zonal, origins, real, supposed)).toEqual([]);
		expect(gainsBetween(zonal, real, supposed).every(({ change }) => change === 0)).toBe(true);
	});

	it('leaves out what is dropped and what is priced beyond the bounds, and keeps the places of the rest', () => {
		const dropped = toggleDropped(toggleDropped(toggleDropped(NOTHING, 0), 2), 0);
		const { shown, origins } = suppose(hour, { ...dropped, cap: 200_000 });
		expect(shown.result).toBeNull();
		expect(shown.orders.every(({ price: limit }) => limit <= 200_000)).toBe(true);
		expect(origins).not.toContain(2);
		expect(origins).toContain(hour.orders.findIndex(({ price: limit }, at) => limit <= 200_000 && at !== 2));
		shown.orders.forEach((order, place) => {
			expect(order.order).toBe(hour.orders[origins[place] as number]?.order);
		});
	});

	it('without the largest offer has less welfare, and whoever offered it loses what it gained', () => {
		const real = clear(hour);
		const at = hour.orders.findIndex(({ side }, place) => side === 'offer' && (real.orders[place]?.filledWh ?? 0) > 0);
		const { clearing, origins } = suppose(hour, toggleDropped(NOTHING, at));
		const supposed = clear(clearing);
		expect(welfareOf(supposed)).toBeLessThan(welfareOf(real));
		const shift = shiftsBetween(hour, origins, real, supposed).find((each) => each.at === at);
		expect(shift).toMatchObject({ supposedAt: null, supposedWh: 0 });
	});

	it('parts prices more where a border carries less, and the congestion account gains', () => {
		const real = clear(zonal);
		const narrow = { ...NOTHING, borders: new Map([[0, { minWh: -500, maxWh: 500, fee: null }]]) };
		const supposed = clear(suppose(zonal, narrow).clearing);
		expect(supposed.faults).toEqual([]);
		expect(Math.max(...(supposed.flows[0] ?? []).map(Math.abs))).toBeLessThanOrEqual(500);
		expect(welfareOf(supposed)).toBeLessThan(welfareOf(real));
	});
});

describe('who gains', () => {
	it('adds up to the welfare with what congestion keeps, whatever is supposed', () => {
		const someIfs = whatIfs.map(
			(whatIf): WhatIf => ({
				...whatIf,
				edits: new Map(),
				zoneFees: new Map([...whatIf.zoneFees].map(([zone, fee]) => [zone, fee - (fee % zonal.tick)])),
				borders: new Map(),
			}),
		);
		fc.assert(
			fc.property(someIfs, (whatIf) => {
				const { welfare, shares } = clear(suppose(zonal, whatIf).clearing);
				const gains = [...shares.gains.values()].reduce((sum, gain) => sum + gain, 0n);
				expect(gains + shares.congestion).toBe(welfare);
			}),
			{ numRuns: 12 },
		);
	});
});
