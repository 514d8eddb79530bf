import * as dagCbor from '@ipld/dag-cbor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, type Plain } from '../../../src/shared/codec/cbor.ts';
import { writePlain } from '../../../src/shared/codec/cbor-writer.ts';

const leaf = fc.oneof(
	fc.constant(null),
	fc.boolean(),
	fc.maxSafeInteger(),
	fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, -1, -24, -25, -256, -257),
	fc.string({ unit: 'grapheme' }),
	fc.string({ maxLength: 300 }),
	fc.uint8Array({ maxLength: 300 }),
);
const key = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 6 }));
const { value: plain } = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 5, depthSize: 'small' },
		leaf,
		fc.array(tie('value'), { maxLength: 30 }),
		fc.dictionary(key, tie('value'), { maxKeys: 30 }),
	),
}));

describe('the writer of canonical CBOR', () => {
	it('writes what @ipld/dag-cbor writes, byte for byte, or leaves the value to it', () => {
		fc.assert(
			fc.property(plain, (value) => {
				const own = writePlain(value);
				if (own) expect(own).toEqual(new Uint8Array(dagCbor.encode(value)));
			}),
			{ numRuns: 2000 },
		);
	});

	it('is read back as what was written', () => {
		fc.assert(
			fc.property(plain, (value) => {
				const encoded = encode(value as Plain);
				expect(encode(decode(encoded, encoded.length) as Plain)).toEqual(encoded);
			}),
			{ numRuns: 500 },
		);
	});

	it('leaves to the library what canonical plain values never hold', () => {
		const exotic = [
			1.5,
			2 ** 53,
			-0,
			undefined,
			{ a: undefined },
			new Map([['a', 1]]),
			new Date(0),
			'x\ud800',
			{ 键: 1 },
		];
		for (const value of exotic) expect(writePlain(value)).toBeNull();
		expect(writePlain([0, 1, 2])).toEqual(new Uint8Array([0x83, 0, 1, 2]));
	});

	it('writes values larger than its buffer', () => {
		const large = { bytes: new Uint8Array(3_000_000).fill(7), list: Array.from({ length: 50_000 }, (_, i) => i) };
		expect(writePlain(large)).toEqual(new Uint8Array(dagCbor.encode(large)));
		expect(writePlain({ a: 1 })).toEqual(new Uint8Array(dagCbor.encode({ a: 1 })));
	});
});
