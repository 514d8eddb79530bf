import { describe, expect, it } from 'vitest';
import type { BlockOrder, LimitOrder, Link, Market } from '../../../src/shared/clearing/market.ts';
import { ALL_OR_NONE } from '../../../src/shared/clearing/market.ts';
import type { MechanismName } from '../../../src/shared/clearing/mechanism-names.ts';
import { mechanismOf } from '../../../src/shared/clearing/mechanisms.ts';
import type { Outcome } from '../../../src/shared/clearing/outcome.ts';
import { type ProfileName, profiles } from '../../../src/shared/clearing/profiles.ts';

/** Prices and quantities of the examples have a decimal at most, so one unit here is a tenth there. */
const TENTHS = 10;

type Row = readonly [price: number, quantity: number];

function order(side: 'bid' | 'offer', price: number, quantity: number, more: Partial<LimitOrder> = {}): LimitOrder {
	return { side, price, quantity, zone: 0, period: 0, ...more };
}

function bids(...rows: Row[]): LimitOrder[] {
	return rows.map(([price, quantity]) => order('bid', price, quantity));
}

function offers(...rows: Row[]): LimitOrder[] {
	return rows.map(([price, quantity]) => order('offer', price, quantity));
}

function units(prices: readonly number[]): Row[] {
	return prices.map((price) => [price, 1]);
}

/** In tenths. */
function inTenths(rows: readonly Row[]): Row[] {
	return rows.map(([price, quantity]) => [Math.round(price * TENTHS), Math.round(quantity * TENTHS)]);
}

function market(orders: readonly LimitOrder[], more: Partial<Market> = {}): Market {
	const [tick, lot, periods] = [1, 1, more.periods ?? 1];
	const zones = [{ name: '', fee: new Array<number>(periods).fill(0) }];
	return { periods, zones, links: [], tick, lot, orders, blocks: [], ...more };
}

/** Clears, and lets the checker judge what came out. */
function clear(name: MechanismName, each: Market, profile: ProfileName = 'default-v1'): Outcome {
	const mechanism = mechanismOf(name);
	const outcome = mechanism.clear(each, profiles[profile]);
	expect(mechanism.check(each, profiles[profile], outcome)).toEqual([]);
	return outcome;
}

/** Limit × fill of bids less that of offers, by position, at the prices of the trades. */
function gainsOf({ orders }: Market, { trades }: Outcome): number[] {
	const gains = orders.map(() => 0);
	for (const { bid, offer, quantity, price, buyerPrice } of trades) {
		gains[bid] = (gains[bid] as number) + ((orders[bid] as LimitOrder).price - buyerPrice) * quantity;
		gains[offer] = (gains[offer] as number) + (price - (orders[offer] as LimitOrder).price) * quantity;
	}
	return gains;
}

/**
 * Grid Singularity Exchange, gridsingularity/gsy-e, tests/test_two_sided_market.py at ab358e7,
 * `test_double_sided_market_performs_pay_as_clear_matching`: unit orders, clearing rate and energy.
 */
describe('gsy-e’s pay-as-clear examples', () => {
	const up = [1, 2, 3, 4, 5, 6, 7];
	it.each([
		[up, up, 4, 4],
		[up, [7, 6, 5, 4, 3, 2, 1], 4, 4],
		[[1, 2, 5, 5, 5, 6, 7], [5, 5, 5, 5, 5, 5, 5], 5, 5],
		[[10, 10, 10, 10, 10, 10, 10], [1, 2, 3, 4, 10, 10, 10], 10, 3],
		[[8, 9, 10, 11, 12, 13, 14], [8, 9, 10, 11, 12, 13, 14], 11, 4],
	])('clears offers %j and bids %j at %i for %i', (supply, demand, rate, energy) => {
		const outcome = clear('uniform-price', market([...bids(...units(demand)), ...offers(...units(supply))]));
		expect(outcome).toMatchObject({ volume: energy, prices: [[{ price: rate }]] });
	});

	it('has gsy-e’s rate of a dead heat between two limits at the end of its interval', () => {
		const outcome = clear(
			'uniform-price',
			market([...bids(...units(up)), ...offers(...units([2, 3, 3, 5, 6, 7, 8]))]),
			'upper-price-v1',
		);
		// gsy-e takes the limit of the last accepted bid; any price down to the next rejected one clears the same three.
		expect(outcome).toMatchObject({ volume: 3, prices: [[{ price: 5, low: 4, high: 5 }]] });
	});

	it('clears 1.1, 2.2, 3.3 against each other at 2.2', () => {
		const limits: Row[] = [1.1, 2.2, 3.3].map((price) => [price, 1]);
		const outcome = clear('uniform-price', market([...bids(...inTenths(limits)), ...offers(...inTenths(limits))]));
		expect(outcome.prices[0]?.[0]?.price).toBe(22);
	});
});

