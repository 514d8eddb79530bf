const HALF = 32;
const SIGNATURE_BYTES = 64;

/**
 * y-coordinates of the points of small order on edwards25519, little endian, without the sign bit. Source: libsodium,
 * `ge25519_has_small_order`; the encodings beyond the field are refused as not canonical.
 */
const SMALL_ORDER_Y: readonly string[] = [
	'0000000000000000000000000000000000000000000000000000000000000000',
	'0100000000000000000000000000000000000000000000000000000000000000',
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
	'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];
const SMALL_ORDER = SMALL_ORDER_Y.map((hex) =>
	Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
);

/** Order of the group, little endian. */
const ORDER = Uint8Array.of(
	...[0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14],
	...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10],
);

/**
 * What the network's rule (`verifyBySodiumRule`) demands of the encodings alone, without curve arithmetic: lengths,
 * S below the group's order, key and R canonical and not of small order. What passes, every cofactorless implementation
 * of Ed25519 answers alike.
 */
export function isSoundSignature(publicKey: Uint8Array, signature: Uint8Array): boolean {
	if (publicKey.length !== HALF || signature.length !== SIGNATURE_BYTES) return false;
	return (
		isBelow(signature.subarray(HALF), ORDER) && isSoundPoint(publicKey) && isSoundPoint(signature.subarray(0, HALF))
	);
}

function isSoundPoint(encoded: Uint8Array): boolean {
	return isCanonical(encoded) && !SMALL_ORDER.some((y) => equalsButSign(encoded, y));
}

function equalsButSign(encoded: Uint8Array, y: Uint8Array): boolean {
	for (let at = 0; at < HALF - 1; at++) if (encoded[at] !== y[at]) return false;
	return ((encoded[HALF - 1] as number) & 0x7f) === y[HALF - 1];
}

/** y below 2^255 − 19. */
function isCanonical(encoded: Uint8Array): boolean {
	if (((encoded[HALF - 1] as number) & 0x7f) !== 0x7f) return true;
	for (let at = 1; at < HALF - 1; at++) if (encoded[at] !== 0xff) return true;
	return (encoded[0] as number) < 0xed;
}

function isBelow(value: Uint8Array, bound: Uint8Array): boolean {
	for (let at = HALF - 1; at >= 0; at--) {
		const [a, b] = [value[at] as number, bound[at] as number];
		if (a !== b) return a < b;
	}
	return false;
}
