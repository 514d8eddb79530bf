/**
 * Stand-in for SHA-256 where a hundred thousand small runs must be cheap: a 128-bit mix of four lanes, twice over, 32
 * bytes. It keeps different contents apart, as nobody searches for collisions; it secures nothing.
 */
export function quickDigest(bytes: Uint8Array): Uint8Array {
	let a = 0x9e3779b9;
	let b = 0x243f6a88 ^ bytes.length;
	let c = 0xb7e15162;
	let d = 0x85ebca6b;
	for (let i = 0; i < bytes.length; i++) {
		const byte = bytes[i] as number;
		a = Math.imul(a ^ byte, 0x01000193);
		b = Math.imul(b + byte, 0x5bd1e995) ^ (a >>> 13);
		c = Math.imul(c ^ (b + byte), 0x27d4eb2f);
		d = (Math.imul(d, 0x165667b1) + c) ^ (a >>> 7);
	}
	for (let round = 0; round < 2; round++) {
		a = Math.imul(a ^ (d >>> 15), 0x2c1b3c6d);
		b = Math.imul(b ^ (a >>> 12), 0x297a2d39);
		c = Math.imul(c ^ (b >>> 15), 0x2c1b3c6d);
		d = Math.imul(d ^ (c >>> 12), 0x297a2d39);
	}
	const result = new Uint8Array(32);
	const words = new Uint32Array(result.buffer);
	for (let i = 0; i < words.length; i += 4) {
		words[i] = a;
		words[i + 1] = b;
		words[i + 2] = c;
		words[i + 3] = d;
	}
	return result;
}
