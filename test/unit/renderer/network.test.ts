import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../src/renderer/features/auctions/network/network.ts';
import { zonePlaces } from '../../../src/renderer/features/auctions/network/zone-layout.ts';
import { auctionAsOf, frameAt, framesOf } from '../../../src/renderer/features/auctions/replay/as-of.ts';
import type { Auction } from '../../../src/shared/contract/index.ts';
import { withdrawnOf } from '../../fixtures/console/story-desk.ts';
import { createStoryMarket } from '../../fixtures/console/story-market.ts';
import { zonalDay } from '../../fixtures/console/story-zones.ts';

const zonal = zonalDay();

describe('the drawing of zones', () => {
	it('sets a chain of zones in a row, in the order of their borders', () => {
		const places = zonePlaces(4, [
			[2, 0],
			[0, 3],
			[3, 1],
		]);
		const row = [2, 0, 3, 1].map((zone) => places[zone]?.x ?? Number.NaN);
		expect([row, row.toReversed()]).toContainEqual(row.toSorted((a, b) => a - b));
		expect(places.every(({ y }) => y === 0.5)).toBe(true);
	});

	it('is the same each time, inside its frame, and no two zones fall together', () => {
		const networks = fc
			.integer({ min: 2, max: 16 })
			.chain((zones) =>
				fc.tuple(fc.constant(zones), fc.array(fc.tuple(fc.nat(zones - 1), fc.nat(zones - 1)), { maxLength: 30 })),
			);
		fc.assert(
			fc.property(networks, ([zones, all]) => {
				const links = all.filter(([a, b]) => a !== b);
				const places = zonePlaces(zones, links);
				expect(zonePlaces(zones, links)).toEqual(places);
				for (const [at, { x, y }] of places.entries()) {
					expect(x >= -1e-9 && x <= 1 + 1e-9 && y >= -1e-9 && y <= 1 + 1e-9).toBe(true);
					for (const other of places.slice(at + 1)) expect(Math.hypot(x - other.x, y - other.y)).toBeGreaterThan(1e-3);
				}
			}),
			{ numRuns: 60 },
		);
	});
});

describe('what congestion is worth', () => {
	it('adds up over borders and periods to what the chain recorded', () => {
		const { rentInAll, recorded, links } = networkOf(zonal, null, 0);
		expect(recorded).toBeGreaterThan(0);
		expect(Math.abs(rentInAll - (recorded ?? 0))).toBeLessThan(1);
		expect(links.some(({ fullPeriods }) => fullPeriods > 0)).toBe(true);
	});

	it('is nothing over a border that is not full', () => {
		for (let period = 0; period < 24; period++)
			for (const { isFull, rent, share } of networkOf(zonal, null, period).links) {
				expect(share).toBeLessThanOrEqual(1);
				if (!isFull) expect(rent).toBe(0);
			}
	});
});

describe('a book as of a block', () => {
	const auction = createStoryMarket().products.get('F-2017-07-28T12') as Auction;
	const withdrawn = withdrawnOf(auction);
	const frames = framesOf(auction, withdrawn);

	it('begins with its first order and ends as it was when the gate closed, withdrawn orders gone', () => {
		expect(auctionAsOf(auction, withdrawn, (frames[0] ?? 0) - 1).orders).toEqual([]);
		const last = auctionAsOf(auction, withdrawn, frames.at(-1) ?? 0);
		expect(last.orders.map(({ order }) => order)).toEqual(auction.orders.map(({ order }) => order));
		expect([last.state, last.result, last.trades]).toEqual(['open', null, []]);
	});

	it('holds an order from its block to the one that withdrew it', () => {
		const [first] = withdrawn.orders;
		if (!first) throw new Error('the story withdraws an order');
		const holds = (height: number) =>
			auctionAsOf(auction, withdrawn, height).orders.some(({ order }) => order === first.order);
		expect([first.height - 1, first.height, first.until - 1, first.until].map(holds)).toEqual([
			false,
			true,
			true,
			false,
		]);
	});

	it('is shown at the last change before the block that is asked for', () => {
		expect(frameAt([10, 20, 30], 25)).toBe(1);
		expect(frameAt([10, 20, 30], 5)).toBe(0);
		expect(frameAt([10, 20, 30], 99)).toBe(2);
	});
});
