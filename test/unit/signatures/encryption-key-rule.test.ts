import { x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/shared/codec/bytes.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { faultOfEncryptionKey, requireSoundEncryptionKey } from '../../../src/shared/signatures/encryption-key-rule.ts';

const SECRET = new Uint8Array(32).fill(0x42);
const P = 2n ** 255n - 19n;
const bytesOf = (value: bigint): Uint8Array =>
	fromHex(value.toString(16).padStart(64, '0')).reverse() as Uint8Array<ArrayBuffer>;

/** The points of small order on the curve and its twist, from the curve's equation and not from a list. */
const SMALL_ORDER = [
	0n,
	1n,
	P - 1n,
	325606250916557431795983626356110631294008115727848805560023387167927233504n,
	39382357235489614581723060781553021112529911719440698176882885853963445705823n,
];

describe('an encryption key', () => {
	it.each(SMALL_ORDER)('is refused when it is of small order: with u = %s every secret gives zero', (u) => {
		expect(() => x25519.scalarMult(SECRET, bytesOf(u))).toThrow();
		expect(faultOfEncryptionKey(bytesOf(u))).toBe('small-order');
	});

	it.each([P, P + 1n, 2n ** 255n - 1n, 2n ** 255n, 2n ** 256n - 1n])('is refused in another encoding: %s', (u) => {
		expect(faultOfEncryptionKey(bytesOf(u))).toBe('encoding');
	});

	it.each([2n, 9n, P - 2n, 2n ** 254n])('is taken when it lies within: %s', (u) => {
		expect(faultOfEncryptionKey(bytesOf(u))).toBeNull();
		expect(() => x25519.scalarMult(SECRET, bytesOf(u))).not.toThrow();
	});

	it('is taken when it belongs to a secret', () => {
		for (let byte = 0; byte < 32; byte++)
			expect(faultOfEncryptionKey(x25519.getPublicKey(new Uint8Array(32).fill(byte)))).toBeNull();
	});

	it('has 32 bytes', () => {
		expect(faultOfEncryptionKey(new Uint8Array(31).fill(9))).toBe('length');
		expect(faultOfEncryptionKey(new Uint8Array(33).fill(9))).toBe('length');
	});

	it.each([
		['KEY_LENGTH', new Uint8Array(5)],
		['ENCRYPTION_KEY_ENCODING', new Uint8Array(32).fill(0xff)],
		['ENCRYPTION_KEY_SMALL_ORDER', new Uint8Array(32)],
	])('is refused with %s', (code, key) => {
		try {
			requireSoundEncryptionKey(key, 'home-01');
			expect.unreachable();
		} catch (error) {
			expect(codeOf(error)).toBe(code);
		}
	});
});
