import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNeighbourhood } from '../../../src/main/demo/neighbourhood/read-neighbourhood.ts';
import type { NeighbourhoodRange } from '../../../src/main/demo/neighbourhood/types.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import {
	type NeighbourhoodTexts,
	smallNeighbourhood,
	withFiles,
	withLine,
	withoutLine,
} from '../../fixtures/neighbourhood-files.ts';

const firstDay: NeighbourhoodRange = { from: null, hours: 24 };
const read = (texts: NeighbourhoodTexts, range = firstDay) =>
	withFiles(texts, (files) => readNeighbourhood(files, range));

async function refusal(texts: NeighbourhoodTexts, range = firstDay) {
	const error = await read(texts, range).then(
		() => null,
		(cause: unknown) => cause,
	);
	if (!(error instanceof CodedError)) throw new Error(`expected a refusal, got ${String(error)}`);
	const { file, line, column } = error.details;
	return { code: error.code, file: basename(String(file)), line, column, message: error.message };
}

const good = smallNeighbourhood();

describe('a neighbourhood in the CSV form', () => {
	it('keeps homes, hours, energy and exact prices', async () => {
		const { homes, hours } = await read(good);
		expect(homes).toEqual([
			{ id: 'a', pvW: 4500 },
			{ id: 'b', pvW: 0 },
		]);
		expect(hours).toHaveLength(24);
		expect(hours[0]).toEqual({
			start: Date.parse('2024-04-30T22:00:00Z'),
			utcOffsetMinutes: 120,
			day: '2024-05-01',
			localHour: 0,
			tariff: 220_000,
			carbonMicrogramsPerKwh: 150_000_000,
			readings: [
				{ loadWh: 100, pvWh: 0 },
				{ loadWh: 300, pvWh: 0 },
			],
		});
	});

	it('reads byte order mark, CRLF, quotes, any column order, extra columns and empty lines alike', async () => {
		const shuffled = (text: string) => {
			const rows = text.trim().split('\n');
			const lines = rows.map((row, index) => {
				const cells = row.split(',').reverse();
				return index === 0
					? ['note', ...cells].join(',')
					: ['"x, ""y"""', ...cells.map((cell) => `"${cell}"`)].join(',');
			});
			return `\uFEFF${lines.join('\r\n\r\n')}\r\n`;
		};
		const other = { homes: shuffled(good.homes), meters: shuffled(good.meters), tariff: shuffled(good.tariff) };
		expect(await read(other)).toEqual(await read(good));
	});

	it('matches hours of different files by instant, whatever offset they are written in', async () => {
		const inUtc = smallNeighbourhood('Z', ['2024-05-01', '2024-05-02']);
		const sameTariff = { ...inUtc, tariff: inUtc.tariff.replaceAll(/T(\d\d):00:00Z/g, 'T$1:30:00+00:30') };
		expect((await refusal(sameTariff)).code).toBe('IMPORT_STAMP_INVALID');
		const shifted = inUtc.tariff.replaceAll(
			/(2024-05-0\d)T(\d\d):00:00Z/g,
			(_, day: string, hour: string) =>
				`${new Date(Date.parse(`${day}T${hour}:00:00Z`) + 3_600_000).toISOString().slice(0, 19)}+01:00`,
		);
		expect(await read({ ...inUtc, tariff: shifted })).toEqual(await read(inUtc));
	});

	it('begins with the first day that is full for every home, by the stamps own offset', async () => {
		const cut = { ...good, meters: withoutLine(good.meters, 3) };
		expect((await read(cut)).hours[0]?.day).toBe('2024-05-02');
		expect((await read(good, { from: '2024-05-02', hours: 3 })).hours.map((hour) => hour.localHour)).toEqual([0, 1, 2]);
	});

	it('counts a day of 23 or 25 hours as full when the clocks change', async () => {
		const spring = smallNeighbourhood('+01:00', ['2024-03-31']);
		const change = (text: string) =>
			text
				.split('\n')
				.filter((line) => !line.startsWith('2024-03-31T02'))
				.join('\n')
				.replaceAll(/(2024-03-31T(?:0[3-9]|1\d|2\d):00:00)\+01:00/g, '$1+02:00');
		const day = await read(
			{ homes: spring.homes, meters: change(spring.meters), tariff: change(spring.tariff) },
			{ from: null, hours: null },
		);
		expect(day.hours).toHaveLength(23);
		expect(new Set(day.hours.map((hour) => hour.start)).size).toBe(23);
	});

	it('ends an open range before the first hole, and refuses a wanted one with a hole', async () => {
		const holed = { ...good, meters: withoutLine(good.meters, 60) };
		expect((await read(holed, { from: null, hours: null })).hours).toHaveLength(29);
		expect(await refusal(holed, { from: null, hours: 40 })).toMatchObject({
			code: 'IMPORT_READING_MISSING',
			file: 'meters.csv',
		});
	});
});

