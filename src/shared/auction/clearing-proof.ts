import { decode, encode, type Plain } from '../codec/cbor.ts';

/** Longest proof that is told with a result; a checker makes a longer one again by clearing. */
export const PROOF_MAX_BYTES = 65_536;

const INTEGER_FORM = /^-?(0|[1-9][0-9]*)n$/;

/**
 * A clearing's proof in canonical dag-cbor, whatever its mechanism's form: lists and objects of numbers, texts, nulls
 * and truth values as they are, a bigint as decimal digits and an `n`. Null when it is too long.
 */
export function encodeProof(proof: unknown): Uint8Array | null {
	const encoded = encode(plainOf(proof));
	return encoded.length > PROOF_MAX_BYTES ? null : encoded;
}

/** @throws CodedError CODEC_* when the bytes are not canonical */
export function decodeProof(encoded: Uint8Array): unknown {
	return originalOf(decode(encoded, PROOF_MAX_BYTES));
}

function plainOf(value: unknown): Plain {
	if (typeof value === 'bigint') return `${value}n`;
	if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
	if (Array.isArray(value)) return value.map(plainOf);
	if (typeof value === 'object' && value !== null)
		return Object.fromEntries(
			Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, plainOf(each)]])),
		);
	return (Object.is(value, -0) ? 0 : value) as Plain;
}

function originalOf(value: unknown): unknown {
	if (typeof value === 'string') return INTEGER_FORM.test(value) ? BigInt(value.slice(0, -1)) : value;
	if (Array.isArray(value)) return value.map(originalOf);
	if (typeof value === 'object' && value !== null)
		return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, originalOf(each)]));
	return value;
}
