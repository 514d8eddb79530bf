import { describe, expect, it } from 'vitest';
import { createFormatter } from '../../../src/renderer/app/formatter.ts';

const fontana = { currency: 'USD', utcOffsetMinutes: -480 };
const kolkata = { currency: 'INR', utcOffsetMinutes: 330 };
const AFTERNOON = Date.UTC(2017, 6, 28, 23, 37, 32);

describe('formatter', () => {
	const en = createFormatter('en', fontana);
	const zh = createFormatter('zh-CN', fontana);

	it('prints energy in kWh with one to three decimals as it needs', () => {
		expect([3_200, 100, 0, 1_250, 1_234, 12_345_678].map((wh) => en.energy(wh))).toEqual([
			'3.2',
			'0.1',
			'0.0',
			'1.25',
			'1.234',
			'12,345.678',
		]);
		expect(en.energyRounded(234_980)).toBe('235 kWh');
	});

	it('prints a column of energies with the decimals that all of them need', () => {
		expect(en.energyDecimals([3_200, null, 100])).toBe(1);
		expect(en.energyDecimals([640, 100])).toBe(2);
		expect([961, 640].map((wh) => en.energy(wh, en.energyDecimals([961, 640])))).toEqual(['0.961', '0.640']);
		expect([3_835, 23, 0].map(en.energyShort)).toEqual(['3.8', '0.023', '0.0']);
	});

	it('rounds money in a column and never cuts it off', () => {
		expect(en.moneyBare(28_712)).toBe('0.0287');
		expect(en.moneyBare(28_790)).toBe('0.0288');
	});

	it('prints every micro-unit of money when asked and never rounds it away', () => {
		expect(en.money(412_200, 6)).toBe('$0.412200');
		expect(en.money(1, 6)).toBe('$0.000001');
		expect(en.money(-5_000_000)).toBe('-$5.00');
		expect(en.money(2_035, 'exact')).toBe('$0.002035');
		expect(en.money(7_250_000, 'exact')).toBe('$7.25');
	});

	it('prints a price per kWh with at least three decimals and keeps finer ticks', () => {
		expect(en.price(254_000)).toBe('$0.254');
		expect(en.price(254_500)).toBe('$0.2545');
		expect(en.priceBare(50_000)).toBe('0.050');
		expect(en.priceUnit).toBe('$/kWh');
		expect(createFormatter('en', kolkata).priceUnit).toBe('₹/kWh');
	});

	it('prints times in the market zone, whatever the zone of the machine', () => {
		expect(en.timeSeconds(AFTERNOON)).toBe('15:37:32');
		expect(zh.timeSeconds(AFTERNOON)).toBe('15:37:32');
		expect(en.day(AFTERNOON)).toBe('Fri 28 Jul');
		expect(zh.day(AFTERNOON)).toBe('7月28日周五');
		expect(createFormatter('en', kolkata).time(AFTERNOON)).toBe('05:07');
		expect(en.hour(Date.UTC(2017, 6, 28, 8))).toBe('00:00');
	});

	it('names the zone by its offset', () => {
		expect([en.zone, createFormatter('en', kolkata).zone]).toEqual(['UTC−8', 'UTC+5:30']);
	});

	it('counts down in minutes and seconds, then hours, then days, and never below zero', () => {
		expect(en.countdown(748_000)).toEqual({ text: '12:28', unit: 'min' });
		expect(en.countdown(3_599_999)).toEqual({ text: '59:59', unit: 'min' });
		expect(en.countdown(3_600_000)).toEqual({ text: '1:00', unit: 'h' });
		expect(en.countdown(4 * 86_400_000)).toEqual({ text: '4', unit: 'd' });
		expect(en.countdown(-1)).toEqual({ text: '00:00', unit: 'min' });
	});

	it('writes small counts as words of the language', () => {
		expect([en.countWord(3), en.countWord(12), en.countWord(13)]).toEqual(['three', 'twelve', '13']);
		expect([zh.countWord(2), zh.countWord(10), zh.countWord(11)]).toEqual(['两', '十', '11']);
	});
});
