import { equalBytes, type Sha256 } from '../../../shared/codec/bytes.ts';
import type { Signer, Verifier } from '../../core/ports.ts';
import { keyedHashSigner, keyedHashVerifier } from './keyed-hash-signer.ts';

/** A signature that still knows what it was made for; its copies do not. */
class MadeSignature extends Uint8Array {
	static get [Symbol.species](): Uint8ArrayConstructor {
		return Uint8Array;
	}

	readonly publicKey: Uint8Array;
	readonly message: Uint8Array;
	/** The bytes as they were made. */
	readonly intact: Uint8Array;

	constructor(bytes: Uint8Array, publicKey: Uint8Array, message: Uint8Array) {
		super(bytes);
		this.intact = bytes;
		this.publicKey = publicKey;
		this.message = message;
	}
}

/**
 * Keyed-hash signatures whose verifier knows the very objects that were signed here: comparing bytes, key and message is
 * all that is left to do then. A copy, a forgery or a signature moved to another message gets the full check.
 */
export class LabSignatures implements Verifier {
	readonly #sha256: Sha256;
	readonly #full: Verifier;

	constructor(sha256: Sha256) {
		this.#sha256 = sha256;
		this.#full = keyedHashVerifier(sha256);
	}

	signer(publicKey: Uint8Array): Signer {
		const inner = keyedHashSigner(publicKey, this.#sha256);
		return { publicKey, sign: (message) => new MadeSignature(inner.sign(message), publicKey, message) };
	}

	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
		if (
			signature instanceof MadeSignature &&
			equalBytes(signature.intact, signature) &&
			equalBytes(signature.message, message) &&
			equalBytes(signature.publicKey, publicKey)
		)
			return true;
		return this.#full.verify(publicKey, message, signature);
	}
}
