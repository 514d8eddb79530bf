import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continuous } from '../../../src/shared/clearing/continuous/continuous.ts';
import { CONTINUOUS_FAULTS, checkContinuous } from '../../../src/shared/clearing/continuous/continuous-check.ts';
import type { LimitOrder, Market } from '../../../src/shared/clearing/market.ts';
import type { Outcome } from '../../../src/shared/clearing/outcome.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';

const profile = profiles['default-v1'];

const order = fc.record(
	{
		side: fc.constantFrom<'bid' | 'offer'>('bid', 'offer'),
		price: fc.integer({ min: -3, max: 8 }),
		quantity: fc.integer({ min: 1, max: 9 }),
		zone: fc.constant(0),
		period: fc.constantFrom(0, 1),
		owner: fc.integer({ min: 0, max: 5 }),
		visible: fc.integer({ min: 1, max: 3 }),
	},
	{ requiredKeys: ['side', 'price', 'quantity', 'zone', 'period'] },
);

const market: fc.Arbitrary<Market> = fc
	.record({ orders: fc.array(order, { minLength: 2, maxLength: 50 }), fee: fc.integer({ min: 0, max: 2 }) })
	.map(({ orders, fee }) => ({
		periods: 2,
		zones: [{ name: '', fee: [fee, 0] }],
		links: [],
		tick: 1,
		lot: 2,
		orders: orders.map(({ visible, ...each }): LimitOrder => {
			const doubled = { ...each, quantity: each.quantity * 2 };
			return visible === undefined ? doubled : { ...doubled, visible: visible * 2 };
		}),
		blocks: [],
	}));

type Day = ReturnType<typeof continuous.clear>;
type Mutable<T> = T extends readonly (infer E)[]
	? Mutable<E>[]
	: T extends object
		? { -readonly [K in keyof T]: Mutable<T[K]> }
		: T;

/** Alters one thing of a good result; null where the result offers nothing to alter. */
const TAMPERINGS: { readonly [code: string]: (day: Mutable<Day>, market: Market, pick: number) => boolean } = {
	SHAPE: (day) => day.fills.pop() !== undefined,
	TRADE: (day, _market, pick) => alterTrade(day, pick, (trade) => ({ ...trade, quantity: trade.quantity + 1 })),
	SEQUENCE: (day) => {
		const first = day.trades[0];
		const later = day.trades.findIndex(
			(each) => Math.max(each.bid, each.offer) > Math.max(first?.bid ?? 0, first?.offer ?? 0),
		);
		if (!first || later < 0) return false;
		day.trades.push(day.trades.shift() as (typeof day.trades)[number]);
		return true;
	},
	PRICE: (day, _market, pick) => alterTrade(day, pick, (trade) => ({ ...trade, price: trade.price + 1 })),
	FILLS: (day, _market, pick) => alter(day.fills, pick, (value) => value + 2),
	RESTING: (day, _market, pick) => alter(day.proof.resting, pick, (value) => value + 2),
	VOLUME: (day) => {
		day.volume += 2;
		return true;
	},
	WELFARE: (day) => {
		day.welfare += 1n;
		return true;
	},
	PRICE_RANGE: (day) => {
		const range = day.prices[0]?.[0];
		if (!range) return false;
		range.low = (range.low ?? 0) - 1;
		return true;
	},
	OVERFILLED: (day, _market, pick) =>
		alterTrade(day, pick, (trade) => ({ ...trade, quantity: trade.quantity + 1_000 })),
	OWN_CROSS: (day, { orders }, pick) => {
		const at = pick % orders.length;
		if (day.verdicts[at]?.kind === 'own-cross' || orders[at]?.owner !== undefined) return false;
		day.verdicts[at] = { kind: 'own-cross', other: 0 };
		return true;
	},
	VERDICT: (day, _market, pick) => {
		const at = pick % day.verdicts.length;
		const verdict = day.verdicts[at];
		if (verdict?.kind !== 'matched') return false;
		verdict.trades += 1;
		return true;
	},
	/** A trade is undone as if it had never been made: somebody must then have been passed over, or a cross missed. */
	MISSED_CROSS: (day, _market, pick) => {
		const gone = day.trades.splice(pick % Math.max(1, day.trades.length), 1)[0];
		if (!gone) return false;
		day.volume -= gone.quantity;
		for (const at of [gone.bid, gone.offer]) {
			day.fills[at] = (day.fills[at] as number) - gone.quantity;
			day.proof.resting[at] = (day.proof.resting[at] as number) + gone.quantity;
		}
		return true;
	},
};

