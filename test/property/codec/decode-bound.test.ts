import * as dagCbor from '@ipld/dag-cbor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBound } from '../../../src/shared/audit/decode-bound.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';

const leaf = fc.oneof(
	fc.maxSafeInteger(),
	fc.string({ unit: 'binary', maxLength: 100 }).filter((text) => text.isWellFormed()),
	fc.uint8Array({ maxLength: 300 }),
	fc.boolean(),
	fc.constant(null),
);
const value = fc.letrec((tie) => ({
	any: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('map')),
	list: fc.array(tie('any'), { maxLength: 30 }),
	map: fc.dictionary(
		fc.string({ maxLength: 8 }).filter((key) => key !== '__proto__'),
		tie('any'),
		{ maxKeys: 30 },
	),
})).any;

describe('the decoder of certified bytes', () => {
	it('reads what the library reads', () => {
		fc.assert(
			fc.property(value, (plain) => {
				const encoded = dagCbor.encode(plain);
				expect(decodeBound(encoded)).toEqual(dagCbor.decode(encoded));
			}),
		);
	});

	it('refuses any other bytes by a code, or reads them', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
				try {
					decodeBound(bytes);
				} catch (error) {
					expect(codeOf(error) === 'CODEC_MALFORMED' || /CBOR/.test(String(error))).toBe(true);
				}
			}),
		);
	});
});
