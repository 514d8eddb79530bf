import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, utf8 } from '../codec/bytes.ts';
import { CodedError } from '../errors/coded-error.ts';

const DOMAIN = 'gridquorum/wrapped-key/v1';
const KEY_BYTES = 32;
/** Each wrapping has an ephemeral key of its own, hence a cipher key of its own: the nonce need not vary. */
const NONCE = new Uint8Array(24);

/**
 * Wraps a content key to a participant's X25519 key: ephemeral Diffie-Hellman, HKDF-SHA-256 over both public keys,
 * XChaCha20-Poly1305 with the document's id as associated data.
 * @param ephemeral 32 random bytes, used once
 * @returns 80 bytes: ephemeral public key, encrypted key, tag
 */
export function wrapKey(key: Uint8Array, recipient: Uint8Array, binding: string, ephemeral: Uint8Array): Uint8Array {
	const ephemeralPublic = x25519.getPublicKey(ephemeral);
	const cipherKey = cipherKeyOf(x25519.getSharedSecret(ephemeral, recipient), ephemeralPublic, recipient);
	return concat(ephemeralPublic, xchacha20poly1305(cipherKey, NONCE, utf8(binding)).encrypt(key));
}

/** @throws CodedError DOCUMENT_KEY_REFUSED when it was wrapped to another key, for another document, or was changed */
export function unwrapKey(wrapped: Uint8Array, secret: Uint8Array, binding: string): Uint8Array {
	const ephemeralPublic = wrapped.subarray(0, KEY_BYTES);
	const recipient = x25519.getPublicKey(secret);
	try {
		const cipherKey = cipherKeyOf(x25519.getSharedSecret(secret, ephemeralPublic), ephemeralPublic, recipient);
		return xchacha20poly1305(cipherKey, NONCE, utf8(binding)).decrypt(wrapped.subarray(KEY_BYTES));
	} catch {
		throw new CodedError('DOCUMENT_KEY_REFUSED', { document: binding });
	}
}

function cipherKeyOf(shared: Uint8Array, ephemeralPublic: Uint8Array, recipient: Uint8Array): Uint8Array {
	return hkdf(sha256, shared, concat(ephemeralPublic, recipient), utf8(DOMAIN), KEY_BYTES);
}
