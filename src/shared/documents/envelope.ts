import { compareText, concat, type Digest, toHex } from '../codec/bytes.ts';
import { decode, encode, type Plain } from '../codec/cbor.ts';
import { DOCUMENT_LIMITS } from '../codec/document.ts';
import { identifier } from '../codec/ids.ts';
import { bytes, bytesUpTo, integer, list, literal, type Reader, record, text } from '../codec/reader.ts';
import { CodedError } from '../errors/coded-error.ts';
import { CID_BYTES, isCidOf } from './cid.ts';
import { TAG_BYTES } from './cipher.ts';
import { unwrapKey } from './key-wrap.ts';

export const ENVELOPE_FORMAT = 'gridquorum/envelope/v1';

const PART_BYTES = 262_144;

export const ENVELOPE_LIMITS = {
	/** Plain bytes of each part but the last, which may have fewer. */
	partBytes: PART_BYTES,
	/** Bytes of an encrypted part. */
	blockBytes: PART_BYTES + TAG_BYTES,
	parts: DOCUMENT_LIMITS.bytes / PART_BYTES,
	/** Encoded envelope. */
	bytes: 32_768,
	nameCharacters: 255,
	mediaTypeCharacters: 127,
	/** Encrypted metadata. */
	metadataBytes: 2_048,
} as const;

export const CONTENT_KEY_BYTES = 32;
export const SALT_BYTES = 32;
/** What is random in a nonce; the 8 bytes after it count the parts. */
export const NONCE_PREFIX_BYTES = 16;
const WRAPPED_KEY_BYTES = 80;

/** A document's content key for one participant. */
export interface WrappedContentKey {
	readonly participant: string;
	/** X25519 key that it was wrapped to, 32 bytes: a rotated key opens what came before. */
	readonly encryptionKey: Uint8Array;
	/** `wrapKey`, 80 bytes. */
	readonly wrapped: Uint8Array;
}

/** The root block of an encrypted document: dag-cbor, named on the chain by its CID. */
export interface DocumentEnvelope {
	readonly format: typeof ENVELOPE_FORMAT;
	/** As on the chain: SHA-256 of salt ‖ SHA-256 of the plain bytes. Every part and key is bound to it. */
	readonly commitment: Digest;
	readonly plainBytes: number;
	/** Binary CIDs of the encrypted parts, raw blocks, in order; one at least. */
	readonly parts: readonly Uint8Array[];
	/** First 16 bytes of every nonce. */
	readonly noncePrefix: Uint8Array;
	/** Encrypted {@link DocumentMetadata}. */
	readonly metadata: Uint8Array;
	/** Ascending by participant. */
	readonly keys: readonly WrappedContentKey[];
}

/** What only readers see beside the content. */
export interface DocumentMetadata {
	/** File name without a folder. */
	readonly name: string;
	/** Such as application/pdf. */
	readonly mediaType: string;
	/** 32 random bytes, so that nobody can try contents against the commitment. */
	readonly salt: Uint8Array;
	/** SHA-256 of the plain bytes. */
	readonly sha256: Digest;
}

const cidReader: Reader<Uint8Array> = (value, path) => {
	const cid = bytes(CID_BYTES)(value, path);
	if (isCidOf('raw', cid)) return cid;
	throw new CodedError('CODEC_INVALID', { path, expected: 'CID v1 of raw bytes, SHA-256' });
};

const readEnvelope: Reader<DocumentEnvelope> = record<DocumentEnvelope>({
	format: literal(ENVELOPE_FORMAT),
	commitment: bytes(32),
	plainBytes: integer(0, DOCUMENT_LIMITS.bytes),
	parts: list(cidReader, ENVELOPE_LIMITS.parts),
	noncePrefix: bytes(NONCE_PREFIX_BYTES),
	metadata: bytesUpTo(ENVELOPE_LIMITS.metadataBytes),
	keys: list(
		record<WrappedContentKey>({
			participant: identifier(),
			encryptionKey: bytes(32),
			wrapped: bytes(WRAPPED_KEY_BYTES),
		}),
		DOCUMENT_LIMITS.readers,
	),
});

