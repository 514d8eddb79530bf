import { describe, expect, it } from 'vitest';
import { readExactNumber, writeExactNumber } from '../../../src/shared/formats/exact-number.ts';

describe('an exact number', () => {
	it.each([
		['0.1', 6, 100_000],
		['-500.0', 6, -500_000_000],
		['1234567890.123456', 6, 1_234_567_890_123_456],
		['9007199254.740991', 6, Number.MAX_SAFE_INTEGER],
		['0.1000000', 6, 100_000],
		['-0', 6, 0],
		['-0.0', 2, 0],
		['1e3', 6, 1_000_000_000],
		['1.5E-6', 7, 15],
		['1e-05', 6, 10],
		['12.5e+1', 0, 125],
		['0e999999999', 6, 0],
		['0007', 0, 7],
	])('%s at scale %i is %i', (text, scale, count) => {
		expect(readExactNumber(text, scale, 'refuse')).toBe(count);
	});

	it.each([
		['', 'invalid'],
		['-', 'invalid'],
		['+1', 'invalid'],
		['.5', 'invalid'],
		['5.', 'invalid'],
		['1,5', 'invalid'],
		[' 1', 'invalid'],
		['NaN', 'invalid'],
		['Infinity', 'invalid'],
		['0x10', 'invalid'],
		['1e', 'invalid'],
		['1e5.5', 'invalid'],
		['9'.repeat(401), 'invalid'],
		['0.0000001', 'digits'],
		['1e-7', 'digits'],
		['1e-999999', 'digits'],
		['9007199254.740992', 'range'],
		['9'.repeat(400), 'range'],
		['1e400', 'range'],
		['1e401', 'range'],
	])('refuses %s: %s', (text, fault) => {
		expect(readExactNumber(text, 6, 'refuse')).toBe(fault);
	});

	it.each([
		['74.89999999999999', 74_900_000],
		['0.7000000000000001', 700_000],
		['0.0000005', 0],
		['0.0000015', 2],
		['0.0000025', 2],
		['0.00000250000001', 3],
		['-0.0000015', -2],
		['-0.0000001', 0],
		['2.5e-6', 2],
		['25e-7', 2],
		['1e-999', 0],
	])('rounds %s half to even', (text, count) => {
		expect(readExactNumber(text, 6, 'half-even')).toBe(count);
	});

	it('is written without zeros at its end', () => {
		expect(writeExactNumber(0, 6)).toBe('0');
		expect(writeExactNumber(-500_000, 6)).toBe('-0.5');
		expect(writeExactNumber(12_000_000, 6)).toBe('12');
		expect(writeExactNumber(1, 6)).toBe('0.000001');
		expect(writeExactNumber(-123_456_789_012_345_678n, 12)).toBe('-123456.789012345678');
		expect(writeExactNumber(7, 0)).toBe('7');
	});
});
