import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProof, encodeProof, PROOF_MAX_BYTES } from '../../../src/shared/auction/clearing-proof.ts';

describe('a clearing’s proof', () => {
	it('is what it was after encoding, with integers of any size', () => {
		const leaf = fc.oneof(
			fc.integer(),
			fc.bigInt(),
			fc.boolean(),
			fc.constant(null),
			fc.stringMatching(/^[a-z ]{0,8}$/),
		);
		const proof = fc.letrec((tie) => ({
			node: fc.oneof(
				{ maxDepth: 3 },
				leaf,
				fc.array(tie('node'), { maxLength: 4 }),
				fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('node'), { maxKeys: 4, noNullPrototype: true }),
			),
		})).node;
		fc.assert(
			fc.property(proof, (given) => {
				expect(decodeProof(encodeProof(given) as Uint8Array)).toEqual(given);
			}),
		);
	});

	it('is left out where it is too long', () => {
		expect(encodeProof(new Array(PROOF_MAX_BYTES).fill(1))).toBeNull();
	});
});