/** File names carry no folders and no control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const NAME_FORM = /^(?!\.{1,2}$)[^\x00-\x1f\x7f/\\]+$/;
const MEDIA_TYPE_FORM = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[ -~]*)?$/;

export const readMetadata: Reader<DocumentMetadata> = (value, path) => {
	const metadata = record<DocumentMetadata>({
		name: text(ENVELOPE_LIMITS.nameCharacters, 1),
		mediaType: text(ENVELOPE_LIMITS.mediaTypeCharacters, 1),
		salt: bytes(SALT_BYTES),
		sha256: bytes(32),
	})(value, path);
	if (!NAME_FORM.test(metadata.name))
		throw new CodedError('CODEC_INVALID', { path: `${path}.name`, expected: 'file name without a folder' });
	if (!MEDIA_TYPE_FORM.test(metadata.mediaType))
		throw new CodedError('CODEC_INVALID', { path: `${path}.mediaType`, expected: 'media type' });
	return metadata;
};

/** Parts that so many plain bytes take: one at least. */
export function partCount(plainBytes: number): number {
	return Math.max(1, Math.ceil(plainBytes / PART_BYTES));
}

/** Bytes of part `index` before its encryption. */
export function partBytesAt(index: number, plainBytes: number): number {
	return Math.min(PART_BYTES, plainBytes - index * PART_BYTES);
}

export function encodeEnvelope(envelope: DocumentEnvelope): Uint8Array {
	return encode(envelope as unknown as Plain);
}

/** @throws CodedError CODEC_* for what has not exactly the form of an envelope */
export function decodeEnvelope(encoded: Uint8Array): DocumentEnvelope {
	const envelope = readEnvelope(decode(encoded, ENVELOPE_LIMITS.bytes), 'envelope');
	const { parts, plainBytes, keys } = envelope;
	if (parts.length !== partCount(plainBytes))
		throw new CodedError('CODEC_INVALID', { path: 'envelope.parts', expected: `${partCount(plainBytes)} parts` });
	if (
		keys.some(
			({ participant }, index) => index > 0 && compareText(keys[index - 1]?.participant ?? '', participant) >= 0,
		)
	)
		throw new CodedError('CODEC_INVALID', { path: 'envelope.keys', expected: 'participants ascending, each once' });
	return envelope;
}

/** What keys and parts of a document are bound to: its commitment, hex, since its id comes only with its deposit. */
export function documentBinding(commitment: Digest): string {
	return toHex(commitment);
}

/** 24 bytes; `index` counts the parts, {@link METADATA_INDEX} is the metadata's. */
export function nonceOf(prefix: Uint8Array, index: number): Uint8Array {
	const counter = new Uint8Array(8);
	new DataView(counter.buffer).setBigUint64(0, BigInt(index));
	return concat(prefix, counter);
}

/** Beyond every part's index. */
export const METADATA_INDEX = Number.MAX_SAFE_INTEGER;

/** What a part's tag covers beside it: no part can be dropped, swapped, repeated or taken from another document. */
export function partAssociated(commitment: Digest, index: number, isLast: boolean): Uint8Array {
	return encode([`${ENVELOPE_FORMAT}/part`, commitment, index, isLast]);
}

export function metadataAssociated(commitment: Digest, plainBytes: number): Uint8Array {
	return encode([`${ENVELOPE_FORMAT}/metadata`, commitment, plainBytes]);
}

/**
 * The content key that an envelope holds for a participant.
 * @param secret X25519 secret of the key that it was wrapped to, 32 bytes
 * @throws CodedError DOCUMENT_NOT_READER when the envelope holds none for it, DOCUMENT_KEY_REFUSED for another secret
 */
export function contentKeyOf(envelope: DocumentEnvelope, secret: Uint8Array, participant: string): Uint8Array {
	const binding = documentBinding(envelope.commitment);
	const key = envelope.keys.find((each) => each.participant === participant);
	if (!key) throw new CodedError('DOCUMENT_NOT_READER', { document: binding, participant });
	return unwrapKey(key.wrapped, secret, binding);
}
