import { describe, expect, it } from 'vitest';
import { GreenButton, type GreenButtonOptions } from '../../../src/shared/formats/green-button.ts';
import { flatFeed, nestedFeed, type Series } from '../../fixtures/green-button.ts';

/** 2025-06-01T10:00Z */
const T = 1_748_772_000;

function read(text: string, options: GreenButtonOptions = {}, pieceCharacters = text.length) {
	const reader = new GreenButton(options);
	for (let at = 0; at < text.length; at += pieceCharacters) reader.push(text.slice(at, at + pieceCharacters));
	return { ...reader.end(), summary: reader.summary() };
}

const consumed: Series = {
	id: '1',
	flowDirection: '1',
	readings: [
		[T, 900, '250'],
		[T + 900, 900, '300'],
	],
};
const generated: Series = {
	id: '2',
	flowDirection: '19',
	readings: [
		[T, 900, '40'],
		[T + 900, 900, '0'],
	],
};
const joined = [
	{ meter: 'HOUSE-1', start: T * 1000, end: (T + 900) * 1000, generatedWh: 40, consumedWh: 250 },
	{ meter: 'HOUSE-1', start: (T + 900) * 1000, end: (T + 1800) * 1000, generatedWh: 0, consumedWh: 300 },
];
const codes = (series: Partial<Series>, options?: GreenButtonOptions) =>
	read(nestedFeed([{ ...consumed, ...series }]), options).refused.map(({ code }) => code);

describe('a Green Button file', () => {
	it('of ESPI 3.3 joins what was delivered and received', () => {
		const { readings, refused, summary } = read(nestedFeed([consumed, generated]));
		expect(refused).toEqual([]);
		expect(readings).toEqual(joined);
		expect(summary).toMatchObject({ readings: 2, errors: 0, meters: 1, gapCount: 0 });
	});

	it('of ESPI 4.0 does so with flat addresses, prefixes and blocks before their types', () => {
		expect(read(flatFeed([generated, consumed]), { meter: 'HOUSE-1' }).readings).toEqual(joined);
	});

	it('with elements in no namespace or the feed’s own is read as well', () => {
		const feed = nestedFeed([consumed, generated]);
		expect(read(feed.replaceAll(' xmlns="http://naesb.org/espi"', '')).readings).toEqual(joined);
		expect(read(feed.replaceAll(' xmlns="http://naesb.org/espi"', ' xmlns=""')).readings).toEqual(joined);
	});

	it('reads the same in pieces of any size', () => {
		const feed = nestedFeed([consumed, generated]);
		for (const pieceCharacters of [1, 7, 100]) expect(read(feed, {}, pieceCharacters).readings).toEqual(joined);
	});

	it.each([
		['3', '2', 2_000],
		['0', '250', 250],
		[undefined, '250', 250],
		['-3', '250000', 250],
		['-3', '1000', 1],
		['6', '1', 1_000_000],
	])('scales by the power of ten %s: %s is %i Wh', (powerOfTenMultiplier, value, energyWh) => {
		const series = {
			...consumed,
			...(powerOfTenMultiplier === undefined ? {} : { powerOfTenMultiplier }),
			readings: [[T, 900, value] as const],
		};
		expect(read(nestedFeed([series])).readings[0]?.consumedWh).toBe(energyWh);
	});

	it.each([
		['INTERVAL_UNIT', { uom: '38' }],
		['INTERVAL_DIRECTION', { flowDirection: '20' }],
		['INTERVAL_DIRECTION', { accumulationBehaviour: '3' }],
		['INTERVAL_GRID', { readings: [[T + 1, 900, '1'] as const] }],
		['INTERVAL_GRID', { readings: [[T, 86_400, '1'] as const] }],
		['XML_CONTENT', { readings: [[T + 0.5, 900, '1'] as const] }],
		['FORMAT_NUMBER_INVALID', { readings: [[T, 900, 'x'] as const] }],
		['FORMAT_NUMBER_DIGITS', { powerOfTenMultiplier: '-3', readings: [[T, 900, '1'] as const] }],
		['INTERVAL_VALUE_INVALID', { readings: [[T, 900, '-1'] as const] }],
		['INTERVAL_VALUE_INVALID', { powerOfTenMultiplier: '9', readings: [[T, 900, '2'] as const] }],
		['FORMAT_NUMBER_INVALID', { powerOfTenMultiplier: '99', readings: [[T, 900, '2'] as const] }],
		[
			'INTERVAL_QUALITY',
			{ readings: [[T, 900, '1', '<ReadingQuality><quality>12</quality></ReadingQuality>'] as const] },
		],
		['INTERVAL_DUPLICATE', { readings: [[T, 900, '1'] as const, [T, 900, '1'] as const] }],
		['INTERVAL_CONFLICT', { readings: [[T, 900, '1'] as const, [T, 900, '2'] as const] }],
		['INTERVAL_OVERLAP', { readings: [[T, 3_600, '1'] as const, [T + 900, 900, '2'] as const] }],
	])('refuses a reading with %s: %j', (code, series) => {
		expect(codes(series)).toContain(code);
	});

	it('refuses an interval that one of two directions lacks', () => {
		const short = { ...generated, readings: generated.readings.slice(0, 1) };
		const { readings, refused, summary } = read(nestedFeed([consumed, short]));
		expect(readings).toEqual(joined.slice(0, 1));
		expect(refused).toMatchObject([{ code: 'INTERVAL_VALUE_MISSING', meter: 'HOUSE-1' }]);
		expect(summary).toMatchObject({ readings: 1, errors: 1 });
	});

	it('refuses readings whose meter has no name, and takes one beside the file', () => {
		const feed = nestedFeed([consumed], 'Mw==');
		expect(read(feed).refused.map(({ code }) => code)).toEqual(['INTERVAL_METER_MISSING', 'INTERVAL_METER_MISSING']);
		expect(read(feed, { meter: 'HOUSE-1' }).readings).toHaveLength(2);
	});

	it('refuses readings of a block that leads to no reading type', () => {
		const feed = nestedFeed([consumed, generated])
			.replaceAll('ReadingType/1', 'ReadingType/9')
			.replace('href="ReadingType/9"/><link rel="up"', 'href="ReadingType/8"/><link rel="up"');
		expect(read(feed).refused[0]).toMatchObject({ code: 'XML_CONTENT', details: { element: 'IntervalBlock' } });
	});

	it.each([
		['XML_INVALID', '<!DOCTYPE feed [<!ENTITY a "b">]><feed>&a;</feed>'],
		['XML_INVALID', '<feed>&unknown;</feed>'],
		['XML_INVALID', '<feed><entry></feed>'],
		['XML_INVALID', '<feed>'],
		['XML_INVALID', 'no XML'],
		['XML_LIMIT', `${'<a>'.repeat(70)}${'</a>'.repeat(70)}`],
		['XML_LIMIT', `<feed>${'x'.repeat(5_000)}</feed>`],
		['XML_CONTENT', '<IntervalReading xmlns="http://naesb.org/espi"/>'],
		['FORMAT_EMPTY', '<feed xmlns="http://www.w3.org/2005/Atom"/>'],
	])('as a whole is refused with %s: %s', (code, text) => {
		expect(() => read(text)).toThrow(expect.objectContaining({ code }));
	});
});
