import { equalBytes, type Sha256 } from '../../shared/codec/bytes.ts';
import type { Signer, Verifier } from '../core/ports.ts';
import { keyedHashSigner, keyedHashVerifier } from './keyed-hash-signer.ts';

interface Made {
	readonly publicKey: Uint8Array;
	readonly message: Uint8Array;
}

/**
 * Keyed-hash signatures whose verifier knows the very objects that were signed here: comparing key and message is all
 * that is left to do then. A copy, a forgery or a signature moved to another message gets the full check.
 */
export class LabSignatures implements Verifier {
	readonly #sha256: Sha256;
	readonly #full: Verifier;
	readonly #made = new WeakMap<Uint8Array, Made>();

	constructor(sha256: Sha256) {
		this.#sha256 = sha256;
		this.#full = keyedHashVerifier(sha256);
	}

	signer(publicKey: Uint8Array): Signer {
		const inner = keyedHashSigner(publicKey, this.#sha256);
		return {
			publicKey,
			sign: (message) => {
				const signature = inner.sign(message);
				this.#made.set(signature, { publicKey, message });
				return signature;
			},
		};
	}

	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
		const made = this.#made.get(signature);
		if (made && equalBytes(made.message, message) && equalBytes(made.publicKey, publicKey)) return true;
		return this.#full.verify(publicKey, message, signature);
	}
}
