/** Scrambles 32 bits (finaliser of MurmurHash3). */
function scramble(value: number): number {
	let mixed = value ^ (value >>> 16);
	mixed = Math.imul(mixed, 0x85ebca6b);
	mixed ^= mixed >>> 13;
	mixed = Math.imul(mixed, 0xc2b2ae35);
	return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * Integer in 0…total−1 that follows from the parts alone: stands for the cryptographic hash of a protocol's leader
 * draw. Against totals of at most 100,000 the bias of the remainder is below 1 in 40,000.
 */
export function draw(parts: readonly number[], total: number): number {
	let state = 0x9e3779b9;
	for (const part of parts) state = scramble((state + Math.imul(part + 1, 0x9e3779b1)) >>> 0);
	return state % total;
}
