import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/shared/errors/catalogue.ts';
import { type CodedError, codeOf } from '../../../src/shared/errors/coded-error.ts';
import { type ClearingRules, clearOrRefuse, marketErrorOf } from '../../../src/shared/market-file/clear-file.ts';
import { parseExactJson } from '../../../src/shared/market-file/exact-json.ts';

const UNIFORM: ClearingRules = { mechanism: 'uniform-price', profile: 'default-v1' };

function refusalOf(text: string) {
	try {
		return clearOrRefuse(parseExactJson(text), '$', UNIFORM);
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return marketErrorOf(error as CodedError);
	}
}

const order = (fields: string) => `{"orders":[{"id":"a","side":"bid","price":1,"quantity":1${fields}}]}`;
const block = (fields: string) => `{"orders":[{"id":"a","side":"bid","price":1,"profile":[1]${fields}}]}`;

describe('a bad market file', () => {
	it.each([
		['{"orders":', 'MARKET_FILE_JSON', '$'],
		['[[[', 'MARKET_FILE_JSON', '$'],
		['"text"', 'MARKET_FILE_TYPE', '$'],
		['null', 'MARKET_FILE_TYPE', '$'],
		['3', 'MARKET_FILE_TYPE', '$'],
		['{}', 'MARKET_FILE_MISSING', '$.orders'],
		['{"orders":{}}', 'MARKET_FILE_TYPE', '$.orders'],
		['{"orders":[],"prices":1}', 'MARKET_FILE_UNKNOWN', '$.prices'],
		['{"orders":[],"periods":0}', 'MARKET_FILE_NUMBER', '$.periods'],
		['{"orders":[],"periods":101}', 'MARKET_FILE_NUMBER', '$.periods'],
		['{"orders":[],"periods":1.5}', 'MARKET_FILE_NUMBER', '$.periods'],
		['{"orders":[],"tick":0}', 'MARKET_FILE_NUMBER', '$.tick'],
		['{"orders":[],"tick":-1}', 'MARKET_FILE_NUMBER', '$.tick'],
		['{"orders":[7]}', 'MARKET_FILE_TYPE', '$.orders[0]'],
		['{"orders":[{}]}', 'MARKET_FILE_MISSING', '$.orders[0].id'],
		['{"orders":[{"id":5}]}', 'MARKET_FILE_TYPE', '$.orders[0].id'],
		['{"orders":[{"id":""}]}', 'MARKET_FILE_TYPE', '$.orders[0].id'],
		['{"orders":[{"id":"a","side":"buy","price":1,"quantity":1}]}', 'MARKET_FILE_TYPE', '$.orders[0].side'],
		['{"orders":[{"id":"a","side":"bid","quantity":1}]}', 'MARKET_FILE_MISSING', '$.orders[0].price'],
		['{"orders":[{"id":"a","side":"bid","price":null,"quantity":1}]}', 'MARKET_FILE_TYPE', '$.orders[0].price'],
		['{"orders":[{"id":"a","side":"bid","price":"NaN","quantity":1}]}', 'MARKET_FILE_NUMBER', '$.orders[0].price'],
		['{"orders":[{"id":"a","side":"bid","price":"","quantity":1}]}', 'MARKET_FILE_NUMBER', '$.orders[0].price'],
		['{"orders":[{"id":"a","side":"bid","price":0.0000001,"quantity":1}]}', 'MARKET_FILE_NUMBER', '$.orders[0].price'],
		['{"orders":[{"id":"a","side":"bid","price":1e16,"quantity":1}]}', 'MARKET_FILE_NUMBER', '$.orders[0].price'],
		['{"orders":[{"id":"a","side":"bid","price":9e9,"quantity":1}]}', 'CLEARING_INPUT', '$.orders[0].price'],
		['{"orders":[{"id":"a","side":"bid","price":1,"quantity":-1}]}', 'MARKET_FILE_NUMBER', '$.orders[0].quantity'],
		['{"orders":[{"id":"a","side":"bid","price":1}]}', 'MARKET_FILE_MISSING', '$.orders[0].quantity'],
		[
			'{"periods":2,"zones":["x","y"],"links":[{"from":"x","to":"y","min":0,"max":1}],"orders":[{"id":"a","side":"bid","price":1,"quantity":1,"zone":"x","periods":[1]},{"id":"b","side":"bid","price":2e7,"quantity":1,"zone":"x","periods":[2]}]}',
			'CLEARING_INPUT',
			'$.orders[1].price',
		],
		[order('},{"id":"a","side":"bid","price":1,"quantity":1'), 'MARKET_FILE_DUPLICATE', '$.orders[1].id'],
		[order(',"parent":"b"'), 'MARKET_FILE_UNKNOWN', '$.orders[0].parent'],
		[order(',"owner":""'), 'MARKET_FILE_TYPE', '$.orders[0].owner'],
		[order(',"periods":[]'), 'MARKET_FILE_TYPE', '$.orders[0].periods'],
		[order(',"periods":1'), 'MARKET_FILE_TYPE', '$.orders[0].periods'],
		[order(',"periods":[2]'), 'MARKET_FILE_NUMBER', '$.orders[0].periods[0]'],
		[order(',"periods":[0]'), 'MARKET_FILE_NUMBER', '$.orders[0].periods[0]'],
		[order(',"periods":[1,1]'), 'MARKET_FILE_DUPLICATE', '$.orders[0].periods[1]'],
		[order(',"minAcceptance":1.1'), 'MARKET_FILE_NUMBER', '$.orders[0].minAcceptance'],
		[order(',"minAcceptance":-0.1'), 'MARKET_FILE_NUMBER', '$.orders[0].minAcceptance'],
		[block(',"quantity":1'), 'MARKET_FILE_UNKNOWN', '$.orders[0].quantity'],
		[block(',"periods":[1]'), 'MARKET_FILE_UNKNOWN', '$.orders[0].periods'],
		['{"orders":[{"id":"a","side":"bid","price":1,"profile":[1,1]}]}', 'MARKET_FILE_TYPE', '$.orders[0].profile'],
		['{"orders":[{"id":"a","side":"bid","price":1,"profile":[-1]}]}', 'MARKET_FILE_NUMBER', '$.orders[0].profile[0]'],
		[block(',"parent":"b"'), 'MARKET_FILE_REFERENCE', '$.orders[0].parent'],
		[block(',"parent":"a"'), 'MARKET_FILE_REFERENCE', '$.orders[0].parent'],
		[
			block(',"parent":"s"},{"id":"s","side":"bid","price":1,"quantity":1,"minAcceptance":1'),
			'MARKET_FILE_REFERENCE',
			'$.orders[0].parent',
		],
		[
			block(',"parent":"b"},{"id":"b","side":"bid","price":1,"profile":[0],"parent":"a"'),
			'MARKET_FILE_REFERENCE',
			'$.orders[0].parent',
		],
		[
			block(
				',"parent":"b"},{"id":"b","side":"bid","price":1,"profile":[1],"parent":"c"},{"id":"c","side":"bid","price":1,"profile":[1],"parent":"d"},{"id":"d","side":"bid","price":1,"profile":[1]',
			),
			'MARKET_FILE_LIMIT',
			'$.orders[0].parent',
		],
		[
			block(
				',"parent":"b"},{"id":"b","side":"bid","price":1,"profile":[1],"parent":"c"},{"id":"c","side":"bid","price":1,"profile":[1],"parent":"b"',
			),
			'MARKET_FILE_REFERENCE',
			'$.orders[0].parent',
		],
		['{"orders":[{"id":"a","side":"bid","points":[1]}]}', 'MARKET_FILE_TYPE', '$.orders[0].points[0]'],
		['{"orders":[{"id":"a","side":"bid","points":[[1,2,3]]}]}', 'MARKET_FILE_TYPE', '$.orders[0].points[0]'],
		['{"orders":[{"id":"a","side":"bid","points":[]}]}', 'CURVE_POINT_COUNT', '$.orders[0]'],
		['{"orders":[{"id":"a","side":"bid","points":[[1,2],[2,3]]}]}', 'CURVE_NOT_MONOTONE', '$.orders[0]'],
		['{"orders":[{"id":"a","side":"bid","points":[[5,0],[1,9]],"shape":"linear"}]}', 'CURVE_STEPS', '$.orders[0]'],
		['{"zones":[],"orders":[]}', 'MARKET_FILE_TYPE', '$.zones'],
		['{"zones":["A","A"],"orders":[]}', 'MARKET_FILE_DUPLICATE', '$.zones[1]'],
		['{"zones":[{"fee":1}],"orders":[]}', 'MARKET_FILE_MISSING', '$.zones[0].name'],
		['{"zones":[{"name":"A","fee":-1}],"orders":[]}', 'MARKET_FILE_NUMBER', '$.zones[0].fee'],
		['{"zones":[{"name":"A","fee":[1,1]}],"orders":[]}', 'MARKET_FILE_TYPE', '$.zones[0].fee'],
		[
			'{"zones":["A","B"],"orders":[{"id":"a","side":"bid","price":1,"quantity":1}]}',
			'MARKET_FILE_MISSING',
			'$.orders[0].zone',
		],
		[
			'{"zones":["A"],"orders":[{"id":"a","side":"bid","price":1,"quantity":1,"zone":"B"}]}',
			'MARKET_FILE_REFERENCE',
			'$.orders[0].zone',
		],
		[
			'{"zones":["A","B"],"orders":[],"links":[{"from":"A","to":"C","min":0,"max":1}]}',
			'MARKET_FILE_REFERENCE',
			'$.links[0].to',
		],
		[
			'{"zones":["A","B"],"orders":[],"links":[{"from":"A","to":"A","min":0,"max":1}]}',
			'MARKET_FILE_REFERENCE',
			'$.links[0].to',
		],
		[
			'{"zones":["A","B"],"orders":[],"links":[{"from":"A","to":"B","min":0}]}',
			'MARKET_FILE_MISSING',
			'$.links[0].max',
		],
		[
			'{"zones":["A","B"],"orders":[],"links":[{"from":"A","to":"B","min":2,"max":1}]}',
			'MARKET_FILE_TYPE',
			'$.links[0].max',
		],
		[
			'{"zones":["A","B"],"orders":[],"links":[{"from":"A","to":"B","min":[0,0],"max":1}]}',
			'MARKET_FILE_TYPE',
			'$.links[0].min',
		],
		[
			`{"zones":[${Array.from({ length: 65 }, (_, index) => `"${index}"`).join()}],"orders":[]}`,
			'MARKET_FILE_LIMIT',
			'$.zones',
		],
		[
			'{"orders":[{"id":"a","side":"bid","price":1,"quantity":9007199254},{"id":"b","side":"bid","price":1,"quantity":9007199254}]}',
			'MARKET_FILE_TOTAL',
			'$.orders[1]',
		],
		[
			'{"periods":100,"orders":[{"id":"a","side":"bid","price":1,"quantity":9007199254}]}',
			'MARKET_FILE_TOTAL',
			'$.orders[0]',
		],
	])('%s is refused as %s at %s', (text, code, path) => {
		const refusal = refusalOf(text);
		expect(refusal).toMatchObject({ error: { code, path } });
		const { reason } = (refusal as { error: { reason: string } }).error;
		expect(reason).not.toBe('');
		expect(reason).not.toContain('{');
		expect(reason.startsWith(path)).toBe(false);
	});

	it('says what a value is no multiple of', () => {
		expect(refusalOf('{"tick":0.05,"orders":[{"id":"a","side":"bid","price":0.12,"quantity":1}]}')).toEqual({
			error: { code: 'MARKET_FILE_TICK', path: '$.orders[0].price', reason: '0.12 is no multiple of the tick 0.05.' },
		});
	});

	it('with more blocks than one clearing takes is refused', () => {
		const orders = Array.from({ length: 1_001 }, (_, index) => ({
			id: `o${index}`,
			side: 'offer',
			price: 4,
			quantity: 5,
			minAcceptance: 1,
		}));
		expect(refusalOf(JSON.stringify({ orders }))).toMatchObject({
			error: { code: 'MARKET_FILE_LIMIT', path: '$.orders[1000]' },
		});
	});

	it('has messages that begin with the path, which the reason leaves out', () => {
		for (const [code, { en }] of Object.entries(catalogue))
			if (code.startsWith('MARKET_FILE_')) expect(en.startsWith('{path}: ')).toBe(true);
	});
});
