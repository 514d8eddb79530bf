import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PositionOwner } from '../../../src/shared/contract/index.ts';
import { fixedZone } from '../../../src/shared/formats/time-zone.ts';
import { readForecast } from '../../../src/shared/positions/forecast-file.ts';
import {
	addPositions,
	averagePrice,
	meterFigures,
	NO_POSITION,
	ownerFigures,
} from '../../../src/shared/positions/position-figures.ts';

const START = Date.UTC(2026, 0, 5, 10);
const at = { hour: 0, start: START };
const NONE = new Map();

const owner = (change: Partial<PositionOwner> = {}): PositionOwner => ({
	owner: 'home-1',
	name: 'Home 1',
	zone: 'F',
	sender: 'home-1',
	senderName: 'Home 1',
	boughtWh: [0],
	soldWh: [2_000],
	boughtMoney: [0],
	soldMoney: [400_000],
	openBidWh: [0],
	openOfferWh: [500],
	orders: [1],
	shortPrice: [300_000],
	longPrice: [50_000],
	settledMoney: [null],
	gateClosure: [START],
	meters: [{ meter: 'M-1', meteredWh: [null], forecastWh: [1_500], forecastFrom: '2026-01-02' }],
	...change,
});

describe('an owner’s position in an hour', () => {
	it('is what it sold less what it bought, beside the forecast until a reading is there', () => {
		const figures = ownerFigures(owner(), at, NONE);
		expect(figures).toMatchObject({ positionWh: 2_000, forecastWh: 1_500, basis: 'forecast', deviationWh: -500 });
		expect(figures.deviationMoney).toBe(-150_000);
		const [meter] = owner().meters;
		const metered = owner({ meters: [{ ...(meter as PositionOwner['meters'][number]), meteredWh: [2_600] }] });
		expect(ownerFigures(metered, at, NONE)).toMatchObject({
			basis: 'metered',
			deviationWh: 600,
			deviationMoney: 30_000,
		});
	});

	it('takes what was settled before any estimate', () => {
		expect(ownerFigures(owner({ settledMoney: [-7] }), at, NONE)).toMatchObject({
			deviationMoney: -7,
			isSettled: true,
		});
	});

	it('has no deviation where one of its meters is unknown', () => {
		const [meter] = owner().meters;
		const two = owner({
			meters: [...owner().meters, { ...(meter as PositionOwner['meters'][number]), meter: 'M-2', forecastWh: [null] }],
		});
		expect(ownerFigures(two, at, NONE)).toMatchObject({ basis: null, deviationWh: null, deviationMoney: null });
	});

	it('takes an imported forecast in place of the meter’s own, the owner’s before its meters’', () => {
		const ofMeter = new Map([['M-1', new Map([[START, 1_900]])]]);
		expect(ownerFigures(owner(), at, ofMeter).forecastWh).toBe(1_900);
		expect(meterFigures(owner().meters[0] as PositionOwner['meters'][number], at, ofMeter).forecastWh).toBe(1_900);
		const ofOwner = new Map([...ofMeter, ['home-1', new Map([[START, 2_100]])]] as const);
		expect(ownerFigures(owner(), at, ofOwner)).toMatchObject({ forecastWh: 2_100, deviationMoney: 5_000 });
	});
});

describe('sums of positions', () => {
	it('leave out what is unknown and say when their bases are mixed', () => {
		const metered = { ...NO_POSITION, meteredWh: 100, basis: 'metered' as const, deviationWh: 100 };
		const forecast = { ...NO_POSITION, forecastWh: 40, basis: 'forecast' as const, deviationWh: 40 };
		expect(addPositions([metered, forecast, NO_POSITION])).toMatchObject({
			meteredWh: 100,
			forecastWh: 40,
			basis: 'mixed',
			deviationWh: 140,
			deviationMoney: null,
		});
		expect(addPositions([])).toEqual(NO_POSITION);
	});

	it('are the same in whatever groups they are added', () => {
		const part = fc.record({
			sold: fc.nat(1_000_000),
			bought: fc.nat(1_000_000),
			net: fc.option(fc.integer({ min: -1_000_000, max: 1_000_000 })),
		});
		fc.assert(
			fc.property(fc.array(part, { maxLength: 12 }), fc.nat(12), (parts, cut) => {
				const figures = parts.map(({ sold, bought, net }) =>
					ownerFigures(
						owner({
							soldWh: [sold],
							boughtWh: [bought],
							meters: [{ meter: 'M', meteredWh: [net], forecastWh: [null], forecastFrom: null }],
						}),
						at,
						NONE,
					),
				);
				const whole = addPositions(figures);
				const grouped = addPositions([addPositions(figures.slice(0, cut)), addPositions(figures.slice(cut))]);
				expect({ ...grouped, isSettled: whole.isSettled }).toEqual(whole);
			}),
		);
	});

	it('have an average price only where energy was traded', () => {
		expect(averagePrice(400_000, 2_000)).toBe(200_000);
		expect(averagePrice(0, 0)).toBeNull();
	});
});

describe('a forecast file', () => {
	it('is read as readings are, quarter-hours added up to hours', () => {
		const rows = [0, 15, 30, 45].map((minute) => `M-1,2026-01-05T10:${String(minute).padStart(2, '0')}Z,0.5,0.1`);
		const text = ['meter,start,generated_kwh,consumed_kwh', ...rows, 'M-1,yesterday,1,1'].join('\n');
		const { forecast, rows: read, refused } = readForecast(text, fixedZone(0));
		expect([read, refused]).toEqual([4, 1]);
		expect(forecast.get('M-1')?.get(START)).toBe(1_600);
	});

	it('is refused as a whole when it is no table of intervals', () => {
		expect(() => readForecast('a,b\n1,2\n', fixedZone(0))).toThrow(/FORMAT_|column|start/i);
	});
});
