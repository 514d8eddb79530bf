import { describe, expect, it } from 'vitest';
import { SignatureCache } from '../../../src/main/core/consensus/signature-cache.ts';

const key = new Uint8Array(32).fill(1);
const message = new Uint8Array(40).fill(2);

/** Signatures are good when their last byte is 1; counts how often that was asked. */
function counting() {
	const verifier = {
		asked: 0,
		verify(_key: Uint8Array, _message: Uint8Array, signature: Uint8Array) {
			verifier.asked += 1;
			return signature[63] === 1;
		},
	};
	return verifier;
}

function signature(first: number, isGood = true): Uint8Array {
	const bytes = new Uint8Array(64);
	bytes[0] = first & 0xff;
	bytes[1] = first >> 8;
	bytes[63] = isGood ? 1 : 0;
	return bytes;
}

describe('remembered signatures', () => {
	it('are verified once, also as copies', () => {
		const inner = counting();
		const cache = new SignatureCache(16, inner);
		for (let i = 0; i < 3; i++)
			expect(cache.verify(Uint8Array.from(key), Uint8Array.from(message), signature(7))).toBe(true);
		expect(inner.asked).toBe(1);
	});

	it('count for their own key and message only', () => {
		const inner = counting();
		const cache = new SignatureCache(16, inner);
		cache.verify(key, message, signature(7));
		cache.verify(new Uint8Array(32), message, signature(7));
		cache.verify(key, new Uint8Array(40), signature(7));
		const tampered = signature(7);
		tampered[40] = 9;
		cache.verify(key, message, tampered);
		expect(inner.asked).toBe(4);
	});

	it('are good ones: junk is refused each time and pushes nothing out', () => {
		const inner = counting();
		const cache = new SignatureCache(4, inner);
		cache.verify(key, message, signature(5));
		for (let i = 0; i < 100; i++) expect(cache.verify(key, message, signature(i, false))).toBe(false);
		expect(inner.asked).toBe(101);
		expect(cache.verify(key, message, signature(5))).toBe(true);
		expect(inner.asked).toBe(101);
	});

	it('give way to newer ones of the same place, and are then verified again', () => {
		const inner = counting();
		const cache = new SignatureCache(4, inner);
		for (const first of [1, 5, 1]) expect(cache.verify(key, message, signature(first))).toBe(true);
		expect(inner.asked).toBe(3);
		for (const first of [2, 3, 2, 3]) cache.verify(key, message, signature(first));
		expect(inner.asked).toBe(5);
	});

	it('of a wrong length are left to the verifier', () => {
		const inner = counting();
		expect(new SignatureCache(4, inner).verify(key, message, new Uint8Array(3))).toBe(false);
		expect(inner.asked).toBe(1);
	});
});
