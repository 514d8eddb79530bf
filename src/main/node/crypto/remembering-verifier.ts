import { toHex } from '../../../shared/codec/bytes.ts';
import type { Hasher, Verifier } from '../../core/ports.ts';

/** Remembers this many verified signatures; about 100 bytes each. */
export const REMEMBERED_SIGNATURES = 65_536;

/** Names a (key, message, signature) triple; equal names are equal triples up to a SHA-256 collision. */
export function signatureName(
	hasher: Hasher,
	publicKey: Uint8Array,
	message: Uint8Array,
	signature: Uint8Array,
): string {
	const joined = new Uint8Array(publicKey.length + signature.length + message.length);
	joined.set(publicKey, 0);
	joined.set(signature, publicKey.length);
	joined.set(message, publicKey.length + signature.length);
	return toHex(hasher.sha256(joined));
}

/**
 * A signature is verified once and remembered. Only good ones are kept, so a flood of bad ones cannot push them out;
 * the oldest goes first.
 */
export class RememberingVerifier implements Verifier {
	readonly #hasher: Hasher;
	readonly #inner: Verifier;
	readonly #limit: number;
	readonly #known = new Set<string>();

	constructor(options: { limit?: number }, modules: { hasher: Hasher; verifier: Verifier }) {
		this.#limit = options.limit ?? REMEMBERED_SIGNATURES;
		this.#hasher = modules.hasher;
		this.#inner = modules.verifier;
	}

	get size(): number {
		return this.#known.size;
	}

	knows(name: string): boolean {
		return this.#known.has(name);
	}

	remember(name: string): void {
		this.#known.add(name);
		if (this.#known.size <= this.#limit) return;
		for (const oldest of this.#known) {
			this.#known.delete(oldest);
			break;
		}
	}

	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
		const name = signatureName(this.#hasher, publicKey, message, signature);
		if (this.#known.has(name)) return true;
		if (!this.#inner.verify(publicKey, message, signature)) return false;
		this.remember(name);
		return true;
	}
}
