import { compareText, concat, type Digest, type RunningSha256, type Sha256 } from '../codec/bytes.ts';
import { encode, type Plain } from '../codec/cbor.ts';
import { DOCUMENT_LIMITS } from '../codec/document.ts';
import { CodedError } from '../errors/coded-error.ts';
import { type ContentBlock, contentBlock } from './cid.ts';
import type { DocumentCipher } from './cipher.ts';
import {
	CONTENT_KEY_BYTES,
	type DocumentEnvelope,
	documentBinding,
	ENVELOPE_FORMAT,
	ENVELOPE_LIMITS,
	encodeEnvelope,
	METADATA_INDEX,
	metadataAssociated,
	NONCE_PREFIX_BYTES,
	nonceOf,
	partAssociated,
	partBytesAt,
	partCount,
	readMetadata,
	SALT_BYTES,
	type WrappedContentKey,
} from './envelope.ts';
import { wrapKey } from './key-wrap.ts';

export interface SealModules {
	readonly cipher: DocumentCipher;
	readonly sha256: Sha256;
	readonly startSha256: () => RunningSha256;
	/** Cryptographic random bytes. */
	readonly random: (count: number) => Uint8Array;
}

/** To whom a document's key is wrapped. */
export interface SealReader {
	readonly participant: string;
	/** X25519, 32 bytes. */
	readonly encryptionKey: Uint8Array;
}

export interface SealTerms {
	readonly name: string;
	readonly mediaType: string;
	/** Each participant once. */
	readonly readers: readonly SealReader[];
}

export interface SealedDocument {
	readonly envelope: DocumentEnvelope;
	/** The envelope's own block; its CID goes on the chain. */
	readonly root: ContentBlock;
	readonly parts: readonly ContentBlock[];
	readonly commitment: Digest;
	/** Bytes of root and parts together. */
	readonly storedBytes: number;
}

/** SHA-256 of salt ‖ SHA-256 of the plain bytes. */
export function commitmentOf(salt: Uint8Array, plainDigest: Digest, sha256: Sha256): Digest {
	return sha256(concat(salt, plainDigest));
}

/** As {@link sealSteps}, at once. */
export function sealDocument(plain: Uint8Array, terms: SealTerms, modules: SealModules): SealedDocument {
	const steps = sealSteps(plain, terms, modules);
	while (true) {
		const { done, value } = steps.next();
		if (done) return value;
	}
}

/**
 * Encrypts a document under a content key of its own. It goes over the parts twice, to hash and to encrypt, then over the
 * readers, and yields after each, so that a thread with other duties can pause.
 * @throws CodedError DOCUMENT_TOO_LARGE above 64 MiB, DOCUMENT_READERS, CODEC_INVALID for a name or media type without form
 */
export function* sealSteps(
	plain: Uint8Array,
	{ name, mediaType, readers }: SealTerms,
	{ cipher, sha256, startSha256, random }: SealModules,
): Generator<void, SealedDocument> {
	if (plain.length > DOCUMENT_LIMITS.bytes)
		throw new CodedError('DOCUMENT_TOO_LARGE', { bytes: plain.length, maxBytes: DOCUMENT_LIMITS.bytes });
	const ordered = orderedReaders(readers);
	const salt = random(SALT_BYTES);
	const count = partCount(plain.length);
	const partOf = (index: number): Uint8Array => {
		const start = index * ENVELOPE_LIMITS.partBytes;
		return plain.subarray(start, start + partBytesAt(index, plain.length));
	};
	const running = startSha256();
	for (let index = 0; index < count; index++) {
		running.update(partOf(index));
		yield;
	}
	const metadata = readMetadata({ name, mediaType, salt, sha256: running.digest() }, 'metadata');
	const commitment = commitmentOf(salt, metadata.sha256, sha256);
	const key = random(CONTENT_KEY_BYTES);
	const noncePrefix = random(NONCE_PREFIX_BYTES);
	const parts: ContentBlock[] = [];
	for (let index = 0; index < count; index++) {
		const associated = partAssociated(commitment, index, index === count - 1);
		const encrypted = cipher.encrypt(key, nonceOf(noncePrefix, index), associated, partOf(index));
		parts.push(contentBlock('raw', encrypted, sha256));
		yield;
	}
	const keys: WrappedContentKey[] = [];
	for (const { participant, encryptionKey } of ordered) {
		const wrapped = wrapKey(key, encryptionKey, documentBinding(commitment), random(32));
		keys.push({ participant, encryptionKey, wrapped });
		yield;
	}
	const envelope: DocumentEnvelope = {
		format: ENVELOPE_FORMAT,
		commitment,
		plainBytes: plain.length,
		parts: parts.map(({ cid }) => cid),
		noncePrefix,
		metadata: cipher.encrypt(
			key,
			nonceOf(noncePrefix, METADATA_INDEX),
			metadataAssociated(commitment, plain.length),
			encode(metadata as unknown as Plain),
		),
		keys,
	};
	key.fill(0);
	const root = contentBlock('dag-cbor', encodeEnvelope(envelope), sha256);
	const storedBytes = parts.reduce((sum, { bytes }) => sum + bytes.length, root.bytes.length);
	return { envelope, root, parts, commitment, storedBytes };
}

function orderedReaders(readers: readonly SealReader[]): readonly SealReader[] {
	const ordered = [...readers].sort((a, b) => compareText(a.participant, b.participant));
	const isRepeated = ordered.some(({ participant }, index) => participant === ordered[index - 1]?.participant);
	if (ordered.length === 0 || ordered.length > DOCUMENT_LIMITS.readers || isRepeated)
		throw new CodedError('DOCUMENT_READERS', { count: readers.length, max: DOCUMENT_LIMITS.readers });
	return ordered;
}
