import { describe, expect, it } from 'vitest';
import { calendarDay, dayNumber, formatStamp, parseDay } from '../../../src/shared/formats/calendar.ts';
import { deliveryDay, localDayOf } from '../../../src/shared/formats/local-day.ts';
import { readStamp } from '../../../src/shared/formats/local-stamp.ts';
import { openTimeZone } from '../../../src/shared/formats/time-zone.ts';

const quarters = (day: string, zone: string) => deliveryDay(day, openTimeZone(zone), 15);
const labels = (day: string, zone: string) =>
	deliveryDay(day, openTimeZone(zone), 60).periods.map(({ label }) => label);

describe('the calendar', () => {
	it('agrees with the platform on every day from 1970 to 2199', () => {
		for (let days = 0; days < 84_006; days += 1) {
			const { year, month, day } = calendarDay(days);
			const date = new Date(days * 86_400_000);
			if (year !== date.getUTCFullYear() || month !== date.getUTCMonth() + 1 || day !== date.getUTCDate())
				expect.unreachable(`day ${days} is ${year}-${month}-${day}`);
			if (dayNumber(year, month, day) !== days) expect.unreachable(`${year}-${month}-${day} is not day ${days}`);
		}
	});

	it.each([
		'2025-02-29',
		'2100-02-29',
		'2025-13-01',
		'2025-00-10',
		'2025-04-31',
		'1969-12-31',
		'2200-01-01',
		'2025-4-1',
	])('does not have %s', (day) => {
		expect(parseDay(day)).toBeNull();
	});
});

