import { equalBytes } from '../../../shared/codec/bytes.ts';
import type { Verifier } from '../ports.ts';

/**
 * Remembers signatures that verified, so that a certificate built of votes already seen costs no curve arithmetic.
 * A table of fixed size, placed by the signature's first bytes: a newer signature takes an older one's place, whose
 * next check then costs a verification again. Only good signatures are kept, so junk cannot push them out.
 */
export class SignatureCache implements Verifier {
	readonly #verifier: Verifier;
	readonly #mask: number;
	/** Signature, message and key of each place, side by side: one look into memory, not three. */
	readonly #entries: (Uint8Array | undefined)[];

	/** @param capacity signatures to remember, rounded up to a power of 2, at most 2^30 */
	constructor(capacity: number, verifier: Verifier) {
		this.#verifier = verifier;
		let size = 2;
		while (size < capacity) size *= 2;
		this.#mask = size - 1;
		this.#entries = new Array(3 * size);
	}

	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
		if (signature.length < 4) return this.#verifier.verify(publicKey, message, signature);
		const entries = this.#entries;
		const place = 3 * this.#placeOf(signature);
		const known = entries[place];
		if (
			known &&
			equalBytes(known, signature) &&
			equalBytes(entries[place + 1] as Uint8Array, message) &&
			equalBytes(entries[place + 2] as Uint8Array, publicKey)
		)
			return true;
		if (!this.#verifier.verify(publicKey, message, signature)) return false;
		entries[place] = signature;
		entries[place + 1] = message;
		entries[place + 2] = publicKey;
		return true;
	}

	#placeOf(signature: Uint8Array): number {
		const first = (signature[0] as number) | ((signature[1] as number) << 8);
		const second = (signature[2] as number) | (((signature[3] as number) & 0x3f) << 8);
		return (first | (second << 16)) & this.#mask;
	}
}
