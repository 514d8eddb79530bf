/** What the deterministic core needs of its surroundings; every answer is a pure function of the arguments. */
export interface Hasher {
	/** SHA-256. */
	sha256(bytes: Uint8Array): Uint8Array;
}

export interface Verifier {
	/** Ed25519 under libsodium's rule: cofactorless, canonical S, no small-order point (c-lbft § 8). */
	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

export interface Signer {
	readonly publicKey: Uint8Array;
	/** Ed25519 signature, 64 bytes. */
	sign(message: Uint8Array): Uint8Array;
}
