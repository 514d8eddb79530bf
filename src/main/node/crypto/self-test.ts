import { equalBytes, fromHex, utf8 } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { firstDisagreement, RFC8032 } from '../../../shared/signatures/acceptance-check.ts';
import type { Hasher, Verifier } from '../../core/ports.ts';
import { createSigner } from './ed25519.ts';

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
	signer.wipe();
	const disagreement = firstDisagreement((publicKey, message, signature) =>
		verifier.verify(publicKey, message, signature),
	);
	if (disagreement) fail(disagreement);
}

function fail(check: string): never {
	throw new CodedError('CRYPTO_SELF_TEST_FAILED', { check });
}
