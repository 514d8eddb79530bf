import { describe, expect, it } from 'vitest';
import { EntsoeCurve, type EntsoeCurveOptions } from '../../../src/shared/formats/entsoe-curve.ts';

/** 2025-06-01T10:00Z */
const T = 1_748_772_000_000;

interface Document {
	readonly curveType?: string;
	readonly unit?: string;
	readonly businessType?: string;
	readonly name?: string;
	readonly resolution?: string;
	readonly end?: string;
	readonly points: string;
}

function seriesOf(series: Document): string {
	const { curveType = 'A01', unit = 'MWH', businessType = 'A04', resolution = 'PT15M', end = '11:00', points } = series;
	const { name = '<outBiddingZone_Domain.mRID codingScheme="A01">10YNL----------L</outBiddingZone_Domain.mRID>' } =
		series;
	const rows = points
		.split(' ')
		.map((each) => each.split('='))
		.map(([position, quantity]) => `<Point><position>${position}</position><quantity>${quantity}</quantity></Point>`);
	return (
		`<TimeSeries><mRID>1</mRID><businessType>${businessType}</businessType>${name}` +
		`<quantity_Measure_Unit.name>${unit}</quantity_Measure_Unit.name><curveType>${curveType}</curveType>` +
		`<Period><timeInterval><start>2025-06-01T10:00Z</start><end>2025-06-01T${end}Z</end></timeInterval>` +
		`<resolution>${resolution}</resolution>${rows.join('')}</Period></TimeSeries>`
	);
}

function read(documents: readonly Document[], options: EntsoeCurveOptions = {}) {
	const reader = new EntsoeCurve(options);
	const first = reader.push(
		'<?xml version="1.0"?><GL_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-6:generationloaddocument:3:0">' +
			`<mRID>x</mRID><type>A65</type>${documents.map(seriesOf).join('')}</GL_MarketDocument>`,
	);
	const batch = reader.end();
	const refused = [...first.refused, ...batch.refused];
	return { ...batch, refused, summary: reader.summary(), energy: batch.readings.map(({ consumedWh }) => consumedWh) };
}

describe('an ENTSO-E curve', () => {
	it('of type A01 states every point', () => {
		const { readings, refused } = read([{ points: '1=0.001 2=0.002 3=0.0025 4=0' }]);
		expect(refused).toEqual([]);
		expect(readings).toEqual(
			[1_000, 2_000, 2_500, 0].map((consumedWh, index) => ({
				meter: '10YNL----------L',
				start: T + index * 900_000,
				end: T + (index + 1) * 900_000,
				generatedWh: 0,
				consumedWh,
			})),
		);
	});

	it('of type A03 leaves out points that repeat the one before', () => {
		expect(read([{ curveType: 'A03', points: '1=0.001 3=0.002' }]).energy).toEqual([1_000, 1_000, 2_000, 2_000]);
		expect(read([{ curveType: 'A03', points: '1=0.001' }]).energy).toEqual([1_000, 1_000, 1_000, 1_000]);
	});

	it('of type A01 with a point left out lacks a reading, as does A03 without its first', () => {
		const { refused, energy, summary } = read([{ points: '1=0.001 3=0.002 4=0.003' }]);
		expect(energy).toEqual([1_000, 2_000, 3_000]);
		expect(refused).toMatchObject([{ code: 'INTERVAL_GAP', details: { start: '2025-06-01T10:15:00Z' } }]);
		expect(summary.gapCount).toBe(1);
		expect(read([{ curveType: 'A03', points: '2=0.001' }]).refused).toMatchObject([{ code: 'INTERVAL_GAP' }]);
	});

	it.each([
		['MAW', 'PT15M', '11:00', '1=0.004 2=0 3=0 4=1', [1_000, 0, 0, 250_000]],
		['MAW', 'PT30M', '11:00', '1=0.003 2=1.5', [1_500, 750_000]],
		['MAW', 'PT60M', '11:00', '1=2', [2_000_000]],
		['KWH', 'PT60M', '12:00', '1=1.5 2=2', [1_500, 2_000]],
		['KWT', 'PT15M', '10:15', '1=0.1', [25]],
	])('in %s by %s becomes energy', (unit, resolution, end, points, expected) => {
		expect(read([{ unit, resolution, end, points }]).energy).toEqual(expected);
	});

	it('says its direction by the kind of business or the area, and joins both', () => {
		const into = '<inBiddingZone_Domain.mRID>10YNL----------L</inBiddingZone_Domain.mRID>';
		const { readings } = read([
			{ resolution: 'PT60M', points: '1=0.5' },
			{ resolution: 'PT60M', businessType: 'A01', name: into, points: '1=0.25' },
		]);
		expect(readings).toMatchObject([{ generatedWh: 250_000, consumedWh: 500_000 }]);
		const pump = read([{ resolution: 'PT60M', businessType: 'A01', points: '1=0.5' }]);
		expect(pump.readings).toMatchObject([{ consumedWh: 500_000, generatedWh: 0 }]);
	});

	it('takes a meter and a direction from beside the file', () => {
		const { readings } = read([{ resolution: 'PT60M', points: '1=0.5' }], { meter: 'M1', flow: 'generated' });
		expect(readings).toMatchObject([{ meter: 'M1', generatedWh: 500_000 }]);
	});

	it.each([
		['XML_CONTENT', { points: '5=1 1=1 2=1 3=1 4=1' }],
		['XML_CONTENT', { points: '1=1 1=1 2=1 3=1 4=1' }],
		['XML_CONTENT', { points: 'x=1 1=1 2=1 3=1 4=1' }],
		['XML_CONTENT', { curveType: 'A02', points: '1=1' }],
		['XML_CONTENT', { resolution: 'P1D', points: '1=1' }],
		['XML_CONTENT', { end: '10:10', points: '1=1' }],
		['XML_CONTENT', { end: '09:00', points: '1=1' }],
		['INTERVAL_UNIT', { unit: 'EUR', points: '1=1' }],
		['INTERVAL_DIRECTION', { businessType: 'B99', name: '', points: '1=1' }],
		['INTERVAL_METER_MISSING', { name: '<registeredResource.mRID>no name</registeredResource.mRID>', points: '1=1' }],
		['FORMAT_NUMBER_INVALID', { resolution: 'PT60M', points: '1=x' }],
		['FORMAT_NUMBER_DIGITS', { unit: 'MAW', points: '1=0.000001 2=0 3=0 4=0' }],
		['INTERVAL_VALUE_INVALID', { resolution: 'PT60M', points: '1=-1' }],
	])('refuses what is not one with %s: %j', (code, document) => {
		const { refused, summary } = read([document]);
		expect(refused[0]?.code).toBe(code);
		expect(summary.errors).toBe(refused.length);
	});

	it('is refused in another document', () => {
		expect(() => new EntsoeCurve().push('<feed xmlns="http://www.w3.org/2005/Atom"/>')).toThrow(
			expect.objectContaining({ code: 'XML_CONTENT' }),
		);
	});
});