/** As above, `test_double_sided_performs_pay_as_bid_matching`: rates are price ÷ energy, here in tenths. */
describe('gsy-e’s pay-as-bid examples', () => {
	const offer = offers([10, 2]);

	it('matches no bid whose rate is below the offer’s', () => {
		expect(clear('pay-as-bid', market([...bids([9, 10]), ...offer])).trades).toEqual([]);
	});

	it.each([['pay-as-bid'], ['continuous']] as const)('matches the dearest of three bids, by %s', (mechanism) => {
		const each = market([...offer, ...bids([12, 10], [9, 10], [11, 10])]);
		const price = mechanism === 'pay-as-bid' ? 12 : 10;
		// Continuous trading takes the price of the order that was there first, which is the offer's here.
		expect(clear(mechanism, each).trades).toEqual([
			{ bid: 1, offer: 0, period: 0, quantity: 2, price, buyerPrice: price },
		]);
	});
});

/**
 * Grid Singularity's tests of pairing, `TestCreateBidOfferMatches`: all of both sides is matched, and the energies of the
 * pairs follow from the two orders of merit. The published lists are given in merit order here, since pairing by merit
 * and not by arrival is this engine's rule.
 */
describe('gsy-e’s pairing', () => {
	const pairing = (demand: number[], supply: number[]): number[] => {
		const rows = (quantities: number[], price: (at: number) => number): Row[] =>
			quantities.map((quantity, at) => [price(at), quantity]);
		const orders = [...bids(...rows(demand, (at) => 100 - at)), ...offers(...rows(supply, (at) => at))];
		return clear('uniform-price', market(orders)).trades.map(({ quantity }) => quantity);
	};

	it.each([
		['equal orders', [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]],
		['bids that span offers', [9, 3, 3], [1, 2, 3, 4, 5], [1, 2, 3, 3, 1, 2, 3]],
		['offers that span bids', [1, 2, 3, 4, 5], [8, 4, 3], [1, 2, 3, 2, 2, 2, 3]],
		['more energy offered than wanted', [1, 2, 3, 4, 5], [8, 4, 5_003], [1, 2, 3, 2, 2, 2, 3]],
		['one offer for all', [1, 2, 3, 4, 5], [800_000_000], [1, 2, 3, 4, 5]],
		['one bid for all', [90_123_456_789], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]],
	])('splits %s', (_what, demand, supply, pairs) => {
		expect(pairing(demand, supply)).toEqual(pairs);
	});
});

/** pymarket, gus0k/pymarket at 0d73fe4: `bid_dataset_1` of tests/conftest.py and docs/{Huang,MUDA,P2P}.ipynb. */
const dataset1 = {
	demand: [
		[6.7, 1],
		[6.6, 1],
		[6.5, 1],
		[6.4, 1],
		[6.3, 1],
		[6, 1],
	],
	supply: [
		[1, 1],
		[2, 1],
		[3, 2],
		[4, 2],
		[6.1, 1],
	],
} as const satisfies { demand: readonly Row[]; supply: readonly Row[] };

