import { fromHex } from '../codec/bytes.ts';
import { libsodiumAccepts, speccheckVectors } from './speccheck-vectors.ts';

/** Ed25519, as a node's library or the browser's answers. */
export type SignatureVerifier = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** RFC 8032 § 7.1, test 2. */
export const RFC8032 = {
	seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
	publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
	message: '72',
	signature:
		'92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
} as const;

/**
 * Asks a verifier the questions on which implementations of Ed25519 differ. The name of the first that it answers
 * otherwise than libsodium does, or null.
 */
export function firstDisagreement(verify: SignatureVerifier): string | null {
	if (!verify(fromHex(RFC8032.publicKey), fromHex(RFC8032.message), fromHex(RFC8032.signature)))
		return 'ed25519 verify';
	for (const [index, [message, publicKey, signature]] of speccheckVectors.entries()) {
		const accepted = verify(fromHex(publicKey), fromHex(message), fromHex(signature));
		if (accepted !== libsodiumAccepts.includes(index)) return `ed25519-speccheck ${index}`;
	}
	return null;
}
