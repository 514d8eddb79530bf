import * as dagCbor from '@ipld/dag-cbor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes } from '../../../src/shared/codec/bytes.ts';
import { decode, encode, type Plain } from '../../../src/shared/codec/cbor.ts';
import { plainField, readPlain } from '../../../src/shared/codec/cbor-reader.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';

const leaf = fc.oneof(
	fc.constant(null),
	fc.boolean(),
	fc.maxSafeInteger(),
	fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, -1, -24, -25, -256, -257),
	fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER),
	fc.string({ unit: 'grapheme', maxLength: 100 }),
	fc.string({ maxLength: 300 }),
	fc.uint8Array({ maxLength: 300 }),
);
const key = fc
	.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 6 }))
	.filter((text) => text !== '__proto__');
const { value: plain } = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 5, depthSize: 'small' },
		leaf,
		fc.array(tie('value'), { maxLength: 30 }),
		fc.dictionary(key, tie('value'), { maxKeys: 30 }),
	),
}));

/** What the library alone makes of bytes; undefined where it refuses them or they are not canonical. */
function byLibrary(bytes: Uint8Array): unknown {
	try {
		const value = dagCbor.decode(bytes);
		return equalBytes(dagCbor.encode(value), bytes) ? value : undefined;
	} catch {
		return undefined;
	}
}

function own(bytes: Uint8Array, options?: { readonly views: boolean }): unknown {
	const value = readPlain(bytes, options);
	return value === undefined ? undefined : [value];
}

describe('the reader of canonical CBOR', () => {
	it('reads what @ipld/dag-cbor reads, or leaves the bytes to it', () => {
		fc.assert(
			fc.property(plain, fc.boolean(), (value, views) => {
				const encoded = dagCbor.encode(value);
				const read = own(encoded, { views });
				if (read) expect(read).toEqual([dagCbor.decode(encoded)]);
			}),
			{ numRuns: 2000 },
		);
	});

	it('reads every plain value whose keys are ASCII by itself', () => {
		const values = [
			null,
			true,
			[],
			{},
			'grün',
			'x'.repeat(500),
			{ a: [1, { b: new Uint8Array(100) }], aa: -5 },
			2 ** 52,
		];
		for (const value of values) expect(own(encode(value))).toEqual([value]);
	});

	it('takes no bytes that the library refuses or writes otherwise', () => {
		fc.assert(
			fc.property(plain, fc.nat(), fc.nat(7), (value, place, bit) => {
				const changed = new Uint8Array(dagCbor.encode(value));
				const at = place % changed.length;
				changed[at] = (changed[at] as number) ^ (1 << bit);
				const read = own(changed);
				if (read) expect(read).toEqual([byLibrary(changed)]);
			}),
			{ numRuns: 3000 },
		);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
				const read = own(bytes);
				if (read) expect(read).toEqual([byLibrary(bytes)]);
			}),
			{ numRuns: 3000 },
		);
	});

	it('refuses by a code what is not canonical', () => {
		const refused: readonly (readonly [readonly number[], string])[] = [
			[[0x18, 0x17], 'CODEC_'],
			[[0x19, 0x00, 0xff], 'CODEC_'],
			[[0xa2, 0x61, 0x62, 1, 0x61, 0x61, 2], 'CODEC_'],
			[[0xa2, 0x61, 0x61, 1, 0x61, 0x61, 2], 'CODEC_'],
			[[0xa2, 0x62, 0x61, 0x61, 1, 0x61, 0x62, 2], 'CODEC_'],
			[[0x63, 0xff, 0xfe, 0xfd], 'CODEC_'],
			[[0x9f, 0xff], 'CODEC_'],
			[[0x01, 0x01], 'CODEC_'],
			[[0x82, 0x01], 'CODEC_'],
			[[0x9b, 0x00, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 'CODEC_'],
			[[...new Array(40).fill(0x81), 0x01], 'CODEC_MALFORMED'],
		];
		for (const [bytes, code] of refused) {
			let found: string | null = null;
			try {
				decode(Uint8Array.from(bytes), 1_000);
			} catch (error) {
				found = codeOf(error) ?? String(error);
			}
			expect(found).toMatch(new RegExp(`^${code}`));
		}
	});

	it('copies byte strings unless views are asked for', () => {
		const encoded = encode([new Uint8Array(4).fill(1), new Uint8Array(400).fill(2)]);
		for (const views of [false, true]) {
			const read = decode(encoded, encoded.length, { views }) as readonly Uint8Array[];
			expect(read.map(({ buffer }) => buffer === encoded.buffer)).toEqual([views, views]);
		}
		const inPool = Buffer.from(encoded);
		for (const each of decode(inPool, inPool.length) as readonly Uint8Array[]) {
			expect(each.constructor).toBe(Uint8Array);
			expect(each.buffer).not.toBe(inPool.buffer);
		}
	});

	it('takes the same value for the same bytes, whatever was read before', () => {
		fc.assert(
			fc.property(fc.array(plain, { maxLength: 5 }), (values) => {
				const encoded = values.map((value) => encode(value as Plain));
				const first = encoded.map((bytes) => own(bytes));
				expect(encoded.map((bytes) => own(bytes))).toEqual(first);
			}),
			{ numRuns: 300 },
		);
	});

	it('reads one field of a map as it reads the map', () => {
		fc.assert(
			fc.property(fc.dictionary(key, plain, { maxKeys: 12 }), key, key, (value, outer, inner) => {
				const fields = { ...value, [outer]: { ...value, [inner]: 7 } };
				const encoded = encode(fields as Plain);
				if (own(encoded) === undefined) return;
				for (const name of [...Object.keys(fields), 'absent'])
					expect(plainField(encoded, [name])).toEqual((fields as { [key: string]: unknown })[name]);
				expect(plainField(encoded, [outer, inner])).toBe(7);
			}),
			{ numRuns: 500 },
		);
	});

	it('reads no field of what is no map, ends early, or is nested otherwise', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
				const whole = own(bytes);
				const field = plainField(bytes, ['a', 'b']);
				if (whole)
					expect(field).toEqual(((whole as unknown as readonly unknown[])[0] as { a?: { b?: unknown } } | null)?.a?.b);
			}),
			{ numRuns: 2000 },
		);
		const encoded = encode({ a: { b: 1 }, kind: 'x' });
		for (let length = 0; length < encoded.length; length++)
			expect([undefined, 1]).toContain(plainField(encoded.subarray(0, length), ['a', 'b']));
		expect(plainField(encoded, ['kind', 'b'])).toBeUndefined();
	});
});
