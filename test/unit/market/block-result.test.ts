import { describe, expect, it } from 'vitest';
import { clearBlocks } from '../../../src/shared/clearing/blocks/clear-blocks.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { parseExactJson } from '../../../src/shared/market-file/exact-json.ts';
import { orderExplainer } from '../../../src/shared/market-file/explain-order.ts';
import { readMarket } from '../../../src/shared/market-file/read-market.ts';
import { resultOf } from '../../../src/shared/market-file/result.ts';

describe('the result of a market file with blocks', () => {
	it('names the accepted blocks, and says how far the search has proven them', () => {
		const file = readMarket(
			parseExactJson(`{"periods":2,"orders":[
				{"id":"home","side":"bid","price":5,"quantity":4},
				{"id":"plant","side":"offer","price":2,"profile":[4,3]},
				{"id":"dear","side":"offer","price":9,"profile":[1,1]},
				{"id":"roof","side":"offer","price":3,"quantity":4}]}`),
			'$',
		);
		const outcome = clearBlocks(file.market, profiles['default-v1']);
		const result = resultOf(file, outcome, orderExplainer(file, profiles['default-v1'], outcome));
		expect(result).toMatchObject({ price: null, priceInterval: null, volume: '8', acceptedBlocks: ['plant'] });
		expect(result.paradoxicallyRejected).toEqual([]);
		expect(result.welfare).toBe('23');
		expect(result.search).toMatchObject({ bound: '23', proven: true });
		expect(result.fills.map(({ id, quantity }) => [id, quantity])).toEqual([
			['home', '8'],
			['plant', '7'],
			['dear', '0'],
			['roof', '1'],
		]);
	});

	it('has no price beyond the limits of all orders, even where a family would stand one', () => {
		const file = readMarket(
			parseExactJson(`{"tick":1,"orders":[
				{"id":"peak","side":"bid","price":7,"quantity":1},
				{"id":"sun","side":"offer","price":-1,"quantity":1},
				{"id":"mill","side":"bid","price":4,"profile":[5]},
				{"id":"wind","side":"offer","price":-2,"profile":[4],"parent":"mill"}]}`),
			'$',
		);
		const { prices, fills } = clearBlocks(file.market, profiles['default-v1']);
		expect(fills).toEqual([0, 1_000_000, 5_000_000, 4_000_000]);
		expect(prices).toEqual([[{ price: 7_000_000, low: 7_000_000, high: 7_000_000 }]]);
	});
});
