import sodium from 'sodium-native';
import { type DocumentCipher, TAG_BYTES } from '../../../shared/documents/cipher.ts';

/** XChaCha20-Poly1305 of libsodium. */
export const nativeCipher: DocumentCipher = {
	encrypt(key, nonce, associated, plain) {
		const encrypted = new Uint8Array(plain.length + TAG_BYTES);
		sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
			view(encrypted),
			view(plain),
			view(associated),
			null,
			view(nonce),
			view(key),
		);
		return encrypted;
	},
	decrypt(key, nonce, associated, encrypted) {
		const plain = new Uint8Array(Math.max(0, encrypted.length - TAG_BYTES));
		sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
			view(plain),
			null,
			view(encrypted),
			view(associated),
			view(nonce),
			view(key),
		);
		return plain;
	},
};

function view({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
	return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
