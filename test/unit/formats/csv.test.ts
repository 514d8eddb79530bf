import { describe, expect, it } from 'vitest';
import { CSV_LIMITS, CsvReader, readCsv, sniffDelimiter } from '../../../src/shared/formats/csv.ts';
import { csvLine, plainCell } from '../../../src/shared/formats/csv-write.ts';

const cellsOf = (text: string) => readCsv(text).map(({ cells }) => cells);

describe('a CSV text', () => {
	it('is read with LF or CRLF, a byte order mark, empty lines and no last line end', () => {
		expect(cellsOf('\uFEFFa,b\r\n\r\n1,2\n , \n3,4')).toEqual([
			['a', 'b'],
			['1', '2'],
			['3', '4'],
		]);
	});

	it('has cells in quotes with delimiters, quotes and line ends inside', () => {
		expect(cellsOf('a,b\n"x,""y""\r\nz",2\n"",""\n3,"4"')).toEqual([
			['a', 'b'],
			['x,"y"\r\nz', '2'],
			['3', '4'],
		]);
	});

	it('names each record by the line on which it begins', () => {
		expect(readCsv('a,b\n"1\n2\n3",4\n\n5,6').map(({ line }) => line)).toEqual([1, 2, 6]);
	});

	it.each([
		['a;b,c;d', ';'],
		['a\tb,c', '\t'],
		['a,b', ','],
		['"a;b;c",d', ','],
		['alone', ','],
	])('separates %j by %j', (line, delimiter) => {
		expect(sniffDelimiter(line)).toBe(delimiter);
	});

	it('may say its delimiter in a first line, as spreadsheets do', () => {
		expect(readCsv('sep=;\r\na;b,c\r\n')).toEqual([{ line: 2, text: 'a;b,c', cells: ['a', 'b,c'] }]);
	});

	it('loses one row, not the rest, by a quote that is followed by other characters', () => {
		expect(cellsOf('a,b\n"1"x,2\n3,4')).toEqual([['a', 'b'], null, ['3', '4']]);
	});

	it('loses one row by a quote that is never closed', () => {
		expect(readCsv('a,b\n"1,2\n3,4\n5,6')).toEqual([
			{ line: 1, text: 'a,b', cells: ['a', 'b'] },
			{ line: 2, text: '"1,2', cells: null },
			{ line: 3, text: '3,4', cells: ['3', '4'] },
			{ line: 4, text: '5,6', cells: ['5', '6'] },
		]);
	});

	it('keeps a quote in the middle of a field as it is', () => {
		expect(cellsOf('a,b\n5" pipe,2')).toEqual([
			['a', 'b'],
			['5" pipe', '2'],
		]);
	});

	it('gives up a line that is too long, and goes on after it', () => {
		const reader = new CsvReader();
		const long = 'x'.repeat(CSV_LIMITS.recordCharacters + 1);
		const records = [
			...reader.push('a,b\n'),
			...reader.push(long),
			...reader.push(`${long},2\n3,4\n`),
			...reader.end(),
		];
		expect(records.map(({ line, cells }) => [line, cells])).toEqual([
			[1, ['a', 'b']],
			[2, null],
			[3, ['3', '4']],
		]);
	});

	it('gives up a line with too many columns', () => {
		expect(cellsOf(`a,b\n${','.repeat(CSV_LIMITS.columns)}x\n3,4`)).toEqual([['a', 'b'], null, ['3', '4']]);
	});

	it('is refused where it is no text, or too much of it', () => {
		expect(() => readCsv('a,b\n1,\0')).toThrow(expect.objectContaining({ code: 'FORMAT_NOT_TEXT' }));
		const reader = new CsvReader();
		const chunk = `${'y'.repeat(8_191)}\n`.repeat(1_024);
		expect(() => {
			for (let n = 0; n < 9; n += 1) reader.push(chunk);
		}).toThrow(expect.objectContaining({ code: 'FORMAT_TOO_LARGE' }));
	});
});

describe('a written CSV line', () => {
	it('quotes what RFC 4180 asks to quote', () => {
		expect(csvLine(['a,b', 'c"d', 'e\nf', 'g;h', null, 5])).toBe('"a,b","c""d","e\nf",g;h,,5\r\n');
		expect(csvLine(['a,b', 'g;h'], ';')).toBe('a,b;"g;h"\r\n');
	});

	it.each(['=1+1', '+cmd', '-cmd|x', '@SUM(A1)', '\tx'])(
		'disarms the formula %j, and reading gives it back',
		(text) => {
			const line = csvLine([text]);
			expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
			expect(plainCell(readCsv(line, { delimiter: ',' })[0]?.cells?.[0] as string)).toBe(text);
		},
	);

	it.each(['-5', '+1.5', '-0,25'])('leaves the number %s as it is', (text) => {
		expect(csvLine([text], ';')).toBe(`${text}\r\n`);
	});
});
