import { describe, expect, it } from 'vitest';
import { createMarketPlan } from '../../../src/main/demo/market/market-plan.ts';
import { participantNames } from '../../../src/main/demo/market/participant-names.ts';
import { readNeighbourhood } from '../../../src/main/demo/neighbourhood/read-neighbourhood.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { identifier } from '../../../src/shared/codec/ids.ts';
import { smallNeighbourhood, withFiles } from '../../fixtures/neighbourhood-files.ts';

const planOf = (texts = smallNeighbourhood(), feedIn = 50_000) =>
	withFiles(texts, async (files) =>
		createMarketPlan(await readNeighbourhood(files, { from: null, hours: null }), { feedIn }),
	);

describe('participant names', () => {
	const names = (...ids: string[]) =>
		participantNames(
			ids.map((id) => ({ id, pvW: 0 })),
			['grid-operator'],
		);

	it('are the homes’ own ids where a chain and a file system can hold them', () => {
		expect(names('home-01', 'B.2', 'c_3')).toEqual(['home-01', 'B.2', 'c_3']);
	});

	it('replace ids with other characters, twins by case, and operators’ names', () => {
		expect(names('Haus Süd', 'a', 'A', 'grid-operator', 'home-2', 'x'.repeat(60))).toEqual([
			'home-1',
			'home-3',
			'home-4',
			'home-5',
			'home-2',
			'home-6',
		]);
	});

	it('stay unique and in the form of ids', () => {
		const ids = ['', ' ', 'home-1', 'HOME-1', '户', 'ok'];
		const result = names(...ids);
		expect(new Set(result.map((name) => name.toLowerCase())).size).toBe(ids.length);
		for (const name of result) expect(identifier()(name, 'name')).toBe(name);
	});
});

describe('the market plan', () => {
	it('makes each hour a product whose terms the contract’s own reader takes', async () => {
		const plan = await planOf();
		expect(plan.hours).toHaveLength(48);
		const products = plan.hours.map(({ terms }) => terms);
		expect(calls.auction.openProducts({ products })).toMatchObject({ contract: 'auction', method: 'open-products' });
		expect(new Set(products.map(({ product }) => product)).size).toBe(48);
		expect(products[0]?.product).toBe('F-2024-05-01T00');
	});

	it('keeps the order opening < closure < delivery < signing deadline < settlement', async () => {
		for (const { terms } of (await planOf()).hours) {
			const { gateOpening, gateClosure, deliveryStart, deliveryEnd, signingDeadline, settlementTime } = terms;
			const times = [gateOpening, gateClosure, deliveryStart, deliveryEnd, signingDeadline, settlementTime];
			expect(times).toEqual(times.toSorted((a, b) => a - b));
			expect(new Set(times).size).toBe(times.length);
		}
	});

	it('begins before the first gate opens', async () => {
		const plan = await planOf();
		expect(plan.genesisTime).toBeLessThan(plan.hours[0]?.terms.gateOpening ?? 0);
	});

	it('gives both hours of one name their own product when clocks go back', async () => {
		const texts = smallNeighbourhood('+02:00', ['2024-10-27']);
		const change = (text: string) =>
			text.replaceAll(/(2024-10-27T(?:0[3-9]|1\d|2\d):00:00)\+02:00/g, '$1+01:00').replace(/\n$/, '');
		const repeated = (text: string, rest: (line: string) => boolean) =>
			`${text}\n${text
				.split('\n')
				.filter(rest)
				.map((line) => line.replace('+02:00', '+01:00'))
				.join('\n')}`;
		const again = (line: string) => line.startsWith('2024-10-27T02');
		const plan = await planOf({
			homes: texts.homes,
			meters: repeated(change(texts.meters), again),
			tariff: repeated(change(texts.tariff), again),
		});
		const names = plan.hours.map(({ terms }) => terms.product);
		expect(names).toHaveLength(25);
		expect(names.slice(2, 4)).toEqual(['F-2024-10-27T02', 'F-2024-10-27T02.2']);
	});

	it('gives each home enough money for all that it could ever owe', async () => {
		const plan = await planOf();
		const worst = plan.hours.reduce(
			(sum, { readings }) => sum + Math.ceil(((readings[1]?.loadWh ?? 0) * 220_000) / 1000),
			0,
		);
		expect(plan.homes[1]?.balance).toBeGreaterThan(worst);
	});
});