describe('a delivery day', () => {
	it.each([
		['Europe/Rome', '2025-03-29', 96],
		['Europe/Rome', '2025-03-30', 92],
		['Europe/Rome', '2025-10-26', 100],
		['Europe/Berlin', '2024-03-31', 92],
		['Europe/Berlin', '2024-10-27', 100],
		['America/Los_Angeles', '2025-03-09', 92],
		['America/Los_Angeles', '2025-11-02', 100],
		['Asia/Shanghai', '2025-03-30', 96],
		['Australia/Lord_Howe', '2025-10-05', 94],
		['Australia/Lord_Howe', '2025-04-06', 98],
		['UTC', '2025-03-30', 96],
		['+05:45', '2025-03-30', 96],
	])('in %s on %s has %i quarter-hours without a hole', (zone, day, count) => {
		const { periods, start, end } = quarters(day, zone);
		expect(periods).toHaveLength(count);
		expect(periods.map(({ number }) => number)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
		expect(periods[0]?.start).toBe(start);
		expect(periods.at(-1)?.end).toBe(end);
		for (const [index, period] of periods.entries()) {
			expect(period.end - period.start).toBe(900_000);
			if (index > 0) expect(period.start).toBe(periods[index - 1]?.end);
			expect(localDayOf(period.start, openTimeZone(zone))).toBe(day);
		}
		expect(new Set(periods.map(({ label }) => label)).size).toBe(count);
	});

	it('begins and ends at local midnight', () => {
		const { start, end } = quarters('2025-03-30', 'Europe/Rome');
		expect([formatStamp(start), formatStamp(end)]).toEqual(['2025-03-29T23:00:00Z', '2025-03-30T22:00:00Z']);
	});

	it('names the hour that comes twice 3a and 3b', () => {
		expect(labels('2025-10-26', 'Europe/Berlin').slice(0, 6)).toEqual(['1', '2', '3a', '3b', '4', '5']);
		expect(
			quarters('2025-10-26', 'Europe/Berlin')
				.periods.slice(8, 17)
				.map(({ label }) => label),
		).toEqual(['3a Q1', '3a Q2', '3a Q3', '3a Q4', '3b Q1', '3b Q2', '3b Q3', '3b Q4', '4 Q1']);
	});

	it('has no hour 3 when clocks go forward over it', () => {
		expect(labels('2025-03-30', 'Europe/Berlin').slice(0, 4)).toEqual(['1', '2', '4', '5']);
		expect(labels('2025-03-30', 'Europe/Berlin')).toHaveLength(23);
	});

	it('of half an hour more or less divides into half-hours, and is refused in hours', () => {
		const zone = openTimeZone('Australia/Lord_Howe');
		expect(deliveryDay('2025-04-06', zone, 30).periods).toHaveLength(49);
		expect(
			deliveryDay('2025-04-06', zone, 30)
				.periods.slice(2, 6)
				.map(({ label }) => label),
		).toEqual(['2 H1', '2a H2', '2b H2', '3 H1']);
		expect(deliveryDay('2025-10-05', zone, 30).periods).toHaveLength(47);
		for (const day of ['2025-04-06', '2025-10-05'])
			expect(() => deliveryDay(day, zone, 60)).toThrow(expect.objectContaining({ code: 'DAY_UNEVEN' }));
	});

	it('whose midnight is skipped begins with its first instant', () => {
		const day = deliveryDay('2024-09-08', openTimeZone('America/Santiago'), 60);
		expect(day.periods).toHaveLength(23);
		expect(day.periods[0]).toMatchObject({ clock: '01:00', label: '2' });
	});

	it('that a zone skipped as a whole is refused, as is one that does not exist', () => {
		for (const [day, zone] of [
			['2011-12-30', 'Pacific/Apia'],
			['2025-02-30', 'Europe/Rome'],
			['30.03.2025', 'Europe/Rome'],
		] as const)
			expect(() => quarters(day, zone)).toThrow(expect.objectContaining({ code: 'DAY_INVALID' }));
	});

	it.each(['Europe/Atlantis', '', '+15:00', '+2', 'x'.repeat(1_000), '../etc'])(
		'is refused in the zone "%s"',
		(zone) => {
			expect(() => openTimeZone(zone)).toThrow(expect.objectContaining({ code: 'ZONE_UNKNOWN' }));
		},
	);
});

describe('a local stamp', () => {
	const rome = openTimeZone('Europe/Rome');
	const meaning = (text: string, zone = rome) => {
		const read = readStamp(text, zone);
		return 'fault' in read ? read.fault.code : read.instants.map((time) => formatStamp(time));
	};

	it.each([
		'2025-06-01T12:15',
		'2025-06-01 12:15',
		'2025-06-01 12:15:00',
		'2025/6/1 12:15',
		'01.06.2025 12:15',
		'2025年6月1日 12:15',
		'2025-06-01T10:15Z',
		'2025-06-01T10:15:00.000Z',
		'2025-06-01T12:15+02:00',
		'2025-06-01T03:15:00-0700',
	])('%s means one instant', (text) => {
		expect(meaning(text)).toEqual(['2025-06-01T10:15:00Z']);
	});

	it('of 24:00 is the next midnight', () => {
		expect(meaning('2025-06-01 24:00')).toEqual(['2025-06-01T22:00:00Z']);
	});

	it.each([
		'',
		'2025-06-01',
		'12:15',
		'6/1/2025 12:15',
		'2025-06-31 12:15',
		'2025-06-01 12:60',
		'2025-06-01 24:15',
		'2025-06-01 12:15A',
		'2025-06-01T12:15+25:00',
		'9'.repeat(10_000),
	])('"%s" is refused', (text) => {
		expect(meaning(text)).toBe('STAMP_INVALID');
	});

	it('that comes twice means both instants, and one with A, B or an offset', () => {
		expect(meaning('2025-10-26 02:15')).toEqual(['2025-10-26T00:15:00Z', '2025-10-26T01:15:00Z']);
		expect(meaning('2025-10-26 02:15A')).toEqual(['2025-10-26T00:15:00Z']);
		expect(meaning('2025-10-26 02:15 b')).toEqual(['2025-10-26T01:15:00Z']);
		expect(meaning('2025-10-26 02:15+01:00')).toEqual(['2025-10-26T01:15:00Z']);
		expect(meaning('2025-10-26 01:45')).toHaveLength(1);
		expect(meaning('2025-10-26 03:00')).toHaveLength(1);
	});

	it('that the clock skips is refused with the time at which it goes on', () => {
		expect(readStamp('2025-03-30 02:15', rome)).toEqual({
			fault: {
				code: 'STAMP_INEXISTENT',
				details: { stamp: '2025-03-30 02:15', zone: 'Europe/Rome', after: '2025-03-30T03:00:00+02:00' },
			},
		});
		expect(meaning('2025-03-30 03:00')).toEqual(['2025-03-30T01:00:00Z']);
	});

	it('of a zone that changes by half an hour is ambiguous for half an hour', () => {
		const lordHowe = openTimeZone('Australia/Lord_Howe');
		expect(meaning('2025-04-06 01:30', lordHowe)).toEqual(['2025-04-05T14:30:00Z', '2025-04-05T15:00:00Z']);
		expect(meaning('2025-04-06 01:15', lordHowe)).toHaveLength(1);
		expect(meaning('2025-10-05 02:15', lordHowe)).toBe('STAMP_INEXISTENT');
	});
});
