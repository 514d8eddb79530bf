import { describe, expect, it } from 'vitest';
import { localCalendar } from '../../../src/main/api/read-model/local-time.ts';
import { MeterReadings } from '../../../src/main/api/read-model/meter-readings.ts';
import { DEFAULT_RETENTION, type Retention } from '../../../src/main/api/read-model/retention.ts';
import { readingId } from '../../../src/shared/codec/ids.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';

function readingsOf(limits: Partial<Retention> = {}, utcOffsetMinutes = 0): MeterReadings {
	return new MeterReadings({ ...DEFAULT_RETENTION, ...limits }, localCalendar(utcOffsetMinutes).hourOf);
}

function record(
	readings: MeterReadings,
	meter: string,
	start: number,
	generatedWh: number,
	version = 1,
	height = 1,
): void {
	readings.record(
		{
			kind: 'reading-recorded',
			reading: readingId(meter, start, version),
			batch: 'RB-0',
			meter,
			participant: 'p',
			start,
			end: start + 900_000,
			generatedWh,
			consumedWh: 2 * generatedWh,
			version,
		},
		{ height, time: 0, transactionId: null },
	);
}

describe('meter readings', () => {
	it('sum up the quarter-hours of all meters in an hour', () => {
		const readings = readingsOf();
		for (let quarter = 0; quarter < 4; quarter++)
			for (const meter of ['a', 'b']) record(readings, meter, quarter * 900_000, 10);
		expect(readings.hours.get(0)).toMatchObject({ generatedWh: 80, consumedWh: 160 });
	});

	it('replace a reading by its correction, whatever the order of arrival', () => {
		const readings = readingsOf();
		record(readings, 'a', 0, 10);
		record(readings, 'a', 0, 25, 3, 7);
		record(readings, 'a', 0, 99, 2, 8);
		expect(readings.hours.get(0)).toMatchObject({ generatedWh: 25, consumedWh: 50, firstHeight: 1, lastHeight: 7 });
		expect(readings.find('R-a-0-v3')?.generatedWh).toBe(25);
		expect(readings.find('R-a-0')).toBeUndefined();
	});

	it('belong to local hours where the zone is off by half an hour', () => {
		const readings = readingsOf({}, 330);
		record(readings, 'a', HOUR_MS / 2, 10);
		expect([...readings.hours.keys()]).toEqual([HOUR_MS / 2]);
	});

	it('are kept for the retained hours before the newest one', () => {
		const readings = readingsOf({ readingHours: 24 });
		for (let hour = 0; hour < 60; hour++) record(readings, 'a', hour * HOUR_MS, 1);
		expect(readings.hours.size).toBe(25);
		record(readings, 'a', 0, 5);
		expect(readings.hours.has(0)).toBe(false);
	});

	it('never exceed their number: the oldest hour goes first', () => {
		const readings = readingsOf({ readings: 10 });
		for (let hour = 0; hour < 20; hour++)
			for (const meter of ['a', 'b', 'c']) record(readings, meter, hour * HOUR_MS, 1);
		const held = [...readings.hours.values()].reduce((sum, hour) => sum + hour.readings.size, 0);
		expect(held).toBeLessThanOrEqual(10);
		expect(readings.hours.has(19 * HOUR_MS)).toBe(true);
	});
});
