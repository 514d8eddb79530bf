import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../src/renderer/app/csv.ts';

describe('CSV export', () => {
	it('ends every record with CRLF and quotes what has separators, as RFC 4180 says', () => {
		expect(
			toCsv(
				['a', 'b'],
				[
					['x,y', 'say "so"'],
					['two\nlines', null],
				],
			),
		).toBe('a,b\r\n"x,y","say ""so"""\r\n"two\nlines",\r\n');
	});

	it('keeps a spreadsheet from running text as a formula', () => {
		for (const attack of ['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '  =1', '\r=1', '＝1', '|cmd'])
			expect(
				toCsv(['h'], [[attack]])
					.split('\r\n')[1]
					?.replace(/^"/, '')
					.startsWith("'"),
				attack,
			).toBe(true);
	});

	it('leaves numbers numbers, negative ones too', () => {
		expect(toCsv(['h'], [[-5], ['-5.25'], [0]])).toBe('h\r\n-5\r\n-5.25\r\n0\r\n');
	});

	it('gives back every text to a strict reader, save for the guard', () => {
		fc.assert(
			fc.property(
				fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 }),
				(rows) => {
					const read = parse(toCsv(['a', 'b'], rows), {
						from_line: 1,
						record_delimiter: '\r\n',
						relax_quotes: false,
					}) as string[][];
					const unguarded = read
						.slice(1)
						.map((row, r) => row.map((cell, c) => (cell === `'${rows[r]?.[c]}` ? cell.slice(1) : cell)));
					expect(unguarded).toEqual(rows);
				},
			),
		);
	});
});
