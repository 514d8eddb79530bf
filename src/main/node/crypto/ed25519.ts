import sodium from 'sodium-native';
import type { Signer, Verifier } from '../../core/ports.ts';

export const SEED_BYTES = 32;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/**
 * Ed25519 under libsodium's acceptance rule (cofactorless, canonical S, no small-order point), by one native library
 * in Node and Electron alike. Bytes of a wrong length are simply not a signature.
 */
export const verifier: Verifier = {
	verify(publicKey, message, signature) {
		if (publicKey.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
		return sodium.crypto_sign_verify_detached(asBuffer(signature), asBuffer(message), asBuffer(publicKey));
	},
};

/** A signer whose secret can be wiped when the node stops. */
export interface WipeableSigner extends Signer {
	/** Overwrites the secret; signing afterwards throws. */
	wipe(): void;
}

/** @param seed 32 secret bytes (RFC 8032); copied, the caller may wipe its own. */
export function createSigner(seed: Uint8Array): WipeableSigner {
	const publicKey = Buffer.alloc(PUBLIC_KEY_BYTES);
	const secretKey = sodium.sodium_malloc(sodium.crypto_sign_SECRETKEYBYTES);
	sodium.crypto_sign_seed_keypair(publicKey, secretKey, asBuffer(seed));
	let wiped = false;
	return {
		publicKey: new Uint8Array(publicKey),
		sign(message) {
			if (wiped) throw new Error('the signing key was wiped');
			const signature = Buffer.alloc(SIGNATURE_BYTES);
			sodium.crypto_sign_detached(signature, asBuffer(message), secretKey);
			return new Uint8Array(signature);
		},
		wipe() {
			wiped = true;
			sodium.sodium_memzero(secretKey);
		},
	};
}

/** 32 random bytes from the operating system. */
export function createSeed(): Uint8Array {
	const seed = Buffer.alloc(SEED_BYTES);
	sodium.randombytes_buf(seed);
	return new Uint8Array(seed);
}

function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
