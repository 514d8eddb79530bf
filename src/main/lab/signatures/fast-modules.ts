import type { SimulationModules } from '../nodes/simulation.ts';

/**
 * Stand-ins for SHA-256 and Ed25519 where a hundred thousand small runs must be cheap: a 128-bit mix of four lanes,
 * repeated. It keeps different contents apart, as nobody searches for collisions; it secures nothing.
 */
export function fastModules(): SimulationModules {
	return {
		sha256: (bytes) => spread(bytes, 0, 32),
		verifier: {
			verify(publicKey, message, signature) {
				if (signature.length !== 64) return false;
				const expected = spread(message, seedOf(publicKey), 16);
				for (let i = 0; i < 64; i++) if (signature[i] !== expected[i & 15]) return false;
				return true;
			},
		},
		signerOf: (validator) => {
			const publicKey = new Uint8Array(32).fill(validator + 1);
			return { publicKey, sign: (message) => spread(message, seedOf(publicKey), 64) };
		},
	};
}

function seedOf(publicKey: Uint8Array): number {
	return 0x5bd1e995 ^ (publicKey[0] as number);
}

/** The mix of `bytes`, 16 bytes, over and over until `length` bytes are filled. */
function spread(bytes: Uint8Array, seed: number, length: number): Uint8Array {
	let a = 0x9e3779b9 ^ seed;
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
	const result = new Uint8Array(length);
	const words = new Uint32Array(result.buffer);
	for (let i = 0; i < words.length; i += 4) {
		words[i] = a;
		words[i + 1] = b;
		words[i + 2] = c;
		words[i + 3] = d;
	}
	return result;
}
