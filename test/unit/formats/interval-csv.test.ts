import { describe, expect, it } from 'vitest';
import { formatStamp } from '../../../src/shared/formats/calendar.ts';
import { IntervalCsv, type IntervalCsvOptions } from '../../../src/shared/formats/interval-csv.ts';
import { deliveryDay } from '../../../src/shared/formats/local-day.ts';
import { rejectHeader, rejectLine } from '../../../src/shared/formats/reading-import.ts';
import { openTimeZone } from '../../../src/shared/formats/time-zone.ts';

const rome = openTimeZone('Europe/Rome');

function read(text: string, options: Partial<IntervalCsvOptions> = {}) {
	const reader = new IntervalCsv({ zone: rome, minutes: 15, ...options });
	const batches = [reader.push(text), reader.end()];
	return {
		reader,
		readings: batches.flatMap(({ readings }) => readings),
		lines: batches.flatMap(({ lines }) => lines),
		refused: batches.flatMap(({ refused }) => refused),
		summary: reader.summary(),
	};
}

const codes = (text: string, options?: Partial<IntervalCsvOptions>) =>
	read(text, options).refused.map(({ line, code }) => [line, code]);

/** 10:00 to 10:15 UTC. */
const reading = { meter: 'M1', start: 1_748_772_000_000, end: 1_748_772_900_000, generatedWh: 0, consumedWh: 250 };

