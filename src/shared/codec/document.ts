import type { Digest, Sha256 } from './bytes.ts';
import { encode, type Plain } from './cbor.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { bytes, integer, list, literal, nullable, type Reader, record } from './reader.ts';
import { SIGNING_LIMITS } from './signing-policy.ts';
import type { TimeMs } from './units.ts';

/** Domain under which a deposited document is signed; also the format that its statement names. */
export const DOCUMENT_DOMAIN = 'gridquorum/document/v1';

export const DOCUMENT_LIMITS = {
	/** Plain bytes of one document: 64 MiB. */
	bytes: 67_108_864,
	/** Participants who may read one from its deposit on. */
	readers: 32,
	/** Bytes of a binary CID v1 with SHA-256: version, codec, hash code, length and digest. */
	cidBytes: 36,
} as const;

/** What a document is. */
export const DOCUMENT_TYPES = [
	'contract',
	'deed-text',
	'annex',
	'meter-certificate',
	'identity',
	'metering-point',
	'other',
] as const;

/** Of a person or a place: nobody reads them whom the depositor has not named, not even the network's auditors. */
export const PRIVATE_DOCUMENT_TYPES: readonly DocumentType[] = ['identity', 'metering-point'];

export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** What a document is evidence of. */
export interface DocumentSubject {
	readonly type: 'participant' | 'meter' | 'deed' | 'trade' | 'auction';
	readonly id: string;
}

/** What the chain knows of a document, and what its signers sign: nothing of its content. */
export interface DocumentStatement {
	readonly format: typeof DOCUMENT_DOMAIN;
	readonly chainId: string;
	/** `E-<depositor>-<n>`. */
	readonly document: string;
	readonly depositor: string;
	readonly type: DocumentType;
	readonly about: DocumentSubject | null;
	/** Binary CID v1 of the encrypted envelope, 36 bytes: dag-cbor, SHA-256. */
	readonly cid: Uint8Array;
	/** SHA-256 of salt ‖ SHA-256 of the plain bytes; the salt is in the envelope, so that nobody can guess contents. */
	readonly commitment: Digest;
	/** Encrypted bytes in all, envelope and parts. */
	readonly storedBytes: number;
	/** To whom the content key is wrapped in the envelope, ascending, the depositor among them. */
	readonly readers: readonly string[];
	/** Who are to sign, in order where `order` says so; may be empty. */
	readonly signers: readonly string[];
	/** Signatures that complete it, 0 without signers. */
	readonly threshold: number;
	readonly order: 'free' | 'ordered';
	/** When what is not complete lapses. */
	readonly deadline: TimeMs;
}

const subject: Reader<DocumentSubject> = record<DocumentSubject>({
	type: literal('participant', 'meter', 'deed', 'trade', 'auction'),
	id: identifier(DERIVED_ID_MAX_CHARACTERS),
});

export const documentFields = {
	type: literal(...DOCUMENT_TYPES),
	about: nullable(subject),
	cid: bytes(DOCUMENT_LIMITS.cidBytes),
	commitment: bytes(32),
	storedBytes: integer(1, 2 * DOCUMENT_LIMITS.bytes),
	readers: list(identifier(), DOCUMENT_LIMITS.readers),
	signers: list(identifier(), SIGNING_LIMITS.signers),
	threshold: integer(0, SIGNING_LIMITS.signers),
	order: literal('free', 'ordered'),
	deadline: integer(),
} as const;

/** SHA-256 of the statement's canonical bytes. */
export function documentDigest(statement: DocumentStatement, sha256: Sha256): Digest {
	return sha256(encode(statement as unknown as Plain));
}

/** The exact bytes that each signer signs with Ed25519. */
export function documentSigningBytes(chainId: string, digest: Digest): Uint8Array {
	return encode([DOCUMENT_DOMAIN, chainId, digest]);
}
