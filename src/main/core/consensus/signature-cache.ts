import { equalBytes, toHex } from '../../../shared/codec/bytes.ts';
import type { Verifier } from '../ports.ts';

interface Remembered {
	readonly publicKey: Uint8Array;
	readonly message: Uint8Array;
}

/**
 * Remembers signatures that verified, so that a certificate built of votes already seen costs no curve arithmetic.
 * Two generations of at most `capacity` entries each; only good signatures are kept, so junk cannot push them out.
 */
export class SignatureCache implements Verifier {
	readonly #verifier: Verifier;
	readonly #capacity: number;
	#young = new Map<string, Remembered>();
	#old = new Map<string, Remembered>();

	constructor(capacity: number, verifier: Verifier) {
		this.#capacity = capacity;
		this.#verifier = verifier;
	}

	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
		const key = toHex(signature);
		const known = this.#young.get(key) ?? this.#old.get(key);
		if (known && equalBytes(known.message, message) && equalBytes(known.publicKey, publicKey)) return true;
		if (!this.#verifier.verify(publicKey, message, signature)) return false;
		this.#young.set(key, { publicKey, message });
		if (this.#young.size >= this.#capacity) {
			this.#old = this.#young;
			this.#young = new Map();
		}
		return true;
	}
}