describe('without a full day', () => {
	const one = smallNeighbourhood('+02:00', ['2024-05-01']);

	it.each([
		['in the middle', { ...one, meters: withoutLine(one.meters, 25) }, 24, 'home b for 2024-05-01T11:00'],
		['at midnight', { ...one, meters: withoutLine(one.meters, 2) }, 2, 'home a for 2024-05-01T00:00'],
		['at the end', { ...one, meters: withoutLine(one.meters, 49) }, 48, 'home b for 2024-05-01T23:00'],
	])('the first gap is named, %s', async (_, texts, line, gap) => {
		expect(await refusal(texts, { from: null, hours: 2 })).toMatchObject({
			code: 'IMPORT_DAY_INCOMPLETE',
			line,
			message: expect.stringContaining(gap),
		});
	});

	it('a part of a day can be asked for', async () => {
		const holed = { ...one, meters: withoutLine(one.meters, 49) };
		expect((await read(holed, { from: '2024-05-01', hours: 23 })).hours).toHaveLength(23);
	});
});

describe('a bad row is refused with file, line and column', () => {
	const cases: [string, NeighbourhoodTexts, object][] = [
		[
			'missing column',
			{ ...good, meters: good.meters.replace('pv_wh', 'pv') },
			{ code: 'IMPORT_COLUMN_MISSING', file: 'meters.csv', line: 1, column: 'pv_wh' },
		],
		[
			'empty file',
			{ ...good, tariff: '' },
			{ code: 'IMPORT_COLUMN_MISSING', file: 'tariff.csv', line: 1, column: 'start' },
		],
		['header only', { ...good, homes: 'home,pv_kw\n' }, { code: 'IMPORT_FILE_EMPTY', file: 'homes.csv', line: 2 }],
		[
			'column twice',
			{ ...good, homes: 'home,pv_kw,home\na,1,a\n' },
			{ code: 'IMPORT_COLUMN_DUPLICATE', file: 'homes.csv', line: 1, column: 'home' },
		],
		[
			'too few fields',
			{ ...good, meters: withLine(good.meters, 5, '2024-05-01T01:00:00+02:00,b,1') },
			{ code: 'IMPORT_ROW_MALFORMED', file: 'meters.csv', line: 5, column: 'pv_wh' },
		],
		[
			'too many fields',
			{ ...good, meters: withLine(good.meters, 5, '2024-05-01T01:00:00+02:00,b,1,2,3') },
			{ code: 'IMPORT_ROW_MALFORMED', file: 'meters.csv', line: 5, column: 'pv_wh' },
		],
		[
			'open quote',
			{ ...good, homes: 'home,pv_kw\n"a,1\nb,2\n' },
			{ code: 'IMPORT_ROW_MALFORMED', file: 'homes.csv', line: 2, column: 'home' },
		],
		[
			'quote inside a field',
			{ ...good, homes: 'home,pv_kw\na,1\nb"c,2\n' },
			{ code: 'IMPORT_ROW_MALFORMED', file: 'homes.csv', line: 3, column: 'home' },
		],
		[
			'negative energy',
			{ ...good, meters: withLine(good.meters, 7, '2024-05-01T02:00:00+02:00,b,-1,0') },
			{ code: 'IMPORT_ENERGY_NEGATIVE', file: 'meters.csv', line: 7, column: 'load_wh' },
		],
		[
			'fraction of a watt-hour',
			{ ...good, meters: withLine(good.meters, 7, '2024-05-01T02:00:00+02:00,b,1,0.5') },
			{ code: 'IMPORT_VALUE_INVALID', file: 'meters.csv', line: 7, column: 'pv_wh' },
		],
		[
			'no number',
			{ ...good, meters: withLine(good.meters, 2, '2024-05-01T00:00:00+02:00,a,NaN,0') },
			{ code: 'IMPORT_VALUE_INVALID', file: 'meters.csv', line: 2, column: 'load_wh' },
		],
		[
			'empty value',
			{ ...good, meters: withLine(good.meters, 2, '2024-05-01T00:00:00+02:00,a,,0') },
			{ code: 'IMPORT_VALUE_INVALID', file: 'meters.csv', line: 2, column: 'load_wh' },
		],
		[
			'duplicate hour',
			{ ...good, meters: withLine(good.meters, 6, '2024-05-01T00:00:00+02:00,a,1,0') },
			{ code: 'IMPORT_HOUR_DUPLICATE', file: 'meters.csv', line: 6, column: 'start' },
		],
		[
			'duplicate hour in another offset',
			{ ...good, meters: withLine(good.meters, 6, '2024-04-30T22:00:00Z,a,1,0') },
			{ code: 'IMPORT_HOUR_DUPLICATE', file: 'meters.csv', line: 6, column: 'start' },
		],
		[
			'duplicate tariff hour',
			{ ...good, tariff: withLine(good.tariff, 9, '2024-05-01T00:00:00+02:00,0.3,0.1') },
			{ code: 'IMPORT_HOUR_DUPLICATE', file: 'tariff.csv', line: 9, column: 'start' },
		],
		[
			'home twice',
			{ ...good, homes: 'home,pv_kw\na,1\nb,2\na,3\n' },
			{ code: 'IMPORT_HOME_DUPLICATE', file: 'homes.csv', line: 4, column: 'home' },
		],
		[
			'unknown home',
			{ ...good, meters: withLine(good.meters, 4, '2024-05-01T01:00:00+02:00,c,1,0') },
			{ code: 'IMPORT_HOME_UNKNOWN', file: 'meters.csv', line: 4, column: 'home' },
		],
		[
			'hour without tariff',
			{ ...good, tariff: withoutLine(good.tariff, 40) },
			{ code: 'IMPORT_TARIFF_MISSING', file: 'meters.csv', line: 78, column: 'start' },
		],
		[
			'price too fine to be exact',
			{ ...good, tariff: withLine(good.tariff, 3, '2024-05-01T01:00:00+02:00,0.2200001,0.1') },
			{ code: 'IMPORT_VALUE_INVALID', file: 'tariff.csv', line: 3, column: 'usd_per_kwh' },
		],
		[
			'stamp without offset',
			{ ...good, tariff: withLine(good.tariff, 3, '2024-05-01T01:00:00,0.22,0.1') },
			{ code: 'IMPORT_STAMP_INVALID', file: 'tariff.csv', line: 3, column: 'start' },
		],
		[
			'no such day',
			{ ...good, tariff: withLine(good.tariff, 3, '2024-02-30T01:00:00Z,0.22,0.1') },
			{ code: 'IMPORT_STAMP_INVALID', file: 'tariff.csv', line: 3, column: 'start' },
		],
		[
			'half hour',
			{ ...good, meters: withLine(good.meters, 3, '2024-05-01T00:30:00+02:00,b,1,0') },
			{ code: 'IMPORT_STAMP_INVALID', file: 'meters.csv', line: 3, column: 'start' },
		],
	];
	it.each(cases)('%s', async (_, texts, expected) => {
		const found = await refusal(texts);
		expect(found).toMatchObject(expected);
		expect(found.message).toContain(found.file);
		expect(found.message).toContain(`line ${String(found.line)}`);
		expect(found.message).toContain(String(found.column));
	});

	it('counts lines through empty lines and line breaks inside quotes', async () => {
		const homes = 'note,home,pv_kw\r\n"two\r\nlines",a,1\r\n\r\nx,b,minus\r\n';
		expect(await refusal({ ...good, homes })).toMatchObject({ code: 'IMPORT_VALUE_INVALID', line: 5, column: 'pv_kw' });
	});

	it('a file that is not there names the file', async () => {
		const missing = { homes: '/nonexistent/homes.csv', meters: '/nonexistent/m.csv', tariff: '/nonexistent/t.csv' };
		await expect(readNeighbourhood(missing, firstDay)).rejects.toMatchObject({ code: 'IMPORT_FILE_UNREADABLE' });
	});

	it('a day or a length that the file does not have', async () => {
		expect(await refusal(good, { from: '2024-05-03', hours: 1 })).toMatchObject({
			code: 'IMPORT_DAY_MISSING',
			file: 'meters.csv',
		});
		expect(await refusal(good, { from: '2024-13-01', hours: 1 })).toMatchObject({ code: 'IMPORT_DAY_MISSING' });
		expect(await refusal(good, { from: null, hours: 49 })).toMatchObject({
			code: 'IMPORT_RANGE_SHORT',
			line: 97,
			column: 'start',
		});
	});
});

describe('the carried summer week', () => {
	it('is seven full days of twelve homes', async () => {
		const directory = new URL('../../../resources/demo/fontana-summer-week/', import.meta.url);
		const path = (name: string) => new URL(name, directory).pathname;
		const files = { homes: path('homes.csv'), meters: path('meters.csv'), tariff: path('tariff.csv') };
		const { homes, hours } = await readNeighbourhood(files, { from: null, hours: null });
		expect(homes).toHaveLength(12);
		expect(hours).toHaveLength(168);
		expect([hours[0]?.day, hours.at(-1)?.day, hours[0]?.utcOffsetMinutes]).toEqual(['2017-07-24', '2017-07-30', -480]);
	});
});
