import { toHex } from '../codec/bytes.ts';
import { CodedError } from '../errors/coded-error.ts';

const KEY_BYTES = 32;

/** Why an encryption key is refused, or null for a sound one. */
export type EncryptionKeyFault = 'length' | 'encoding' | 'small-order';

/**
 * The u-coordinates of small order on Curve25519 and its twist: whatever the secret, the shared secret is zero, so that
 * anybody could read what is encrypted to them. Source: D. J. Bernstein, "Curve25519: new Diffie-Hellman speed records"
 * (2006), and the list of contributory behaviour at https://cr.yp.to/ecdh.html.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
	'0000000000000000000000000000000000000000000000000000000000000000',
	'0100000000000000000000000000000000000000000000000000000000000000',
	'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
	'5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
	'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/**
 * The rule for every X25519 key that the chain admits: 32 bytes, the one canonical encoding of a u-coordinate (RFC 7748
 * implementations read the others as the same key), and not of small order. Needs no curve arithmetic.
 */
export function faultOfEncryptionKey(key: Uint8Array): EncryptionKeyFault | null {
	if (key.length !== KEY_BYTES) return 'length';
	if (!isCanonical(key)) return 'encoding';
	return SMALL_ORDER.has(toHex(key)) ? 'small-order' : null;
}

/** @throws CodedError KEY_LENGTH, ENCRYPTION_KEY_ENCODING or ENCRYPTION_KEY_SMALL_ORDER */
export function requireSoundEncryptionKey(key: Uint8Array, owner: string): void {
	const fault = faultOfEncryptionKey(key);
	if (fault) throw new CodedError(CODES[fault], { owner });
}

const CODES = {
	length: 'KEY_LENGTH',
	encoding: 'ENCRYPTION_KEY_ENCODING',
	'small-order': 'ENCRYPTION_KEY_SMALL_ORDER',
} as const satisfies Record<EncryptionKeyFault, string>;

/** Little-endian and below 2^255 − 19, the field's prime. */
function isCanonical(key: Uint8Array): boolean {
	const last = key[KEY_BYTES - 1] as number;
	if (last !== 0x7f) return last < 0x7f;
	if (key.subarray(1, KEY_BYTES - 1).some((byte) => byte !== 0xff)) return true;
	return (key[0] as number) < 0xed;
}
