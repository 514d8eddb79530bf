import { describe, expect, it } from 'vitest';
import { eicCheckCharacter, eicObjectType, isEic, requireEic } from '../../../src/shared/formats/eic.ts';

/** Codes as ENTSO-E publishes them: bidding zones, control areas, operators and a metering point. */
const PUBLISHED = [
	'10YNL----------L',
	'10YDE-VE-------2',
	'10YFR-RTE------C',
	'10YBE----------2',
	'10YES-REE------0',
	'10YPL-AREA-----S',
	'10YAT-APG------L',
	'10YCH-SWISSGRIDZ',
	'10YCZ-CEPS-----N',
	'10YIT-GRTN-----B',
	'10Y1001A1001A82H',
	'10Y1001A1001A73I',
	'10Y1001A1001A83F',
	'10X1001A1001A450',
];

describe('an EIC code', () => {
	it.each(PUBLISHED)('is accepted as published: %s', (code) => {
		expect(requireEic(code)).toBe(code);
		expect(isEic(code)).toBe(true);
		expect(eicCheckCharacter(code.slice(0, 15))).toBe(code[15]);
	});

	it.each(PUBLISHED)('is refused after any change of one character: %s', (code) => {
		for (let position = 0; position < 16; position += 1) {
			for (const letter of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-') {
				if (letter === code[position]) continue;
				expect(isEic(code.slice(0, position) + letter + code.slice(position + 1))).toBe(false);
			}
		}
	});

	it.each([
		'',
		'10YNL',
		'10ynl----------l',
		'10YNL----------L ',
		'10QNL----------L',
		'AAYNL----------L',
		'１0YNL----------L',
	])('of another form is refused as such: "%s"', (text) => {
		expect(isEic(text)).toBe(false);
		expect(eicObjectType(text)).toBeNull();
		expect(() => requireEic(text)).toThrow(expect.objectContaining({ code: 'EIC_INVALID' }));
	});

	it('never ends in a hyphen: offices issue no such code', () => {
		const body = Array.from(
			{ length: 37 },
			(_, n) => `10X00000000000${'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-'[n]}`,
		).find((first15) => eicCheckCharacter(first15) === '-');
		expect(body).toBeDefined();
		expect(isEic(`${body}-`)).toBe(false);
		expect(() => requireEic(`${body}-`)).toThrow(expect.objectContaining({ code: 'EIC_INVALID' }));
	});

	it('with a wrong check character is refused with the one that belongs there', () => {
		expect(() => requireEic('10YNL----------K')).toThrow(
			expect.objectContaining({
				code: 'EIC_CHECK_WRONG',
				details: { code: '10YNL----------K', found: 'K', expected: 'L' },
			}),
		);
	});

	it('names a kind of object, and the wrong kind is refused', () => {
		expect(eicObjectType('10X1001A1001A450')).toBe('X');
		expect(requireEic('10YNL----------L', 'Y')).toBe('10YNL----------L');
		expect(() => requireEic('10YNL----------L', 'X')).toThrow(
			expect.objectContaining({
				code: 'EIC_TYPE_WRONG',
				details: expect.objectContaining({ found: 'Y', expected: 'X' }),
			}),
		);
	});

	it('of any length is kept short in the message', () => {
		try {
			requireEic('x'.repeat(10_000));
			expect.unreachable();
		} catch (error) {
			expect((error as Error).message.length).toBeLessThan(100);
		}
	});
});
