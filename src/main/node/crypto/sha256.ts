import { hash } from 'node:crypto';
import type { Hasher } from '../../core/ports.ts';
import { plainBytes } from '../plain-bytes.ts';

/** SHA-256 by the platform's library; OpenSSL and BoringSSL give the same bytes. */
export const hasher: Hasher = {
	sha256: (bytes) => plainBytes(hash('sha256', bytes, 'buffer')),
};
