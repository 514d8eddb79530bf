import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../fixtures/command-line.ts';
import { nestedFeed } from '../../fixtures/green-button.ts';
import { openAdrEvent } from '../../fixtures/openadr/event-schema.ts';

let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'gridquorum-formats-'));
});

afterEach(() => {
	rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

function file(name: string, content: string | Uint8Array): string {
	const path = join(directory, name);
	writeFileSync(path, content);
	return path;
}

const terms = () =>
	file(
		'terms.json',
		JSON.stringify({
			timeZone: 'Europe/Rome',
			products: [
				{
					product: 'Q1',
					zone: 'NORD',
					deliveryStart: '2025-03-30 00:00',
					deliveryEnd: '2025-03-30 00:15',
					tick: 10,
					lotWh: 100,
					priceMin: -500_000,
					priceMax: 4_000_000,
				},
			],
		}),
	);

describe('market bids check', () => {
	it('prints a verdict for every row, writes the rejects, and passes once they are corrected', async () => {
		const bids = file('bids.csv', 'name;product;side;price_mwh;quantity_kwh\nA;Q1;buy;85,5;1,5\nB;Q1;sell;85,005;1\n');
		const rejects = join(directory, 'rejects.csv');
		const first = await runCommand('market', 'bids', 'check', bids, '--terms', terms(), '--rejects', rejects, '--json');
		expect(first.code, first.stderr).toBe(1);
		const report = JSON.parse(first.stdout);
		expect(report.rows).toMatchObject([
			{ line: 2, name: 'A', verdict: 'ok', order: { price: 85_500, quantityWh: 1_500, side: 'bid' } },
			{ line: 3, name: 'B', verdict: 'error', code: 'BID_PRICE_OFF_TICK', column: 'price_mwh' },
		]);
		expect(report.rows[1].message).toContain('0.085005');
		expect(report.summary).toEqual({ rows: 2, ok: 1, unchanged: 0, amended: 0, errors: 1, cancelled: [] });

		writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('85,005', '85,00'));
		const second = await runCommand('market', 'bids', 'check', rejects, '--terms', terms(), '--previous', bids);
		expect(second.code, second.stderr).toBe(0);
		expect(second.stdout).toContain('1 rows: 1 new, 0 amended, 0 unchanged, 0 refused\n1 sent before');
	});

	it('is wrong usage without terms, with bad ones, or with what is no text', async () => {
		const bids = file('bids.csv', 'name,product,side\nA,Q1,buy\n');
		const workbook = file('bids.xlsx', new Uint8Array([0x61, 0x0a, 0xff, 0xfe]));
		for (const [options, code] of [
			[[bids], '--terms'],
			[[bids, '--terms', bids], 'FORMAT_TERMS_INVALID'],
			[[bids, '--terms', join(directory, 'none.json')], 'FORMAT_FILE_UNREADABLE'],
			[[workbook, '--terms', terms()], 'FORMAT_NOT_TEXT: Line 2'],
			[[bids, '--terms', terms(), '--rejects', bids], 'OPTION_INVALID'],
		] as const) {
			const result = await runCommand('market', 'bids', 'check', ...options, '--json');
			expect([result.code, result.stdout]).toEqual([2, '']);
			expect(result.stderr).toContain(code);
		}
		expect(readFileSync(bids, 'utf8')).toBe('name,product,side\nA,Q1,buy\n');
	});
});

describe('readings check', () => {
	it('checks interval CSV in a zone and writes the rejects', async () => {
		const readings = file(
			'r.csv',
			'meter,start,consumed_wh\nM,2025-03-30 01:45,1\nM,2025-03-30 02:00,1\nM,2025-03-30 03:15,1\n',
		);
		const rejects = join(directory, 'rejects.csv');
		const options = ['--zone', 'Europe/Rome', '--minutes', '15', '--rejects', rejects, '--json'];
		const { code, stdout, stderr } = await runCommand('readings', 'check', readings, ...options);
		expect(code, stderr).toBe(1);
		expect(JSON.parse(stdout)).toMatchObject({
			summary: { rows: 3, readings: 2, errors: 1, gapCount: 1, from: '2025-03-30T00:45:00Z' },
			gaps: [{ meter: 'M', start: '2025-03-30T01:00:00Z', end: '2025-03-30T01:15:00Z' }],
			refused: [{ line: 3, code: 'STAMP_INEXISTENT' }],
		});
		expect(readFileSync(rejects, 'utf8').split('\r\n')[1]).toMatch(/^M,2025-03-30 02:00,1,STAMP_INEXISTENT,/);
	});

	it('checks Green Button by the name of the file', async () => {
		const feed = file('gb.xml', nestedFeed([{ id: '1', flowDirection: '1', readings: [[1_748_772_000, 900, '250']] }]));
		const { code, stdout, stderr } = await runCommand('readings', 'check', feed);
		expect(code, stderr).toBe(0);
		expect(stdout).toContain('1 rows: 1 readings of 1 meters, 0 repeated, 0 refused');
	});

	it('is wrong usage in an unknown zone, or in another format', async () => {
		const readings = file('r.csv', 'meter,start,consumed_wh\nM,2025-03-30 01:45,1\n');
		for (const [options, code] of [
			[['--zone', 'Europe/Nowhere'], 'ZONE_UNKNOWN'],
			[['--format', 'entsoe'], 'XML_INVALID'],
			[['--format', 'xls'], 'OPTION_INVALID'],
			[['--meter', 'a b'], 'OPTION_INVALID'],
			[[], 'INTERVAL_LENGTH_UNKNOWN'],
		] as const) {
			const result = await runCommand('readings', 'check', readings, ...options);
			expect([result.code, result.stdout]).toEqual([2, '']);
			expect(result.stderr).toContain(code);
		}
	});
});

describe('market prices', () => {
	it('writes CSV and an OpenADR event for a day of 23 hours', async () => {
		const prices = Array.from({ length: 23 }, (_, hour) => (hour === 0 ? '-1.5' : String(hour * 10)));
		const cleared = file(
			'cleared.json',
			JSON.stringify({ price: null, prices: { NORD: prices, SUD: prices }, volume: '1' }),
		);
		const options = ['--day', '2025-03-30', '--zone', 'Europe/Rome'];
		const csv = await runCommand('market', 'prices', cleared, ...options);
		expect(csv.code, csv.stderr).toBe(0);
		const lines = csv.stdout.split('\r\n');
		expect(lines).toHaveLength(48);
		expect(lines[3]).toBe(
			'NORD,3,2025-03-30T01:00:00Z,2025-03-30T02:00:00Z,2025-03-30T03:00:00+02:00,2025-03-30T04:00:00+02:00,20,',
		);
		const adr = await runCommand(
			'market',
			'prices',
			cleared,
			...options,
			'--format',
			'openadr',
			'--area',
			'SUD',
			'--program',
			'p-1',
		);
		expect(adr.code, adr.stderr).toBe(0);
		const event = openAdrEvent.parse(JSON.parse(adr.stdout));
		expect(event.intervals?.[0]?.payloads[0]?.values).toEqual([-0.0015]);
		for (const [more, code] of [
			[['--day', '2025-03-29'], 'FORMAT_PRICES_INVALID'],
			[['--format', 'openadr', '--program', 'p-1'], 'OPENADR_INVALID'],
			[['--format', 'openadr', '--area', 'SUD'], '--program'],
			[['--area', 'WEST'], '--area'],
		] as const) {
			const result = await runCommand('market', 'prices', cleared, ...options, ...more);
			expect([result.code, result.stdout]).toEqual([2, '']);
			expect(result.stderr).toContain(code);
		}
	});
});
