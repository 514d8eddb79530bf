import { concat, equalBytes, type Sha256, utf8 } from '../../../shared/codec/bytes.ts';
import type { Signer, Verifier } from '../../core/ports.ts';

/** What whole nodes and cores of a simulation are given for hashing and signing. */
export interface LabModules {
	readonly sha256: Sha256;
	readonly verifier: Verifier;
	/** The signer of the lab's key of that number. */
	signerOf(key: number): Signer;
}

/** The lab's stand-ins over a digest: `quickDigest` where a hundred thousand runs must be cheap, else SHA-256. */
export function standInModules(sha256: Sha256): LabModules {
	const signatures = new StandInSignatures(sha256);
	return {
		sha256,
		verifier: { verify: (publicKey, message, signature) => signatures.verify(publicKey, message, signature) },
		signerOf: (key) => signatures.signer(numberedKey(key, sha256)),
	};
}

/** A key that names its validator. */
export function numberedKey(number: number, sha256: Sha256): Uint8Array {
	return sha256(utf8(`gridquorum/lab/validator/${number}`));
}

/** A signature that still knows what it was made for; its copies do not. */
class MadeSignature extends Uint8Array {
	// Names itself plain bytes and keeps what it knows private: it equals its copies, and makes plain ones.
	static {
		Object.defineProperty(MadeSignature.prototype, 'constructor', { value: Uint8Array });
	}

	readonly #publicKey: Uint8Array;
	readonly #message: Uint8Array;
	/** The bytes as they were made. */
	readonly #intact: Uint8Array;

	constructor(bytes: Uint8Array, publicKey: Uint8Array, message: Uint8Array) {
		super(bytes);
		this.#intact = bytes;
		this.#publicKey = publicKey;
		this.#message = message;
	}

	/** Whether it was made with that key for that message, and is as it was made. */
	isOf(publicKey: Uint8Array, message: Uint8Array): boolean {
		return (
			equalBytes(this.#intact, this) && equalBytes(this.#message, message) && equalBytes(this.#publicKey, publicKey)
		);
	}
}

/**
 * Stand-in for Ed25519 in simulations: signature = H(key ‖ message) twice over. Anyone could forge it; nobody in a
 * simulation does, because a simulated validator only ever signs through its own core.
 *
 * The verifier knows the very objects that were signed here: comparing bytes, key and message is all that is left to do
 * then. A copy, a forgery or a signature moved to another message gets the full check.
 */
export class StandInSignatures implements Verifier {
	readonly #sha256: Sha256;

	constructor(sha256: Sha256) {
		this.#sha256 = sha256;
	}

	signer(publicKey: Uint8Array): Signer {
		return {
			publicKey,
			sign: (message) => {
				const digest = this.#sha256(concat(publicKey, message));
				return new MadeSignature(concat(digest, digest), publicKey, message);
			},
		};
	}

	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
		if (signature instanceof MadeSignature && signature.isOf(publicKey, message)) return true;
		if (signature.length !== 64) return false;
		const digest = this.#sha256(concat(publicKey, message));
		for (let i = 0; i < 64; i++) if (signature[i] !== digest[i % 32]) return false;
		return true;
	}
}
