import { describe, expect, it } from 'vitest';
import type { LimitOrder, Market } from '../../../src/shared/clearing/market.ts';
import { type OrderSources, withSources } from '../../../src/shared/clearing/source-pools.ts';
import { accepts, type EnergySource, type SourcePreference } from '../../../src/shared/clearing/sources.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';

const sun: EnergySource = { generator: 'sun', isRenewable: true };
const wind: EnergySource = { generator: 'wind', isRenewable: true };
const coal: EnergySource = { generator: 'coal', isRenewable: false };

const market = (sides: ('bid' | 'offer')[]): Market => ({
	periods: 2,
	zones: [{ name: 'town', fee: [3, 4] }],
	links: [],
	tick: 1,
	lot: 1,
	orders: sides.map((side, at): LimitOrder => ({ side, price: 10, quantity: 5 + at, zone: 0, period: at % 2 })),
	blocks: [],
});

describe('a source preference', () => {
	it.each<[SourcePreference, EnergySource, boolean]>([
		['any', coal, true],
		['renewable', sun, true],
		['renewable', coal, false],
		[{ generator: 'coal' }, coal, true],
		[{ generator: 'coal' }, sun, false],
	])('of %o takes energy from %o: %s', (preference, source, isTaken) => {
		expect(accepts(preference, source)).toBe(isTaken);
	});
});

describe('source pools', () => {
	const bids: (SourcePreference | null)[] = ['any', 'renewable', { generator: 'sun' }, { generator: 'coal' }];
	const offers: (EnergySource | null)[] = [sun, wind, coal, null];
	const sides = [...bids.map(() => 'bid' as const), ...offers.map(() => 'offer' as const)];
	const sources: OrderSources = {
		preferences: [...bids, ...offers.map(() => null)],
		sources: [...bids.map(() => null), ...offers],
	};

	it('put a bid where only what it takes arrives, and an offer into the most particular pool that takes it', () => {
		const { market: pooled, pools } = withSources(market(sides), sources);
		expect(pools).toEqual(['any', 'renewable', { generator: 'sun' }, { generator: 'coal' }]);
		expect(pooled.orders.map(({ zone }) => zone)).toEqual([0, 1, 2, 3, 2, 1, 3, 0]);
		expect(pooled.zones.map(({ fee }) => fee)).toEqual([
			[3, 4],
			[3, 4],
			[3, 4],
			[3, 4],
		]);
	});

	it('feed the less particular ones, one way, for nothing, by links that all that is offered does not fill', () => {
		const { market: pooled } = withSources(market(sides), sources);
		expect(pooled.links.map(({ from, to }) => [from, to])).toEqual([
			[1, 0],
			[2, 1],
			[3, 0],
		]);
		const capacity = 9 + 10 + 11 + 12 + 1;
		for (const { min, max, fee } of pooled.links)
			expect([min, max, fee]).toEqual([
				[0, 0],
				[capacity, capacity],
				[0, 0],
			]);
	});

	it('are one where nobody prefers anything', () => {
		const { market: pooled, pools } = withSources(market(['bid', 'offer']), {
			preferences: ['any', null],
			sources: [null, sun],
		});
		expect([pools, pooled.links, pooled.orders.map(({ zone }) => zone)]).toEqual([['any'], [], [0, 0]]);
	});

	it('take blocks along, after the limit orders', () => {
		const block = {
			side: 'offer',
			price: 9,
			zone: 0,
			profile: [4, 4],
			minAcceptance: 1,
			parent: null,
			group: null,
		} as const;
		const { market: pooled } = withSources(
			{ ...market(['bid']), blocks: [block] },
			{ preferences: ['renewable', null], sources: [null, wind] },
		);
		expect(pooled.blocks.map(({ zone }) => zone)).toEqual([1]);
		expect(pooled.links[0]?.max).toEqual([9, 9]);
	});

	it.each<[string, () => unknown, string]>([
		[
			'several zones',
			() => withSources({ ...market([]), zones: [...market([]).zones, ...market([]).zones] }, sources),
			'SOURCES_ZONAL',
		],
		[
			'more named generators than pools',
			() => {
				const named = Array.from({ length: 63 }, (_, n) => ({ generator: `g${n}` }));
				return withSources(market(named.map(() => 'bid')), { preferences: named, sources: named.map(() => null) });
			},
			'SOURCES_TOO_MANY',
		],
		[
			'one generator that is renewable and is not',
			() =>
				withSources(market(['offer', 'offer']), {
					preferences: [null, null],
					sources: [sun, { ...sun, isRenewable: false }],
				}),
			'CLEARING_INPUT',
		],
	])('refuse %s', (_what, build, code) => {
		let found: string | null = null;
		try {
			build();
		} catch (error) {
			found = codeOf(error);
		}
		expect(found).toBe(code);
	});
});
