import { describe, expect, it } from 'vitest';
import type { ClearedPrice } from '../../../src/shared/formats/cleared-prices.ts';
import { readCsv } from '../../../src/shared/formats/csv.ts';
import { deliveryDay } from '../../../src/shared/formats/local-day.ts';
import { type PriceEventOptions, priceEvent } from '../../../src/shared/formats/openadr.ts';
import { writePriceCsv } from '../../../src/shared/formats/price-csv.ts';
import { openTimeZone } from '../../../src/shared/formats/time-zone.ts';
import { openAdrEvent } from '../../fixtures/openadr/event-schema.ts';

const rome = openTimeZone('Europe/Rome');
const options: PriceEventOptions = { programId: 'program-1', eventName: 'day ahead', currency: 'EUR' };

/** One price per quarter-hour: −50, −49, … EUR/MWh. */
function pricesOf(day: string): ClearedPrice[] {
	return deliveryDay(day, rome, 15).periods.map(({ start, end, number }) => ({
		zone: 'NORD',
		product: `Q${number}`,
		start,
		end,
		price: (number - 51) * 1_000,
		volumeWh: number * 1_500,
	}));
}

describe('cleared prices as CSV', () => {
	it('have UTC and local stamps that tell an hour that comes twice apart', () => {
		const records = readCsv(writePriceCsv(pricesOf('2025-10-26'), rome, 'EUR'));
		expect(records).toHaveLength(101);
		expect(records[0]?.text).toBe('zone,product,start_utc,end_utc,start_local,end_local,price_eur_per_mwh,volume_mwh');
		expect(records[9]?.text).toBe(
			'NORD,Q9,2025-10-26T00:00:00Z,2025-10-26T00:15:00Z,2025-10-26T02:00:00+02:00,2025-10-26T02:15:00+02:00,-42,0.0135',
		);
		expect(records[13]?.cells?.slice(2, 6)).toEqual([
			'2025-10-26T01:00:00Z',
			'2025-10-26T01:15:00Z',
			'2025-10-26T02:00:00+01:00',
			'2025-10-26T02:15:00+01:00',
		]);
	});

	it('leave a period without a price empty', () => {
		const [price] = pricesOf('2025-06-01');
		const text = writePriceCsv([{ ...(price as ClearedPrice), price: null, volumeWh: 0 }], rome, 'EUR');
		expect(readCsv(text)[1]?.cells?.slice(6)).toEqual(['', '0']);
	});
});

describe('cleared prices as an OpenADR event', () => {
	it.each([
		['2025-03-30', 92],
		['2025-06-01', 96],
		['2025-10-26', 100],
	])('of %s have %i intervals and the published form', (day, count) => {
		const event = priceEvent(pricesOf(day), options);
		expect(openAdrEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
		expect(event.intervals).toHaveLength(count);
		expect(event.intervalPeriod.duration).toBe('PT15M');
		expect(event.intervals.every(({ intervalPeriod }) => intervalPeriod === undefined)).toBe(true);
		expect(JSON.stringify(event.intervals[0])).toBe('{"id":0,"payloads":[{"type":"PRICE","values":[-0.05]}]}');
	});

	it('state each interval’s own time where a period has no price', () => {
		const prices = pricesOf('2025-06-01').map((each, index) => (index === 4 ? { ...each, price: null } : each));
		const event = priceEvent(prices, options);
		expect(openAdrEvent.safeParse(event).success).toBe(true);
		expect(event.intervals).toHaveLength(95);
		expect(event.intervals[4]).toEqual({
			id: 4,
			intervalPeriod: { start: '2025-05-31T23:15:00Z', duration: 'PT15M' },
			payloads: [{ type: 'PRICE', values: [-0.045] }],
		});
	});

	it('are refused without a price, of several zones, out of order, and with a bad program or currency', () => {
		const prices = pricesOf('2025-06-01');
		const [first, second] = prices as [ClearedPrice, ClearedPrice];
		for (const wrong of [
			[],
			[{ ...first, price: null }],
			[first, { ...second, zone: 'SUD' }],
			[second, first],
			[first, first],
		])
			expect(() => priceEvent(wrong, options)).toThrow(expect.objectContaining({ code: 'OPENADR_INVALID' }));
		for (const wrong of [{ programId: 'a b' }, { programId: '' }, { currency: 'eur' }])
			expect(() => priceEvent(prices, { ...options, ...wrong })).toThrow(
				expect.objectContaining({ code: 'OPENADR_INVALID' }),
			);
	});

	it('are judged by a schema that refuses another form', () => {
		const event = priceEvent(pricesOf('2025-06-01'), options);
		for (const wrong of [
			{ ...event, programID: 'a b' },
			{ ...event, intervalPeriod: { start: 'today' } },
			{ ...event, intervalPeriod: { duration: '15 minutes' } },
			{ ...event, intervals: [{ id: 0 }] },
			{ ...event, intervals: [{ id: 0, payloads: [{ type: 'PRICE', values: ['0.1'] }] }] },
			{ ...event, price: 1 },
		])
			expect(openAdrEvent.safeParse(wrong).success).toBe(false);
	});
});
