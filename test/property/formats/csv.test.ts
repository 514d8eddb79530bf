import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvReader, type Delimiter, readCsv } from '../../../src/shared/formats/csv.ts';
import { csvLine } from '../../../src/shared/formats/csv-write.ts';

const delimiter = fc.constantFrom<Delimiter>(',', ';', '\t');
const letter = fc.constantFrom('a', '7', '"', ',', ';', '\t', '\n', '\r\n', ' ', '=', '中', '😀');
const cell = fc.array(letter, { maxLength: 6 }).map((letters) => letters.join(''));
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
/** Well-formed fields, quoted at random. */
const quotedCell = cell.map((text) => `"${text.replaceAll('"', '""')}"`);
const plainCell = fc.stringMatching(/^[a-z0-9 .]{0,6}$/);
const wellFormed = fc.array(fc.array(fc.oneof(quotedCell, plainCell), { minLength: 2, maxLength: 4 }), {
	minLength: 1,
	maxLength: 8,
});

function inPieces(text: string, cuts: readonly number[], by: Delimiter) {
	const reader = new CsvReader({ delimiter: by });
	const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
	const pieces = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
	return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

describe('CSV', () => {
	it('reads what the csv-parse library reads', () => {
		fc.assert(
			fc.property(wellFormed, delimiter, fc.constantFrom('\n', '\r\n'), (rows, by, lineEnd) => {
				const text = rows.map((cells) => cells.join(by)).join(lineEnd);
				const library: string[][] = parse(text, { delimiter: by, relax_column_count: true, record_delimiter: lineEnd });
				const expected = library.filter((cells) => cells.some((each) => each.trim() !== ''));
				expect(readCsv(text, { delimiter: by }).map(({ cells }) => cells)).toEqual(expected);
			}),
		);
	});

	it('reads the same in pieces of any size', () => {
		fc.assert(
			fc.property(
				fc.array(letter, { maxLength: 60 }),
				fc.array(fc.nat(200), { maxLength: 6 }),
				delimiter,
				(letters, cuts, by) => {
					const text = letters.join('');
					expect(inPieces(text, cuts, by)).toEqual(readCsv(text, { delimiter: by }));
				},
			),
		);
	});

	it('gives back what it wrote', () => {
		fc.assert(
			fc.property(table, delimiter, (rows, by) => {
				const kept = rows.filter((cells) => cells.some((each) => each.trim() !== ''));
				const text = kept.map((cells) => csvLine(cells, by)).join('');
				const guarded = kept.map((cells) => cells.map((each) => (/^[=\t\r]/.test(each) ? `'${each}` : each)));
				expect(readCsv(text, { delimiter: by }).map(({ cells }) => cells)).toEqual(guarded);
			}),
		);
	});
});
