import { describe, expect, it } from 'vitest';
import { type ClearingRules, clearMarket } from '../../../src/shared/market-file/clear-file.ts';
import { parseExactJson } from '../../../src/shared/market-file/exact-json.ts';
import { readMarket } from '../../../src/shared/market-file/read-market.ts';

const UNIFORM: ClearingRules = { mechanism: 'uniform-price', profile: 'default-v1' };
const bid = { id: 'b', side: 'bid', price: 10, quantity: 5 };
const offer = { id: 'o', side: 'offer', price: 4, quantity: 5 };

/** What a file with this text comes to in the engine's form. */
function read(text: string) {
	return readMarket(parseExactJson(text), '$');
}

function clear(document: object, rules: ClearingRules = UNIFORM) {
	return clearMarket(parseExactJson(JSON.stringify(document)), '$', rules);
}

describe('numbers of a market file', () => {
	it('are taken exactly as written, as numbers or text', () => {
		const { market } = read(
			'{"orders":[{"id":"a","side":"bid","price":0.1,"quantity":1234567890.123457},{"id":"b","side":"offer","price":"-1e-6","quantity":"0.3000000"}]}',
		);
		expect(market.orders).toMatchObject([
			{ price: 100_000, quantity: 1_234_567_890_123_457 },
			{ price: -1, quantity: 300_000 },
		]);
	});

	it('keep to the tick that the market states', () => {
		expect(read('{"tick":"0.05","orders":[{"id":"a","side":"bid","price":0.15,"quantity":1}]}').market.tick).toBe(
			50_000,
		);
	});
});

describe('orders of a market file', () => {
	it('stand in all periods where they name none', () => {
		const { market, orders } = read(
			'{"periods":3,"orders":[{"id":"a","side":"bid","price":1,"quantity":2},{"id":"b","side":"offer","price":1,"quantity":2,"periods":[3,1]}]}',
		);
		expect(market.orders.map(({ side, period }) => [side, period])).toEqual([
			['bid', 0],
			['bid', 1],
			['bid', 2],
			['offer', 0],
			['offer', 2],
		]);
		expect(orders.map(({ positions }) => positions)).toEqual([
			[0, 1, 2],
			[3, 4],
		]);
	});

	it('with a least ratio are blocks of one period each, after all limit orders', () => {
		const { market, orders } = read(
			'{"periods":2,"orders":[{"id":"m","side":"bid","price":1,"quantity":2,"minAcceptance":0.5},{"id":"s","side":"offer","price":1,"quantity":2}]}',
		);
		expect(market.blocks).toMatchObject([
			{ profile: [2_000_000, 0], minAcceptance: 500_000, parent: null },
			{ profile: [0, 2_000_000], minAcceptance: 500_000, parent: null },
		]);
		expect(orders.map(({ positions }) => positions)).toEqual([
			[2, 3],
			[0, 1],
		]);
	});

	it('with a profile are blocks, all or none unless they say less, with parents and groups', () => {
		const { market } = read(
			'{"periods":2,"orders":[{"id":"c","side":"offer","price":1,"profile":[1,"2.5"],"parent":"p","minAcceptance":0},{"id":"p","side":"offer","price":1,"profile":[1,0],"exclusiveGroup":"g"},{"id":"q","side":"offer","price":2,"profile":[1,0],"exclusiveGroup":"g"}]}',
		);
		expect(market.blocks).toMatchObject([
			{ profile: [1_000_000, 2_500_000], parent: 1, group: null, minAcceptance: 1 },
			{ parent: null, group: 0, minAcceptance: 1_000_000 },
			{ parent: null, group: 0 },
		]);
	});

	it('without quantity are no part of the market, and a block without any passes its parent on', () => {
		const { market, orders } = read(
			'{"orders":[{"id":"z","side":"bid","price":1,"quantity":0},{"id":"c","side":"offer","price":1,"profile":[1],"parent":"e"},{"id":"e","side":"offer","price":1,"profile":[0],"parent":"p"},{"id":"p","side":"offer","price":1,"profile":[1]}]}',
		);
		expect(market.orders).toEqual([]);
		expect(market.blocks).toMatchObject([{ parent: 1 }, { parent: null }]);
		expect(orders.map(({ kind, positions }) => [kind, positions])).toEqual([
			['ignored', []],
			['block', [0]],
			['ignored', []],
			['block', [1]],
		]);
	});

	it('as curves are their steps in each of their periods', () => {
		const { market, orders } = read(
			'{"periods":2,"tick":1,"orders":[{"id":"c","side":"offer","points":[[1,2],[3,6]],"shape":"linear"},{"id":"d","side":"bid","points":[[9,1],[8,4]],"periods":[2]}]}',
		);
		expect(market.orders.map(({ price, quantity, period }) => [price, quantity, period])).toEqual([
			[1_000_000, 2_000_000, 0],
			[2_000_000, 2_000_000, 0],
			[3_000_000, 2_000_000, 0],
			[1_000_000, 2_000_000, 1],
			[2_000_000, 2_000_000, 1],
			[3_000_000, 2_000_000, 1],
			[9_000_000, 1_000_000, 1],
			[8_000_000, 3_000_000, 1],
		]);
		expect(orders.map(({ positions, steps }) => [positions.length, steps])).toEqual([
			[6, 3],
			[2, 2],
		]);
	});

	it('of one owner share its number', () => {
		const { market } = read(
			'{"orders":[{"id":"a","side":"bid","price":1,"quantity":1,"owner":"x"},{"id":"b","side":"bid","price":1,"quantity":1,"owner":"y"},{"id":"c","side":"offer","price":1,"quantity":1,"owner":"x"},{"id":"d","side":"bid","price":1,"quantity":1}]}',
		);
		expect(market.orders.map(({ owner }) => owner)).toEqual([0, 1, 0, undefined]);
	});
});