describe('pymarket’s examples', () => {
	const each = market([...bids(...inTenths(dataset1.demand)), ...offers(...inTenths(dataset1.supply))]);

	it('are traded by Huang’s auction at 6 and 4, with each trader’s and the market’s profit as published', () => {
		const outcome = clear('huang', each);
		expect(outcome.fills).toEqual([10, 10, 10, 10, 0, 0, 10, 10, 20, 0, 0].map((fill, at) => (at < 5 ? 8 : fill)));
		expect(gainsOf(each, outcome)).toEqual([56, 48, 40, 32, 24, 0, 300, 200, 200, 0, 0]);
		expect(outcome.surplus).toBe(800n);
	});

	it('cut equally by Huang’s auction where one side is longer (`bid_dataset_0`)', () => {
		const rows = market([
			...bids(
				...inTenths([
					[3, 1],
					[4, 2],
					[1, 5],
				]),
			),
			...offers(
				...inTenths([
					[2, 4],
					[1, 1],
					[6, 5],
				]),
			),
		]);
		const outcome = clear('huang', rows);
		expect(outcome.fills).toEqual([0, 10, 0, 0, 10, 0]);
		expect(outcome.trades[0]).toMatchObject({ price: 20, buyerPrice: 30 });
	});

	it('cut nobody below nothing, and divide the rest of his part among the others (`bid_dataset_3`)', () => {
		const rows = market([
			...bids(
				...inTenths([
					[6, 1],
					[5, 0.1],
					[4, 1.9],
					[3, 1],
				]),
			),
			...offers(
				...inTenths([
					[1, 1],
					[2, 1.5],
					[2.5, 1],
					[4, 1],
				]),
			),
		]);
		const outcome = clear('huang', rows);
		expect(outcome.fills).toEqual([8, 0, 17, 0, 10, 15, 0, 0]);
		expect(outcome.trades.every(({ price, buyerPrice }) => price === 25 && buyerPrice === 30)).toBe(true);
	});

	it('reach by a uniform price the volume and welfare that the statistics count as the most', () => {
		const outcome = clear('uniform-price', each);
		expect(outcome.volume).toBe(60);
		const gains = gainsOf(each, outcome).reduce((sum, gain) => sum + gain, 0);
		expect(gains).toBe(2_150);
		expect(outcome.welfare).toBe(2_150n);
		// "percentage_traded" and "percentage_welfare" of Huang's notebook.
		const huang = clear('huang', each);
		expect(huang.volume * 3).toBe(outcome.volume * 2);
		const kept = gainsOf(each, huang).reduce((sum, gain) => sum + gain, 0);
		expect(kept / gains).toBeCloseTo(0.4186046511627907, 12);
	});

	it('are traded by MUDA, halved as in the notebook, in the published volume', () => {
		// The notebook drew 1, 3, 4, 7, 8, 9 and 0, 2, 5, 6, 10 at random; this seed gives the same halves.
		const outcome = clear('muda', { ...each, seed: 'c9' });
		const left = new Set([1, 3, 4, 7, 8, 9]);
		const pricesIn = (isLeft: boolean): Set<number> =>
			new Set(outcome.trades.filter(({ bid }) => left.has(bid) === isLeft).map(({ price }) => price));
		// As published: the left half trades 3 at 6.3, the right one's price.
		expect(outcome.fills.filter((_, at) => left.has(at)).slice(0, 3)).toEqual([10, 10, 10]);
		expect(pricesIn(true)).toEqual(new Set([63]));
		// The right half trades 1. Published is 4.65, the middle of the left half's last pair that trades, 3 and 6.3; but at
		// that price its offer of 4 would sell, too: a price at which both sides of it agree lies from 3 to 4.
		expect(pricesIn(false)).toEqual(new Set([35]));
		expect(outcome.volume).toBe(40);
		// Where a side is longer, pymarket sells places for fees, which the market keeps; a lot costs nobody anything.
		expect(outcome.surplus).toBe(0n);
	});
});

/**
 * Hochschule Mittweida, Blockchain Academy, "Double Auction" (blockchain-academy.hs-mittweida.de/?p=5674): five buyers
 * and five sellers of a unit each. McAfee's rule is that of "A dominant strategy double auction" (1992).
 */
describe('the textbook double auction of five buyers and five sellers', () => {
	const each = market([
		...bids(...inTenths(units([100, 90, 80, 70, 60]))),
		...offers(...inTenths(units([80, 85, 95, 100, 110]))),
	]);

	it('has two trades at any price from 85 to 90, by default at 87.5', () => {
		expect(clear('uniform-price', each)).toMatchObject({ volume: 20, prices: [[{ price: 875, low: 850, high: 900 }]] });
	});

	it('trades both by McAfee’s rule, at the midpoint of the first pair left out, 80 and 95', () => {
		expect(clear('mcafee', each)).toMatchObject({ volume: 20, surplus: 0n, prices: [[{ price: 875 }]] });
	});

	it('gives up the last trade by trade reduction, between 85 and 90', () => {
		const outcome = clear('huang', each);
		expect(outcome.trades).toEqual([{ bid: 0, offer: 5, period: 0, quantity: 10, price: 850, buyerPrice: 900 }]);
	});
});

