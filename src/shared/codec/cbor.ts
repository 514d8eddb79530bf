import * as dagCbor from '@ipld/dag-cbor';
import { CodedError } from '../errors/coded-error.ts';
import { equalBytes } from './bytes.ts';
import { nestsDeeperThan } from './cbor-nesting.ts';
import { MAX_NESTING, readPlain } from './cbor-reader.ts';
import { writePlain } from './cbor-writer.ts';

/** What canonical dag-cbor may carry here: no floats, no undefined, integers within ±(2^53 − 1). */
export type Plain =
	| null
	| boolean
	| number
	| string
	| Uint8Array
	| readonly Plain[]
	| { readonly [key: string]: Plain };

/** Canonical dag-cbor (RFC 8949 § 4.2 core deterministic encoding, keys sorted by length then bytes). */
export function encode(value: Plain): Uint8Array {
	return writePlain(value) ?? dagCbor.encode(value);
}

/**
 * Decodes bytes that must be canonical: encoding the result again gives the same bytes.
 * @param options.views byte strings may be views into `bytes`: for values that do not outlive it
 * @throws CodedError CODEC_OVERSIZE, CODEC_MALFORMED or CODEC_NOT_CANONICAL
 */
export function decode(bytes: Uint8Array, maxBytes: number, options?: { readonly views: boolean }): unknown {
	if (bytes.length > maxBytes) throw new CodedError('CODEC_OVERSIZE', { bytes: bytes.length, maxBytes });
	return readPlain(bytes, options) ?? decodeByLibrary(bytes);
}

function decodeByLibrary(bytes: Uint8Array): unknown {
	if (nestsDeeperThan(MAX_NESTING, bytes))
		throw new CodedError('CODEC_MALFORMED', { reason: `nested deeper than ${MAX_NESTING} levels` });
	let value: unknown;
	try {
		value = dagCbor.decode(bytes);
	} catch (cause) {
		throw new CodedError('CODEC_MALFORMED', { reason: String(cause) });
	}
	if (!equalBytes(encode(value as Plain), bytes)) throw new CodedError('CODEC_NOT_CANONICAL', {});
	return value;
}
