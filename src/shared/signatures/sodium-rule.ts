import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concat, equalBytes } from '../codec/bytes.ts';
import { pointOf } from './key-rule.ts';

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const HALF = 32;

/**
 * Ed25519 under libsodium's acceptance rule (c-lbft § 8), where its native code is not at hand: canonical S below the
 * group order, canonical key and R, neither of small order, and the equation R = S·B − k·A itself, without a cofactor.
 * The library's own `verify` multiplies by the cofactor and so accepts more. Bytes of a wrong length are simply not a
 * signature. About 2 ms.
 */
export function verifyBySodiumRule(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
	const { Point } = ed25519;
	const encodedR = signature.subarray(0, HALF);
	const s = numberLe(signature.subarray(HALF));
	if (s >= Point.Fn.ORDER) return false;
	const a = pointOf(publicKey);
	const r = pointOf(encodedR);
	if (!a || !r || a.isSmallOrder() || r.isSmallOrder()) return false;
	const k = numberLe(sha512(concat(encodedR, publicKey, message))) % Point.Fn.ORDER;
	return equalBytes(Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k)).toBytes(), encodedR);
}

function numberLe(bytes: Uint8Array): bigint {
	let value = 0n;
	for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at] as number);
	return value;
}
