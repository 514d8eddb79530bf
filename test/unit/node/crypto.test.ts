import { afterEach, describe, expect, it } from 'vitest';
import type { Verifier } from '../../../src/main/core/ports.ts';
import { createSeed, createSigner, verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { RememberingVerifier, signatureName } from '../../../src/main/node/crypto/remembering-verifier.ts';
import { runCryptoSelfTest } from '../../../src/main/node/crypto/self-test.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { VerificationPool } from '../../../src/main/node/crypto/verification-pool.ts';
import { fromHex, utf8 } from '../../../src/shared/codec/bytes.ts';
import { libsodiumAccepts, speccheckVectors } from '../../../src/shared/signatures/speccheck-vectors.ts';

describe('Ed25519 by libsodium', () => {
	it.each(speccheckVectors.map((vector, index) => [index, vector] as const))(
		'answers speccheck vector %i as libsodium does',
		(index, [message, publicKey, signature]) => {
			const accepted = verifier.verify(fromHex(publicKey), fromHex(message), fromHex(signature));
			expect(accepted).toBe(libsodiumAccepts.includes(index));
		},
	);

	it('answers false, not an error, to keys and signatures of a wrong length', () => {
		const signer = createSigner(createSeed());
		const signature = signer.sign(utf8('m'));
		expect(verifier.verify(signer.publicKey.subarray(1), utf8('m'), signature)).toBe(false);
		expect(verifier.verify(signer.publicKey, utf8('m'), signature.subarray(1))).toBe(false);
		expect(verifier.verify(signer.publicKey, utf8('m'), signature)).toBe(true);
	});

	it('signs no more once wiped', () => {
		const signer = createSigner(createSeed());
		signer.wipe();
		expect(() => signer.sign(utf8('m'))).toThrow('wiped');
	});
});

describe('start-up self-test', () => {
	it('passes on this platform', () => {
		expect(() => runCryptoSelfTest(hasher, verifier)).not.toThrow();
	});

	it('refuses a verifier that is laxer than libsodium', () => {
		const lax = { verify: () => true };
		expect(() => runCryptoSelfTest(hasher, lax)).toThrow(
			expect.objectContaining({ code: 'CRYPTO_SELF_TEST_FAILED', details: { check: 'ed25519-speccheck 0' } }),
		);
	});

	it('refuses a hasher that is not SHA-256', () => {
		const wrong = { sha256: () => new Uint8Array(32) };
		expect(() => runCryptoSelfTest(wrong, verifier)).toThrow(
			expect.objectContaining({ code: 'CRYPTO_SELF_TEST_FAILED', details: { check: 'sha256' } }),
		);
	});
});

describe('remembered signatures', () => {
	const signer = createSigner(createSeed());
	const message = utf8('hello');
	const signature = signer.sign(message);

	it('verifies a signature once', () => {
		let asked = 0;
		const counting: Verifier = {
			verify(publicKey, text, signed) {
				asked += 1;
				return verifier.verify(publicKey, text, signed);
			},
		};
		const remembering = new RememberingVerifier({}, { hasher, verifier: counting });
		expect(remembering.verify(signer.publicKey, message, signature)).toBe(true);
		expect(remembering.verify(signer.publicKey, message, signature)).toBe(true);
		expect(asked).toBe(1);
		expect(remembering.verify(signer.publicKey, utf8('other'), signature)).toBe(false);
		expect(asked).toBe(2);
	});

	it('never remembers a bad one, and forgets the oldest first', () => {
		const remembering = new RememberingVerifier({ limit: 2 }, { hasher, verifier });
		remembering.verify(signer.publicKey, message, new Uint8Array(64));
		expect(remembering.size).toBe(0);
		for (const name of ['a', 'b', 'c']) remembering.remember(name);
		expect(['a', 'b', 'c'].map((name) => remembering.knows(name))).toEqual([false, true, true]);
	});

	it('names key, message and signature apart', () => {
		const name = signatureName(hasher, signer.publicKey, message, signature);
		expect(signatureName(hasher, signer.publicKey, utf8('hellp'), signature)).not.toBe(name);
		expect(signatureName(hasher, createSigner(createSeed()).publicKey, message, signature)).not.toBe(name);
	});
});

describe('verification pool', () => {
	const pool = new VerificationPool({ workers: 2 });
	afterEach(() => pool.stop());

	it('gives each of a large burst its own answer, through the workers, and refuses after stop', async () => {
		const signer = createSigner(createSeed());
		const answers = await Promise.all(
			Array.from({ length: 600 }, (_, i) => {
				const message = utf8(`message ${i}`);
				const signature = signer.sign(message);
				if (i % 3 === 0) signature[0] = (signature[0] as number) ^ 1;
				return pool.check({ publicKey: signer.publicKey, message, signature });
			}),
		);
		expect(answers).toEqual(Array.from({ length: 600 }, (_, i) => i % 3 !== 0));
		await pool.stop();
		await expect(
			pool.check({ publicKey: signer.publicKey, message: utf8('x'), signature: new Uint8Array(64) }),
		).rejects.toMatchObject({ code: 'NODE_STOPPED' });
	});
});
