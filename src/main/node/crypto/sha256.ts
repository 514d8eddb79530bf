import { createHash, hash } from 'node:crypto';
import type { RunningSha256 } from '../../../shared/codec/bytes.ts';
import type { Hasher } from '../../core/ports.ts';

const DIGEST_BYTES = 32;

/**
 * SHA-256 by the platform's library; OpenSSL and BoringSSL give the same bytes. They are asked for as text, one character
 * a byte: to make a Buffer outside V8's heap costs three times the hash of a short input.
 */
export const hasher: Hasher = {
	sha256: (bytes) => {
		const text = hash('sha256', bytes, 'binary');
		const digest = new Uint8Array(DIGEST_BYTES);
		for (let at = 0; at < DIGEST_BYTES; at++) digest[at] = text.charCodeAt(at);
		return digest;
	},
};

/** For what takes too long to hash at once. */
export function startSha256(): RunningSha256 {
	const running = createHash('sha256');
	return { update: (part) => running.update(part), digest: () => new Uint8Array(running.digest()) };
}
