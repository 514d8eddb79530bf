import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { fromHex } from '../../../src/shared/codec/bytes.ts';
import { firstDisagreement, type SignatureVerifier } from '../../../src/shared/signatures/acceptance-check.ts';
import { faultOfKey, requireSoundKey } from '../../../src/shared/signatures/key-rule.ts';
import { verifyBySodiumRule } from '../../../src/shared/signatures/sodium-rule.ts';
import { libsodiumAccepts, speccheckVectors } from '../../../src/shared/signatures/speccheck-vectors.ts';
import { keyOf } from '../../fixtures/engine-market.ts';

const implementations: readonly (readonly [string, SignatureVerifier])[] = [
	['sodium-native', (...args) => verifier.verify(...args)],
	['@noble/curves under the same rule', verifyBySodiumRule],
];

describe.each(implementations)('%s', (_, verify) => {
	it.each(speccheckVectors.map((vector, index) => [index, ...vector] as const))(
		'answers ed25519-speccheck vector %i as libsodium does',
		(index, message, publicKey, signature) => {
			expect(verify(fromHex(publicKey), fromHex(message), fromHex(signature))).toBe(libsodiumAccepts.includes(index));
		},
	);

	it('passes the start-up self-test', () => {
		expect(firstDisagreement(verify)).toBe(null);
	});

	it('answers false to bytes of a wrong length', () => {
		const { publicKey, sign } = keyOf('anyone');
		const message = Uint8Array.of(1);
		const signature = sign(message);
		expect(verify(publicKey, message, signature)).toBe(true);
		expect(verify(publicKey.subarray(1), message, signature)).toBe(false);
		expect(verify(publicKey, message, signature.subarray(1))).toBe(false);
	});
});

describe('the self-test', () => {
	it('has all twelve vectors, of which one is a signature', () => {
		expect(new Set(speccheckVectors.map((vector) => vector.join())).size).toBe(12);
		expect(libsodiumAccepts).toEqual([3]);
	});

	it('tells a verifier with a cofactor from the rule', () => {
		const cofactored: SignatureVerifier = (key, message, signature) => ed25519.verify(signature, message, key);
		expect(firstDisagreement(cofactored)).toBe('ed25519-speccheck 0');
		const strict: SignatureVerifier = (key, message, signature) =>
			ed25519.verify(signature, message, key, { zip215: false });
		expect(firstDisagreement(strict)).toMatch(/^ed25519-speccheck /);
	});

	it('catches a verifier that lies on any single question', () => {
		for (let lie = 0; lie <= speccheckVectors.length; lie++) {
			let asked = 0;
			const lying: SignatureVerifier = (...args) =>
				asked++ === lie ? !verifyBySodiumRule(...args) : verifyBySodiumRule(...args);
			expect(firstDisagreement(lying)).toBe(lie === 0 ? 'ed25519 verify' : `ed25519-speccheck ${lie - 1}`);
		}
	});
});

describe('the key rule', () => {
	it('takes keys of honest signers', () => {
		for (const name of ['a', 'b', 'c']) expect(faultOfKey(keyOf(name).publicKey)).toBe(null);
	});

	it('names why a key is refused', () => {
		expect(faultOfKey(new Uint8Array(31))).toBe('length');
		expect(faultOfKey(new Uint8Array(32).fill(0xff))).toBe('encoding');
		expect(faultOfKey(fromHex('ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'))).toBe('small-order');
		expect(faultOfKey(fromHex('cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d'))).toBe('torsion');
		expect(() => requireSoundKey(new Uint8Array(32).fill(0xff), 'north')).toThrow(
			expect.objectContaining({ code: 'KEY_ENCODING', details: { owner: 'north' } }),
		);
	});
});
