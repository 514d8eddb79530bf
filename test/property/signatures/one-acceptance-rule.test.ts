import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSigner, verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { concat, fromHex } from '../../../src/shared/codec/bytes.ts';
import { verifyBySodiumRule } from '../../../src/shared/signatures/sodium-rule.ts';

const { Point } = ed25519;
type Point = InstanceType<typeof Point>;
const L = Point.Fn.ORDER;

/** A generator of the eight points of small order. */
const TORSION = Point.fromBytes(fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'));
const smallOrder = Array.from({ length: 8 }, (_, n) => (n === 0 ? Point.ZERO : TORSION.multiplyUnsafe(BigInt(n))));

function numberLe(bytes: Uint8Array): bigint {
	return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function bytesLe(value: bigint): Uint8Array {
	return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn));
}

/** What both implementations say; they must say the same. */
function answerOfBoth(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	const native = verifier.verify(publicKey, message, signature);
	expect(verifyBySodiumRule(publicKey, message, signature)).toBe(native);
	return native;
}

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
const message = fc.uint8Array({ maxLength: 200 });
const scalar = fc.bigInt({ min: 1n, max: L - 1n });
const parameters = (numRuns: number) => ({ numRuns });

describe('the native and the portable verifier', () => {
	it('accept what an honest signer signs', () => {
		fc.assert(
			fc.property(seed, message, (secret, text) => {
				const signer = createSigner(secret);
				expect(answerOfBoth(signer.publicKey, text, signer.sign(text))).toBe(true);
			}),
			parameters(60),
		);
	});

	it('refuse it with any one bit of key, message or signature flipped', () => {
		const where = fc.constantFrom('key', 'message', 'signature');
		fc.assert(
			fc.property(seed, message, where, fc.nat(), (secret, text, place, at) => {
				const signer = createSigner(secret);
				const signed = concat(text, Uint8Array.of(0));
				const parts = { key: signer.publicKey.slice(), message: signed, signature: signer.sign(signed) };
				const flipped = parts[place as keyof typeof parts];
				const bit = at % (flipped.length * 8);
				flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
				expect(answerOfBoth(parts.key, parts.message, parts.signature)).toBe(false);
			}),
			parameters(120),
		);
	});

	it('agree on keys and R with torsion components: the bare equation decides, without a cofactor', () => {
		let accepted = 0;
		let onlyCofactored = 0;
		fc.assert(
			fc.property(scalar, scalar, fc.nat(7), fc.nat(7), message, (a, r, ofKey, ofR, text) => {
				const key = Point.BASE.multiplyUnsafe(a).add(smallOrder[ofKey] as Point);
				const encodedKey = key.toBytes();
				const encodedR = Point.BASE.multiplyUnsafe(r)
					.add(smallOrder[ofR] as Point)
					.toBytes();
				const k = numberLe(sha512(concat(encodedR, encodedKey, text))) % L;
				const s = (r + k * a) % L;
				// R = S·B − k·A holds exactly when the small-order parts cancel: r + t_R = (r + k·a) − k·(a + t_A).
				const cancels = (BigInt(ofR) + k * BigInt(ofKey)) % 8n === 0n;
				expect(answerOfBoth(encodedKey, text, concat(encodedR, bytesLe(s)))).toBe(cancels);
				if (cancels) accepted += 1;
				else onlyCofactored += 1;
			}),
			parameters(160),
		);
		expect(accepted).toBeGreaterThan(5);
		expect(onlyCofactored).toBeGreaterThan(5);
	});

	it('refuse every key and every R of small order, whatever else fits', () => {
		for (const point of smallOrder) {
			const encoded = point.toBytes();
			const text = Uint8Array.of(1, 2, 3);
			const secret = 77n;
			expect(answerOfBoth(encoded, text, concat(encoded, bytesLe(0n)))).toBe(false);
			const ordinary = Point.BASE.multiplyUnsafe(secret).toBytes();
			const k = numberLe(sha512(concat(encoded, ordinary, text))) % L;
			expect(answerOfBoth(ordinary, text, concat(encoded, bytesLe((k * secret) % L)))).toBe(false);
		}
	});

	it('refuse an S of the group order or above, and encodings of a coordinate above the field', () => {
		fc.assert(
			fc.property(seed, message, (secret, text) => {
				const signer = createSigner(secret);
				const signature = signer.sign(text);
				const s = numberLe(signature.subarray(32));
				expect(answerOfBoth(signer.publicKey, text, concat(signature.subarray(0, 32), bytesLe(s + L)))).toBe(false);
			}),
			parameters(20),
		);
		const p = Point.Fp.ORDER;
		const text = Uint8Array.of(9);
		const signature = createSigner(new Uint8Array(32).fill(1)).sign(text);
		for (let y = 0n; y < 19n; y++) {
			for (const sign of [0n, 1n << 255n]) {
				const encoded = bytesLe((y + p) | sign);
				expect(answerOfBoth(encoded, text, signature)).toBe(false);
				expect(
					answerOfBoth(
						createSigner(new Uint8Array(32).fill(1)).publicKey,
						text,
						concat(encoded, signature.subarray(32)),
					),
				).toBe(false);
			}
		}
	});

	it('agree on bytes that are nobody’s signature', () => {
		const any = fc.uint8Array({ minLength: 64, maxLength: 64 });
		fc.assert(
			fc.property(seed, message, any, (key, text, signature) => {
				expect(answerOfBoth(key, text, signature)).toBe(false);
			}),
			parameters(100),
		);
	});
});
