import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/** XChaCha20-Poly1305, injected: native in nodes, @noble/ciphers in browsers; both give equal bytes. */
export interface DocumentCipher {
	/** @param nonce 24 bytes @returns the ciphertext and its tag, 16 bytes longer than the plain bytes */
	encrypt(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array;
	/** @throws an Error when the tag does not fit */
	decrypt(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, encrypted: Uint8Array): Uint8Array;
}

export const TAG_BYTES = 16;

export const portableCipher: DocumentCipher = {
	encrypt: (key, nonce, associated, plain) => xchacha20poly1305(key, nonce, associated).encrypt(plain),
	decrypt: (key, nonce, associated, encrypted) => xchacha20poly1305(key, nonce, associated).decrypt(encrypted),
};