type TamperedTrade = Mutable<Day>['trades'][number];

function alterTrade(day: Mutable<Day>, pick: number, change: (trade: TamperedTrade) => TamperedTrade): boolean {
	const at = pick % Math.max(1, day.trades.length);
	const trade = day.trades[at];
	if (trade) day.trades[at] = change(trade);
	return trade !== undefined;
}

function alter(list: number[], pick: number, change: (value: number) => number): boolean {
	const at = pick % list.length;
	list[at] = change(list[at] as number);
	return true;
}

const codesOf = (each: Market, day: Outcome<{ resting: readonly number[] }>): string[] =>
	checkContinuous(each, day).map(({ code }) => code);

describe('continuous trading over a market', () => {
	it('passes its checker, which keeps no book of its own', () => {
		fc.assert(
			fc.property(market, (each) => {
				expect(continuous.check(each, profile, continuous.clear(each, profile))).toEqual([]);
			}),
			{ numRuns: 2_000 },
		);
	});

	it.each(Object.keys(TAMPERINGS))('is refused with a named code when tampered with: %s', (code) => {
		let tried = 0;
		fc.assert(
			fc.property(market, fc.nat(), (each, pick) => {
				const day = structuredClone(continuous.clear(each, profile)) as Mutable<Day>;
				if (!TAMPERINGS[code]?.(day, each, pick)) return;
				tried += 1;
				expect(codesOf(each, day)).not.toEqual([]);
			}),
			{ numRuns: 300 },
		);
		expect(tried).toBeGreaterThan(20);
	});

	it('names the fault where the priority of one order was given to another', () => {
		const bids: LimitOrder[] = [5, 5, 6].map((price) => ({ side: 'bid', price, quantity: 4, zone: 0, period: 0 }));
		const offer: LimitOrder = { side: 'offer', price: 4, quantity: 4, zone: 0, period: 0 };
		const each: Market = {
			periods: 1,
			zones: [{ name: '', fee: [0] }],
			links: [],
			tick: 1,
			lot: 1,
			orders: [...bids, offer],
			blocks: [],
		};
		const good = continuous.clear(each, profile);
		expect(good.trades).toEqual([{ bid: 2, offer: 3, period: 0, quantity: 4, price: 6, buyerPrice: 6 }]);
		const given = (bid: number): Outcome<{ resting: readonly number[] }> => ({
			...good,
			prices: [[{ price: 5, low: 5, high: 5 }]],
			welfare: 4n,
			fills: [0, 1, 2, 3].map((at) => (at === bid || at === 3 ? 4 : 0)),
			verdicts: [0, 1, 2, 3].map((at) =>
				at === bid || at === 3 ? { kind: 'matched', trades: 1, resting: 0 } : { kind: 'resting' },
			),
			trades: [{ bid, offer: 3, period: 0, quantity: 4, price: 5, buyerPrice: 5 }],
			proof: { resting: [0, 1, 2, 3].map((at) => (at === bid || at === 3 ? 0 : 4)) },
		});
		expect(codesOf(each, given(0))).toEqual(['PRICE_PRIORITY']);
		expect(codesOf(each, given(1))).toEqual(['PRICE_PRIORITY', 'TIME_PRIORITY']);
	});

	it('has a name for at least twelve classes of faults', () => {
		expect(new Set(CONTINUOUS_FAULTS).size).toBeGreaterThanOrEqual(12);
	});
});