/** OpenEUPHEMIA, rebase-energy/OpenEUPHEMIA at 4ceadd2, tests/test_solver.py: two zones, cheap supply in A. */
describe('OpenEUPHEMIA’s two zones', () => {
	const coupled = (flow: number): Market =>
		market(
			[
				order('offer', 10, 100),
				order('bid', 90, 40),
				order('offer', 50, 100, { zone: 1 }),
				order('bid', 90, 60, { zone: 1 }),
			],
			{
				zones: ['A', 'B'].map((name) => ({ name, fee: [0] })),
				links: [{ from: 0, to: 1, min: [-flow], max: [flow], fee: [0] } satisfies Link],
			},
		);

	it('have one price where the border is wide', () => {
		const outcome = clear('uniform-price', coupled(1_000), 'lower-price-v1');
		// Supply in A is used up exactly, so that prices up to 50 support it; the solver's dual is the lower end.
		expect(outcome.prices.map(([range]) => range)).toEqual([
			{ price: 10, low: 10, high: 50 },
			{ price: 10, low: 10, high: 50 },
		]);
	});

	it('part at 10 and 50 where 20 may flow', () => {
		const outcome = clear('uniform-price', coupled(20));
		expect(outcome.prices.map(([range]) => range?.price)).toEqual([10, 50]);
		expect(outcome.flows).toEqual([[20]]);
	});
});

/**
 * Block orders by the rules of the EUPHEMIA Public Description and of Nord Pool's pages on block orders and exclusive
 * groups, which give rules rather than figures; the figures are chosen so that each rule decides:
 * a block is compared with the average price over its hours, is taken whole or not at all, is never taken at a loss, and may
 * be rejected though it would gain; a child may save its parent, never a parent its child; of an exclusive group one is taken.
 */
describe('block orders as EUPHEMIA and Nord Pool describe them', () => {
	const block = (
		side: 'bid' | 'offer',
		price: number,
		profile: number[],
		more: Partial<BlockOrder> = {},
	): BlockOrder => ({
		side,
		price,
		zone: 0,
		profile,
		minAcceptance: ALL_OR_NONE,
		parent: null,
		group: null,
		...more,
	});
	const kinds = (outcome: Outcome, from: number): string[] => outcome.verdicts.slice(from).map(({ kind }) => kind);

	it('reject a block paradoxically that would sell below its limit if it were taken', () => {
		const orders = [order('bid', 100, 50), order('bid', 20, 100), order('offer', 60, 50)];
		const outcome = clear('uniform-price', market(orders, { blocks: [block('offer', 40, [60])] }));
		// With it 60 are to be sold, the marginal bid is the one at 20, and the block would lose; without it the price is 60 or more.
		expect(kinds(outcome, 3)).toEqual(['paradoxically-rejected']);
		expect(outcome.prices[0]?.[0]?.price).toBeGreaterThan(40);
	});

	it('compare a block with the average price over its hours', () => {
		const hours = [0, 1].flatMap((period) => [
			order('bid', period === 0 ? 30 : 70, 100, { period }),
			order('offer', period === 0 ? 30 : 70, 100, { period }),
		]);
		const at = (price: number): Outcome =>
			clear('uniform-price', market(hours, { periods: 2, blocks: [block('offer', price, [10, 10])] }));
		expect(kinds(at(49), 4)).toEqual(['block-accepted']);
		expect(kinds(at(51), 4)).toEqual(['block-out-of-price']);
	});

	it('let a child’s gain save its parent, and leave the child out without it', () => {
		const hours = [
			order('bid', 50, 10, { period: 0 }),
			order('offer', 50, 100, { period: 0 }),
			order('bid', 50, 10, { period: 1 }),
			order('offer', 50, 100, { period: 1 }),
		];
		const parent = block('offer', 55, [10, 0]);
		const family = (childPrice: number): Outcome =>
			clear(
				'uniform-price',
				market(hours, { periods: 2, blocks: [parent, block('offer', childPrice, [0, 10], { parent: 0 })] }),
			);
		expect(kinds(family(40), 4)).toEqual(['block-accepted', 'block-accepted']);
		expect(kinds(family(48), 4)).toEqual(['block-out-of-price', 'parent-rejected']);
		// The other way round nothing is saved: a child that loses stays out, and its parent is taken alone.
		const losingChild = market(hours, {
			periods: 2,
			blocks: [block('offer', 40, [10, 0]), block('offer', 55, [0, 10], { parent: 0 })],
		});
		expect(kinds(clear('uniform-price', losingChild), 4)).toEqual(['block-accepted', 'block-out-of-price']);
	});

	it('take of an exclusive group the block of the highest welfare', () => {
		const hours = [0, 1, 2].flatMap((period) => [
			order('bid', 60, 100, { period }),
			order('offer', 60, 100, { period }),
		]);
		const blocks = [
			block('offer', 50, [10, 0, 0], { group: 1 }),
			block('offer', 45, [0, 10, 0], { group: 1 }),
			block('offer', 55, [0, 0, 10], { group: 1 }),
		];
		expect(kinds(clear('uniform-price', market(hours, { periods: 3, blocks })), 6)).toEqual([
			'exclusive-rejected',
			'block-accepted',
			'exclusive-rejected',
		]);
	});
});