describe('zones of a market file', () => {
	it('are those of its list, with fees for all periods or each', () => {
		const { market } = read(
			'{"periods":2,"zones":["A",{"name":"B","fee":[1,"0.5"]},{"name":"C","fee":2}],"links":[{"from":"A","to":"B","min":-5,"max":[7,8],"fee":0.1}],"orders":[]}',
		);
		expect(market.zones).toEqual([
			{ name: 'A', fee: [0, 0] },
			{ name: 'B', fee: [1_000_000, 500_000] },
			{ name: 'C', fee: [2_000_000, 2_000_000] },
		]);
		expect(market.links).toEqual([
			{ from: 0, to: 1, min: [-5_000_000, -5_000_000], max: [7_000_000, 8_000_000], fee: [100_000, 100_000] },
		]);
	});

	it('are those that orders and links name where there is no list, and one without a name where nothing does', () => {
		const named = read(
			'{"orders":[{"id":"a","side":"bid","price":1,"quantity":1,"zone":"N"}],"links":[{"from":"N","to":"S","min":0,"max":1}]}',
		);
		expect(named.market.zones.map(({ name }) => name)).toEqual(['N', 'S']);
		expect(read('{"orders":[]}').market.zones.map(({ name }) => name)).toEqual(['']);
	});
});

describe('the result of a market file', () => {
	it('has one price with its interval for one zone and period', () => {
		expect(clear({ orders: [bid, offer] })).toEqual({
			price: '7',
			priceInterval: { low: '4', high: '10' },
			prices: { '': ['7'] },
			volume: '5',
			welfare: '30',
			surplus: '0',
			trades: [{ bid: 'b', offer: 'o', quantity: '5', price: '7' }],
			fills: [
				{ id: 'b', quantity: '5', why: 'Accepted in full: its limit of 10 is at or above the price 7.' },
				{ id: 'o', quantity: '5', why: 'Accepted in full: its limit of 4 is at or below the price 7.' },
			],
		});
	});

	it('has no price where nothing trades', () => {
		const result = clear({ orders: [bid, { ...offer, price: 11 }] });
		expect(result).toMatchObject({
			price: null,
			priceInterval: null,
			prices: { '': [null] },
			volume: '0',
			welfare: '0',
		});
		expect(result.trades).toEqual([]);
	});

	it('has prices by period alone where there are several, and says the period of each trade', () => {
		const result = clear({ periods: 2, orders: [{ ...bid, periods: [2] }, offer] });
		expect(result).toMatchObject({ price: null, priceInterval: null, prices: { '': [null, '7'] }, volume: '5' });
		expect(result.trades).toEqual([{ bid: 'b', offer: 'o', period: 2, quantity: '5', price: '7' }]);
	});

	it('adds up the periods of an order, and tells why for each', () => {
		const { fills } = clear({
			periods: 2,
			orders: [
				{ ...bid, periods: [2] },
				{ ...offer, quantity: '5.5' },
			],
		});
		expect(fills[1]).toEqual({
			id: 'o',
			quantity: '5',
			why: expect.stringMatching(/^Period 1: .*nobody bids.* Period 2: Cut to 5 of 5\.5: /),
		});
	});

	it('counts periods where an order fares in many ways', () => {
		const bids = [1, 2, 3, 4, 5, 6].map((period) => ({
			...bid,
			id: `b${period}`,
			quantity: period,
			periods: [period],
		}));
		const { fills } = clear({ periods: 8, orders: [{ ...offer, quantity: 4 }, ...bids] });
		expect(fills[0]?.quantity).toBe('18');
		expect(fills[0]?.why).toBe('Of its 8 periods it is accepted in full in 3, in part in 3, not at all in 2.');
	});

	it('says of an order without quantity that it was ignored', () => {
		const { fills } = clear({ orders: [bid, offer, { ...bid, id: 'z', quantity: 0 }] });
		expect(fills[2]).toEqual({
			id: 'z',
			quantity: '0',
			why: 'Ignored: its quantity is 0, so there is nothing to trade.',
		});
	});

	it('says what the buyer pays where that is not what the seller gets', () => {
		const result = clear(
			{ orders: [bid, { ...bid, id: 'c', price: 9 }, offer, { ...offer, id: 'p', price: 8 }] },
			{ mechanism: 'mcafee', profile: 'default-v1' },
		);
		expect(result.trades).toEqual([{ bid: 'b', offer: 'o', quantity: '5', price: '8', buyerPrice: '9' }]);
		expect(result.surplus).toBe('5');
	});

	it('makes one trade of what steps of a curve trade with one order', () => {
		const { trades, fills } = clear({
			orders: [
				bid,
				{
					id: 'c',
					side: 'offer',
					points: [
						[1, 2],
						[2, 4],
					],
				},
			],
		});
		expect(trades).toEqual([{ bid: 'b', offer: 'c', quantity: '4', price: '10' }]);
		expect(fills[1]?.why).toMatch(/^The curve gets 4 of 4; its decisive step: Accepted in full/);
	});

	it('writes welfare with all of its decimals', () => {
		const tiny = { quantity: '0.000001' };
		const result = clear({
			orders: [
				{ ...bid, ...tiny, price: '0.000002' },
				{ ...offer, ...tiny, price: '0.000001' },
			],
		});
		expect(result.welfare).toBe('0.000000000001');
	});
});
