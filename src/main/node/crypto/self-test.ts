import { equalBytes, fromHex, utf8 } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { Hasher, Verifier } from '../../core/ports.ts';
import { createSigner } from './ed25519.ts';
import { libsodiumAccepts, speccheckVectors } from './speccheck-vectors.ts';

/** RFC 8032 § 7.1, test 2. */
const RFC8032 = {
	seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
	publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
	message: '72',
	signature:
		'92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
} as const;
/** FIPS 180-4, one-block example. */
const SHA256_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

/**
 * Asks the platform the questions on which libraries differ. A node that answers otherwise than its peers would
 * refuse their certificates, so it refuses to validate at all.
 * @throws CodedError CRYPTO_SELF_TEST_FAILED
 */
export function runCryptoSelfTest(hasher: Hasher, verifier: Verifier): void {
	if (!equalBytes(hasher.sha256(utf8('abc')), fromHex(SHA256_ABC))) fail('sha256');
	const signer = createSigner(fromHex(RFC8032.seed));
	if (!equalBytes(signer.publicKey, fromHex(RFC8032.publicKey))) fail('ed25519 key');
	if (!equalBytes(signer.sign(fromHex(RFC8032.message)), fromHex(RFC8032.signature))) fail('ed25519 signature');
	if (!verifier.verify(signer.publicKey, fromHex(RFC8032.message), fromHex(RFC8032.signature))) fail('ed25519 verify');
	signer.wipe();
	speccheckVectors.forEach(([message, publicKey, signature], index) => {
		const accepted = verifier.verify(fromHex(publicKey), fromHex(message), fromHex(signature));
		if (accepted !== libsodiumAccepts.includes(index)) fail(`ed25519-speccheck ${index}`);
	});
}

function fail(check: string): never {
	throw new CodedError('CRYPTO_SELF_TEST_FAILED', { check });
}
