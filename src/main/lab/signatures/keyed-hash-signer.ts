import type { Sha256 } from '../../../shared/codec/bytes.ts';
import { concat, utf8 } from '../../../shared/codec/bytes.ts';
import type { Signer, Verifier } from '../../core/ports.ts';

/**
 * Stand-in for Ed25519 in simulations: signature = SHA-256(key ‖ message) twice over. Anyone could forge it; nobody in
 * a simulation does, because a simulated validator only ever signs through its own core.
 */
export function keyedHashSigner(publicKey: Uint8Array, sha256: Sha256): Signer {
	return { publicKey, sign: (message) => digestTwice(publicKey, message, sha256) };
}

export function keyedHashVerifier(sha256: Sha256): Verifier {
	return {
		verify(publicKey, message, signature) {
			if (signature.length !== 64) return false;
			const digest = sha256(concat(publicKey, message));
			for (let i = 0; i < 64; i++) if (signature[i] !== digest[i % 32]) return false;
			return true;
		},
	};
}

/** A key that names its validator. */
export function simulatedKey(index: number, sha256: Sha256): Uint8Array {
	return sha256(utf8(`gridquorum/lab/validator/${index}`));
}

function digestTwice(publicKey: Uint8Array, message: Uint8Array, sha256: Sha256): Uint8Array {
	const digest = sha256(concat(publicKey, message));
	return concat(digest, digest);
}
