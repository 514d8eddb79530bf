import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import {
	accumulatorRoot,
	appendItem,
	EMPTY_ACCUMULATOR,
	merkleProof,
	merkleRoot,
	verifyInclusion,
} from '../../../src/shared/codec/merkle.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const hash = (...parts: (Uint8Array | number[])[]): Buffer => {
	const state = createHash('sha256');
	for (const part of parts) state.update(Uint8Array.from(part));
	return state.digest();
};

/** RFC 6962's recursive definition, written apart from the implementation. */
function top(items: readonly Uint8Array[]): Uint8Array {
	if (items.length === 0) return new Uint8Array(32);
	if (items.length === 1) return hash([0], items[0] as Uint8Array);
	let split = 1;
	while (split * 2 < items.length) split *= 2;
	return hash([1], top(items.slice(0, split)), top(items.slice(split)));
}

const items = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 40 });

describe('Merkle list', () => {
	it('has the root of the recursive definition with the count bound in', () => {
		fc.assert(
			fc.property(items, (list) => {
				const size = Buffer.alloc(8);
				size.writeBigUInt64BE(BigInt(list.length));
				expect(toHex(merkleRoot(list, sha256))).toBe(hash([2], size, top(list)).toString('hex'));
			}),
		);
	});

	it('proves every item at its place, and at no other', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 33 }), (values) => {
				const list = values.map((value) => new TextEncoder().encode(String(value)));
				const root = merkleRoot(list, sha256);
				for (let index = 0; index < list.length; index++) {
					const proof = merkleProof(list, index, sha256);
					for (let other = 0; other < list.length; other++)
						expect(verifyInclusion(proof, list[other] as Uint8Array, root, sha256)).toBe(other === index);
				}
			}),
			{ numRuns: 40 },
		);
	});

	it('refuses a proof with any field altered', () => {
		fc.assert(
			fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.nat(), (count, pick, bit) => {
				const list = Array.from({ length: count }, (_, i) => Uint8Array.of(i));
				const index = pick % count;
				const item = list[index] as Uint8Array;
				const root = merkleRoot(list, sha256);
				const proof = merkleProof(list, index, sha256);
				expect(verifyInclusion({ ...proof, count: count + 1 }, item, root, sha256)).toBe(false);
				expect(verifyInclusion({ ...proof, index: (index + 1) % count }, item, root, sha256)).toBe(false);
				expect(verifyInclusion({ ...proof, siblings: proof.siblings.slice(1) }, item, root, sha256)).toBe(false);
				const extra = [...proof.siblings, new Uint8Array(32)];
				expect(verifyInclusion({ ...proof, siblings: extra }, item, root, sha256)).toBe(false);
				const at = bit % proof.siblings.length;
				const flipped = proof.siblings.map((sibling, i) => {
					const copy = Uint8Array.from(sibling);
					if (i === at) copy[bit % 32] = (copy[bit % 32] as number) ^ (1 << (bit % 8));
					return copy;
				});
				expect(verifyInclusion({ ...proof, siblings: flipped }, item, root, sha256)).toBe(false);
			}),
		);
	});

	it('has the same root when it grows item by item', () => {
		fc.assert(
			fc.property(items, (list) => {
				let accumulator = EMPTY_ACCUMULATOR;
				for (const [index, item] of list.entries()) {
					accumulator = appendItem(accumulator, item, sha256);
					expect(toHex(accumulatorRoot(accumulator, sha256))).toBe(toHex(merkleRoot(list.slice(0, index + 1), sha256)));
				}
			}),
		);
	});
});
