import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MechanismName } from '../../../src/shared/clearing/mechanism-names.ts';
import { mechanismOf, mechanisms } from '../../../src/shared/clearing/mechanisms.ts';
import { type ProfileName, profiles } from '../../../src/shared/clearing/profiles.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { readExactNumber } from '../../../src/shared/formats/exact-number.ts';
import { clearMarket, clearOrRefuse } from '../../../src/shared/market-file/clear-file.ts';
import { parseExactJson } from '../../../src/shared/market-file/exact-json.ts';
import { readMarket } from '../../../src/shared/market-file/read-market.ts';

const millionths = (text: string): number => readExactNumber(text, 6, 'refuse') as number;
const decimal = (min: number, max: number) => fc.integer({ min, max }).map((count) => (count / 100).toFixed(2));
const order = fc.record({
	side: fc.constantFrom('bid', 'offer'),
	price: decimal(-500, 2_000),
	quantity: fc.oneof(decimal(0, 900), fc.integer({ min: 0, max: 9 })),
	periods: fc.uniqueArray(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 2 }),
});
const orders = fc
	.array(order, { maxLength: 12 })
	.map((list) => list.map((each, index) => ({ id: `o${index}`, ...each })));
const zoned = orders.map((list) => ({
	periods: 2,
	zones: ['N', { name: 'S', fee: '0.5' }],
	links: [{ from: 'N', to: 'S', min: -3, max: [2, '4.5'], fee: '0.01' }],
	orders: list.map((each, index) => ({ ...each, zone: index % 2 === 0 ? 'N' : 'S' })),
}));
const plain = orders.map((list) => ({ periods: 2, orders: list }));

function requireWhole(document: object, mechanism: MechanismName, profile: ProfileName): void {
	const json = parseExactJson(JSON.stringify(document));
	const { market } = readMarket(json, '$');
	const outcome = mechanismOf(mechanism).clear(market, profiles[profile]);
	expect(mechanismOf(mechanism).check(market, profiles[profile], outcome)).toEqual([]);
	const result = clearMarket(json, '$', { mechanism, profile });
	const traded = new Map<string, number>();
	let volume = 0;
	for (const { bid, offer, quantity } of result.trades) {
		for (const id of [bid, offer]) traded.set(id, (traded.get(id) ?? 0) + millionths(quantity));
		volume += millionths(quantity);
	}
	expect(millionths(result.volume)).toBe(volume);
	for (const { id, quantity, why } of result.fills) {
		expect(millionths(quantity)).toBe(traded.get(id) ?? 0);
		expect(why).toMatch(/\.$/);
	}
}

describe('a market file', () => {
	it('clears to a result that its checker takes and whose trades are its fills', () => {
		const names = fc.constantFrom<MechanismName>(
			'uniform-price',
			'pay-as-bid',
			'continuous',
			'mcafee',
			'huang',
			'muda',
		);
		const rules = fc.constantFrom(...(Object.keys(profiles) as ProfileName[]));
		fc.assert(fc.property(plain, names, rules, requireWhole), { numRuns: 300 });
	});

	it('clears zones to a result that its checker takes and whose trades are its fills', () => {
		fc.assert(
			fc.property(zoned, (document) => requireWhole(document, 'uniform-price', 'default-v1')),
			{ numRuns: 200 },
		);
	});

	it('is cleared or refused with a code and a path, whatever JSON it holds', () => {
		const field = fc.constantFrom('id', 'side', 'price', 'quantity', 'zone', 'periods', 'profile', 'points', 'parent');
		const value = fc.oneof(fc.constantFrom('bid', 'offer', '1', 'a'), fc.integer(), fc.jsonValue({ maxDepth: 2 }));
		const loose = fc.record(
			{ orders: fc.array(fc.dictionary(field, value), { maxLength: 4 }), periods: value, zones: value, links: value },
			{ requiredKeys: ['orders'] },
		);
		const names = fc.constantFrom(...(Object.keys(mechanisms) as MechanismName[]));
		fc.assert(
			fc.property(fc.oneof(loose, fc.jsonValue()), names, (document, mechanism) => {
				const answer = clearOrRefuse(parseExactJson(JSON.stringify(document)), '$', {
					mechanism,
					profile: 'default-v1',
				});
				if ('error' in answer) expect(answer.error.path.startsWith('$')).toBe(true);
				else expect(answer.fills.length).toBeGreaterThanOrEqual(0);
			}),
			{ numRuns: 500 },
		);
	});

	it('is JSON, or refused as none', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				try {
					parseExactJson(text);
				} catch (error) {
					expect(codeOf(error)).toBe('MARKET_FILE_JSON');
				}
			}),
		);
	});
});
