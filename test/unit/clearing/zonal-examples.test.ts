import { describe, expect, it } from 'vitest';
import type { LimitOrder, Link, Market } from '../../../src/shared/clearing/market.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { checkZones } from '../../../src/shared/clearing/zonal/check-zones.ts';
import { clearZones } from '../../../src/shared/clearing/zonal/clear-zones.ts';
import { prepareZones } from '../../../src/shared/clearing/zonal/prepare-market.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';

const profile = profiles['default-v1'];

const bid = (zone: number, price: number, quantity: number): LimitOrder => ({
	side: 'bid',
	price,
	quantity,
	zone,
	period: 0,
});
const offer = (zone: number, price: number, quantity: number): LimitOrder => ({
	...bid(zone, price, quantity),
	side: 'offer',
});
const link = (from: number, to: number, min: number, max: number, fee = 0): Link => ({
	from,
	to,
	min: [min],
	max: [max],
	fee: [fee],
});

function marketOf(names: string, links: readonly Link[], orders: readonly LimitOrder[]): Market {
	const zones = [...names].map((name) => ({ name, fee: [0] }));
	return { periods: 1, zones, links, tick: 1, lot: 1, orders, blocks: [] };
}

function cleared(market: Market) {
	const outcome = clearZones(market, profile);
	expect(checkZones(market, profile, outcome)).toEqual([]);
	return { ...outcome, prices: outcome.prices.map((ranges) => ranges[0]?.price), flows: outcome.flows.flat() };
}

describe('zones that clear together', () => {
	it('part in price where a border is full, and keep the difference', () => {
		const orders = [offer(0, 20, 100), bid(0, 50, 40), offer(1, 60, 100), bid(1, 90, 80)];
		const { prices, flows, fills, surplus, volume } = cleared(marketOf('AB', [link(0, 1, -30, 30)], orders));
		expect({ prices, flows, fills, volume }).toEqual({
			prices: [20, 60],
			flows: [30],
			fills: [70, 40, 50, 80],
			volume: 120,
		});
		expect(surplus).toBe(1_200n);
	});

	it('trade over a border only for more than its fee', () => {
		const orders = [offer(0, 20, 10), bid(1, 25, 10)];
		expect(cleared(marketOf('AB', [link(0, 1, 0, 10, 6)], orders)).volume).toBe(0);
		const { volume, welfare, prices, surplus } = cleared(marketOf('AB', [link(0, 1, 0, 10, 5)], orders));
		expect({ volume, welfare, prices, surplus }).toEqual({ volume: 10, welfare: 0n, prices: [20, 25], surplus: 0n });
	});

	it('share tied offers pro rata over all zones that no full border parts', () => {
		const orders = [offer(0, 0, 300), offer(1, 0, 100), bid(1, 90, 200)];
		const { fills, flows } = cleared(marketOf('AB', [link(0, 1, -500, 500)], orders));
		expect({ fills, flows }).toEqual({ fills: [150, 50, 200], flows: [150] });
	});

	it('share as equally as a border allows that cannot carry equal shares, though prices are equal', () => {
		const links = [link(0, 1, -60, 60), link(1, 2, -500, 500)];
		const orders = [offer(0, 0, 300), offer(1, 0, 100), offer(2, 0, 100), bid(1, 90, 160), bid(2, 90, 40)];
		const { fills, flows, prices, proof } = cleared(marketOf('ABC', links, orders));
		expect({ fills, flows, prices }).toEqual({ fills: [60, 70, 70, 160, 40], flows: [60, -30], prices: [0, 0, 0] });
		expect(proof.regions).toEqual([[0, 1, 1]]);
	});

	it('leave a later of two like links idle', () => {
		const links = [link(0, 1, -10, 10), link(0, 1, -10, 10)];
		expect(cleared(marketOf('AB', links, [offer(0, 5, 14), bid(1, 9, 14)])).flows).toEqual([10, 4]);
	});

	it('have no price where nothing trades and no border is open', () => {
		const orders = [offer(0, 5, 10), bid(0, 9, 10), offer(1, 8, 5), bid(1, 7, 5)];
		const { prices, verdicts } = cleared(marketOf('AB', [link(0, 1, 0, 0)], orders));
		expect(prices).toEqual([7, null]);
		expect(verdicts.slice(2)).toEqual([{ kind: 'no-cross' }, { kind: 'no-cross' }]);
	});

	it('refuse a forced flow that a zone cannot take, naming zone and border', () => {
		const market = marketOf('AB', [link(0, 1, 8, 10)], [offer(0, 5, 10), bid(1, 9, 5)]);
		let error: unknown;
		try {
			clearZones(market, profile);
		} catch (thrown) {
			error = thrown;
		}
		expect(codeOf(error)).toBe('CLEARING_INFEASIBLE');
		expect(error).toMatchObject({ details: { period: 1, zone: 'B', link: 'A–B' } });
	});

	it('balance what blocks inject, within the bounds that these set to prices', () => {
		const orders = [offer(0, 20, 10), offer(0, 40, 10), bid(0, 60, 10), bid(0, 30, 10)];
		const prepared = prepareZones(marketOf('A', [], orders), 0, profile);
		expect(prepared.clear([5])?.prices).toEqual([{ price: 30, low: 30, high: 30 }]);
		expect(prepared.clear([0])?.prices).toEqual([{ price: 35, low: 30, high: 40 }]);
		expect(prepared.clear([0], [{ lowest: 38, highest: null }])?.prices).toEqual([{ price: 39, low: 38, high: 40 }]);
		expect(prepared.clear([0], [{ lowest: 41, highest: null }])?.prices).toBeNull();
		expect(prepared.clear([25])).toBeNull();
		expect(prepared.obstacle([25])).toEqual({ zone: 0, link: null, kind: 'surplus' });
	});
});
