import { base32 } from 'multiformats/bases/base32';
import { CID } from 'multiformats/cid';
import { concat, type Digest, type Sha256 } from '../codec/bytes.ts';
import { CodedError } from '../errors/coded-error.ts';

/** Multicodec of a block's content: bytes as they are, or canonical dag-cbor. */
export const BLOCK_CODECS = { raw: 0x55, 'dag-cbor': 0x71 } as const;
export type BlockCodec = keyof typeof BLOCK_CODECS;

/** SHA-256 (0x12) of 32 bytes. */
const MULTIHASH_HEAD = [0x12, 0x20] as const;
const VERSION = 1;
/** Version, codec, hash code, length, digest. */
export const CID_BYTES = 36;
const CID_TEXT_MAX_CHARACTERS = 64;

/** A block of content and its name. */
export interface ContentBlock {
	/** Binary CID v1, 36 bytes. */
	readonly cid: Uint8Array;
	readonly bytes: Uint8Array;
}

/** Binary CID v1 with SHA-256, 36 bytes. */
export function cidOf(codec: BlockCodec, digest: Digest): Uint8Array {
	return concat(Uint8Array.of(VERSION, BLOCK_CODECS[codec], ...MULTIHASH_HEAD), digest);
}

export function contentBlock(codec: BlockCodec, bytes: Uint8Array, sha256: Sha256): ContentBlock {
	return { cid: cidOf(codec, sha256(bytes)), bytes };
}

/** Whether `cid` is a binary CID v1 of the codec with SHA-256. */
export function isCidOf(codec: BlockCodec, cid: Uint8Array): boolean {
	return (
		cid.length === CID_BYTES &&
		cid[0] === VERSION &&
		cid[1] === BLOCK_CODECS[codec] &&
		cid[2] === MULTIHASH_HEAD[0] &&
		cid[3] === MULTIHASH_HEAD[1]
	);
}

/** The SHA-256 that a CID names. */
export function digestOfCid(cid: Uint8Array): Digest {
	return cid.subarray(CID_BYTES - 32);
}

/** Base32 text as IPFS tools print it, `b…`; also of bytes that are no CID, for messages. */
export function cidText(cid: Uint8Array): string {
	return base32.encode(cid);
}

/** @throws CodedError DOCUMENT_CID_INVALID for anything but a base32 CID v1 of raw bytes or dag-cbor with SHA-256 */
export function parseCid(text: string): Uint8Array {
	try {
		if (text.length > CID_TEXT_MAX_CHARACTERS) throw new Error(`${text.length} characters`);
		const { bytes } = CID.parse(text);
		if (isCidOf('raw', bytes) || isCidOf('dag-cbor', bytes)) return new Uint8Array(bytes);
		throw new Error('another version, codec or hash');
	} catch (error) {
		throw new CodedError('DOCUMENT_CID_INVALID', { reason: (error as Error).message });
	}
}
