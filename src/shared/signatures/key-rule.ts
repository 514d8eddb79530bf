import { ed25519 } from '@noble/curves/ed25519.js';
import { equalBytes } from '../codec/bytes.ts';
import { CodedError } from '../errors/coded-error.ts';

const KEY_BYTES = 32;

/** Why a key is refused, or null for a sound one. */
export type KeyFault = 'length' | 'encoding' | 'small-order' | 'torsion';

/**
 * The rule for every key that the chain admits: a point of the curve in its one canonical encoding, not of small
 * order (such a key signs anything), and free of torsion, so that no two verifiers can read a signature differently
 * (Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", 2020). About 1 ms.
 */
export function faultOfKey(publicKey: Uint8Array): KeyFault | null {
	if (publicKey.length !== KEY_BYTES) return 'length';
	const point = pointOf(publicKey);
	if (!point) return 'encoding';
	if (point.isSmallOrder()) return 'small-order';
	return point.isTorsionFree() ? null : 'torsion';
}

/** @throws CodedError KEY_LENGTH, KEY_ENCODING, KEY_SMALL_ORDER or KEY_TORSION */
export function requireSoundKey(publicKey: Uint8Array, owner: string): void {
	const fault = faultOfKey(publicKey);
	if (fault) throw new CodedError(KEY_CODES[fault], { owner });
}

const KEY_CODES = {
	length: 'KEY_LENGTH',
	encoding: 'KEY_ENCODING',
	'small-order': 'KEY_SMALL_ORDER',
	torsion: 'KEY_TORSION',
} as const satisfies Record<KeyFault, string>;

type Point = InstanceType<typeof ed25519.Point>;

/** The point that the bytes canonically encode, or null. */
export function pointOf(encoded: Uint8Array): Point | null {
	try {
		const point = ed25519.Point.fromBytes(encoded, false);
		return equalBytes(point.toBytes(), encoded) ? point : null;
	} catch {
		return null;
	}
}