describe('a file of intervals', () => {
	it.each([
		['start stamps', 'meter,start,consumed_wh\nM1,2025-06-01 12:00,250\n', {}],
		['end stamps', 'meter,end,consumed_wh\nM1,2025-06-01 12:15,250\n', {}],
		['both', 'meter,start,end,consumed_wh\nM1,2025-06-01 12:00,2025-06-01 12:15,250\n', { minutes: undefined }],
		['UTC', 'meter,start,consumed_kwh\nM1,2025-06-01T10:00Z,0.25\n', {}],
		['a stamp that is the end', 'meter,timestamp,consumed\nM1,2025-06-01 12:15,0.25\n', { stamp: 'end' as const }],
		['date and time apart', 'Meter;Date;Start time;Usage (kWh)\nM1;01.06.2025;12:00;0,250\n', {}],
		['both directions', 'meter,start,generated_wh,consumed_wh\nM1,2025-06-01 12:00,0,250\n', {}],
		['a net value', 'meter,start,net_wh\nM1,2025-06-01 12:00,250\n', {}],
		['a net value of generation', 'meter,start,net_wh\nM1,2025-06-01 12:00,-250\n', { positive: 'generated' as const }],
		['one meter for all rows', 'start,consumed_wh\n2025-06-01 12:00,250\n', { meter: 'M1' }],
		['Chinese', '表号,开始时间,用电量（千瓦时）\nM1,2025年6月1日 12:00,0.25\n', {}],
	])('with %s is read', (_name, text, options) => {
		const { readings, lines, refused } = read(text, options);
		expect(refused).toEqual([]);
		expect(readings).toEqual([reading]);
		expect(lines).toEqual([2]);
	});

	it('learns how long its intervals are', () => {
		const text =
			'meter,start,net_wh\nA,2025-06-01 12:00,1\nB,2025-06-01 12:00,1\nA,2025-06-01 12:30,1\nB,2025-06-01 12:30,1\n';
		expect(read(text, { minutes: undefined }).readings.map(({ start, end }) => end - start)).toEqual(
			[1, 1, 1, 1].map((n) => n * 1_800_000),
		);
		expect(() => read('meter,start,net_wh\nA,2025-06-01 12:00,1\n', { minutes: undefined })).toThrow(
			expect.objectContaining({ code: 'INTERVAL_LENGTH_UNKNOWN' }),
		);
	});

	it.each([
		['INTERVAL_METER_MISSING', ',2025-06-01 12:00,1'],
		['STAMP_INVALID', 'M,12:00,1'],
		['STAMP_INEXISTENT', 'M,2025-03-30 02:15,1'],
		['STAMP_AMBIGUOUS', 'M,2025-10-26 02:15,1'],
		['INTERVAL_GRID', 'M,2025-06-01 12:05,1'],
		['INTERVAL_VALUE_MISSING', 'M,2025-06-01 12:00,'],
		['INTERVAL_VALUE_INVALID', 'M,2025-06-01 12:00,-1'],
		['FORMAT_NUMBER_INVALID', 'M,2025-06-01 12:00,n/a'],
		['FORMAT_NUMBER_DIGITS', 'M,2025-06-01 12:00,0.0005'],
		['FORMAT_ROW_MALFORMED', '"M"x,2025-06-01 12:00,1'],
	])('refuses a row with %s and reads the next', (code, row) => {
		const { refused, readings } = read(`meter,start,consumed_kwh\n${row}\nM1,2025-06-01 12:00,0.25\n`);
		expect(refused).toMatchObject([{ line: 2, verdict: 'error', code }]);
		expect(readings).toEqual([reading]);
	});

	it('rounds parts of a Wh half to even where asked to', () => {
		const text =
			'meter,start,consumed_kwh\nM1,2025-06-01 12:00,0.2505\nM1,2025-06-01 12:15,0.2515\nM1,2025-06-01 12:30,0.25051\n';
		expect(read(text, { rounding: 'half-even' }).readings.map(({ consumedWh }) => consumedWh)).toEqual([250, 252, 251]);
	});

	it('sees repeated, contradicting and overlapping rows, in order or not', () => {
		const row = (time: string, value = 1, meter = 'A') => `${meter},2025-06-01 ${time},${value}`;
		const text = [
			'meter,start,consumed_wh',
			row('12:30'),
			row('12:00'),
			row('12:30'),
			row('12:00', 2),
			row('12:30', 1, 'B'),
			row('12:15'),
			row('12:15'),
		].join('\n');
		expect(codes(text)).toEqual([
			[4, 'INTERVAL_DUPLICATE'],
			[5, 'INTERVAL_CONFLICT'],
			[8, 'INTERVAL_DUPLICATE'],
		]);
		expect(read(text).summary).toMatchObject({
			rows: 7,
			readings: 4,
			duplicates: 2,
			errors: 1,
			meters: 2,
			gapCount: 0,
		});
		const both =
			'meter,start,end,net\nA,2025-06-01 12:00,2025-06-01 13:00,1\nA,2025-06-01 12:45,2025-06-01 13:00,1\nA,2025-06-01 11:30,2025-06-01 12:30,1\nA,2025-06-01 11:00,2025-06-01 12:00,1\nA,2025-06-01 11:30,2025-06-01 12:00,1\n';
		expect(codes(both)).toEqual([
			[3, 'INTERVAL_OVERLAP'],
			[4, 'INTERVAL_OVERLAP'],
			[6, 'INTERVAL_OVERLAP'],
		]);
	});

	it('lists gaps by meter', () => {
		const text =
			'meter,start,consumed_wh\nA,2025-06-01T12:00Z,1\nB,2025-06-01T12:00Z,1\nA,2025-06-01T13:00Z,1\nB,2025-06-01T12:15Z,1\nA,2025-06-01T12:30Z,1\n';
		const { gaps, gapCount } = read(text).summary;
		expect(gapCount).toBe(2);
		expect(gaps.map(({ meter, start, end }) => [meter, formatStamp(start), formatStamp(end)])).toEqual([
			['A', '2025-06-01T12:15:00Z', '2025-06-01T12:30:00Z'],
			['A', '2025-06-01T12:45:00Z', '2025-06-01T13:00:00Z'],
		]);
	});

	it.each([
		['2025-03-30', 92],
		['2025-06-01', 96],
		['2025-10-26', 100],
	])('of the local day %s in the order of its clock has %i readings without a gap', (day, count) => {
		const { periods } = deliveryDay(day, rome, 15);
		const text = `meter,start,consumed_wh\n${periods.map(({ clock }, index) => `M,${day} ${clock},${index}`).join('\n')}`;
		const { readings, summary } = read(text, { repeated: 'in-order' });
		expect(readings.map(({ start }) => start)).toEqual(periods.map(({ start }) => start));
		expect(summary).toMatchObject({ readings: count, errors: 0, gapCount: 0 });
		expect(read(text).summary.errors).toBe(count === 100 ? 8 : 0);
	});

	it('settles a time that comes twice by the other end of the interval', () => {
		const text = 'meter,start,end,net\nM,2025-10-26 01:45,2025-10-26 02:00,1\nM,2025-10-26 02:45,2025-10-26 03:00,1\n';
		expect(read(text).readings.map(({ start }) => formatStamp(start))).toEqual([
			'2025-10-25T23:45:00Z',
			'2025-10-26T01:45:00Z',
		]);
	});

	it.each([
		['FORMAT_COLUMN_MISSING', 'start,consumed_wh\n'],
		['FORMAT_COLUMN_MISSING', 'meter,consumed_wh\n'],
		['FORMAT_COLUMN_MISSING', 'meter,start\n'],
		['FORMAT_COLUMN_MISSING', 'M1,2025-06-01 12:00,1\n'],
		['FORMAT_COLUMN_DUPLICATE', 'meter,start,consumed_wh,load_kwh\n'],
		['FORMAT_EMPTY', 'meter,start,consumed_wh\n'],
		['FORMAT_EMPTY', ''],
	])('as a whole is refused with %s', (code, text) => {
		expect(() => read(text)).toThrow(expect.objectContaining({ code }));
	});

	it('reads the same in pieces', () => {
		const text = 'meter,start,net_wh\r\nA,2025-06-01 12:00,"1"\r\nA,2025-06-01 12:15,-2\r\nA,2025-06-01 12:20,3\r\n';
		const reader = new IntervalCsv({ zone: rome, minutes: 15 });
		const batches = [...[...text].map((piece) => reader.push(piece)), reader.end()];
		const whole = read(text);
		expect(batches.flatMap(({ readings }) => readings)).toEqual(whole.readings);
		expect(batches.flatMap(({ refused }) => refused)).toEqual(whole.refused);
	});

	it('gives refused rows back with the reason', () => {
		const { reader, refused } = read('meter;start;net_wh\nA;2025-06-01 12:05;1\n');
		expect(rejectHeader(reader) + refused.map((each) => rejectLine(each, reader)).join('')).toBe(
			'meter;start;net_wh;reject_code;reject_reason\r\n' +
				'A;2025-06-01 12:05;1;INTERVAL_GRID;2025-06-01T10:05:00Z to 2025-06-01T10:20:00Z is not a quarter-hour, half-hour or hour on the quarter-hour.\r\n',
		);
	});
});
