import sodium from 'sodium-native';

/** The public key of an X25519 secret of 32 bytes (RFC 7748), 32 bytes. */
export function encryptionKeyOf(secret: Uint8Array): Uint8Array {
	const publicKey = Buffer.alloc(sodium.crypto_scalarmult_BYTES);
	sodium.crypto_scalarmult_base(publicKey, Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength));
	return new Uint8Array(publicKey);
}
