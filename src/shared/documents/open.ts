import { type Digest, equalBytes, type RunningSha256, type Sha256 } from '../codec/bytes.ts';
import { decode } from '../codec/cbor.ts';
import { CodedError } from '../errors/coded-error.ts';
import { cidText, digestOfCid, isCidOf } from './cid.ts';
import { type DocumentCipher, TAG_BYTES } from './cipher.ts';
import {
	type DocumentEnvelope,
	type DocumentMetadata,
	decodeEnvelope,
	ENVELOPE_LIMITS,
	METADATA_INDEX,
	metadataAssociated,
	nonceOf,
	partAssociated,
	partBytesAt,
	readMetadata,
} from './envelope.ts';
import { commitmentOf } from './seal.ts';

export interface OpenModules {
	readonly cipher: DocumentCipher;
	readonly sha256: Sha256;
}

export interface OpenWholeModules extends OpenModules {
	readonly startSha256: () => RunningSha256;
}

/** What the chain says of the document. */
export interface DocumentAnchor {
	/** Binary CID of the envelope. */
	readonly cid: Uint8Array;
	readonly commitment: Digest;
}

export interface OpenedDocument {
	readonly metadata: DocumentMetadata;
	readonly plain: Uint8Array;
}

/** @throws CodedError DOCUMENT_BLOCK_DAMAGED when the bytes are not those that the CID names */
export function requireBlock(cid: Uint8Array, bytes: Uint8Array, sha256: Sha256): void {
	if (!equalBytes(sha256(bytes), digestOfCid(cid)))
		throw new CodedError('DOCUMENT_BLOCK_DAMAGED', { cid: cidText(cid) });
}

/**
 * The envelope that the chain names.
 * @throws CodedError DOCUMENT_BLOCK_DAMAGED for other bytes, DOCUMENT_ENVELOPE when it is none or of another document
 */
export function openEnvelope(
	{ cid, commitment }: DocumentAnchor,
	encoded: Uint8Array,
	sha256: Sha256,
): DocumentEnvelope {
	requireBlock(cid, encoded, sha256);
	if (!isCidOf('dag-cbor', cid))
		throw new CodedError('DOCUMENT_ENVELOPE', { cid: cidText(cid), reason: 'its CID is not of dag-cbor' });
	let envelope: DocumentEnvelope;
	try {
		envelope = decodeEnvelope(encoded);
	} catch (error) {
		throw new CodedError('DOCUMENT_ENVELOPE', { cid: cidText(cid), reason: (error as Error).message });
	}
	if (!equalBytes(envelope.commitment, commitment))
		throw new CodedError('DOCUMENT_ENVELOPE', {
			cid: cidText(cid),
			reason: 'it has the commitment of another document',
		});
	return envelope;
}

/** @throws CodedError DOCUMENT_TAMPERED when key or bytes are of another document or were changed */
export function openMetadata(
	envelope: DocumentEnvelope,
	key: Uint8Array,
	{ cipher, sha256 }: OpenModules,
): DocumentMetadata {
	const { commitment, noncePrefix, plainBytes } = envelope;
	const associated = metadataAssociated(commitment, plainBytes);
	const encoded = decrypted(() =>
		cipher.decrypt(key, nonceOf(noncePrefix, METADATA_INDEX), associated, envelope.metadata),
	);
	const metadata = readMetadata(decode(encoded, ENVELOPE_LIMITS.metadataBytes), 'metadata');
	if (!equalBytes(commitmentOf(metadata.salt, metadata.sha256, sha256), commitment))
		throw new CodedError('DOCUMENT_TAMPERED', { reason: 'its salt and digest do not give the commitment' });
	return metadata;
}

/** Part `index` in plain. @throws CodedError DOCUMENT_BLOCK_DAMAGED | DOCUMENT_TAMPERED */
export function openPart(
	envelope: DocumentEnvelope,
	index: number,
	encrypted: Uint8Array,
	key: Uint8Array,
	{ cipher, sha256 }: OpenModules,
): Uint8Array {
	const { commitment, noncePrefix, parts, plainBytes } = envelope;
	requireBlock(parts[index] as Uint8Array, encrypted, sha256);
	if (encrypted.length !== partBytesAt(index, plainBytes) + TAG_BYTES)
		throw new CodedError('DOCUMENT_TAMPERED', { reason: `part ${index} has another length` });
	const associated = partAssociated(commitment, index, index === parts.length - 1);
	return decrypted(() => cipher.decrypt(key, nonceOf(noncePrefix, index), associated, encrypted));
}

/** As {@link openSteps}, at once. */
export function openDocument(
	envelope: DocumentEnvelope,
	parts: readonly Uint8Array[],
	key: Uint8Array,
	modules: OpenWholeModules,
): OpenedDocument {
	const steps = openSteps(envelope, parts, key, modules);
	while (true) {
		const { done, value } = steps.next();
		if (done) return value;
	}
}

/**
 * Decrypts and verifies everything: CID and tag of each part, the digest of the whole, and that salt and digest give
 * the commitment. Yields after each part.
 * @param parts encrypted, in the envelope's order
 * @throws CodedError DOCUMENT_BLOCK_DAMAGED | DOCUMENT_TAMPERED
 */
export function* openSteps(
	envelope: DocumentEnvelope,
	parts: readonly Uint8Array[],
	key: Uint8Array,
	modules: OpenWholeModules,
): Generator<void, OpenedDocument> {
	if (parts.length !== envelope.parts.length)
		throw new CodedError('DOCUMENT_TAMPERED', { reason: `${parts.length} of ${envelope.parts.length} parts` });
	const metadata = openMetadata(envelope, key, modules);
	const plain = new Uint8Array(envelope.plainBytes);
	const running = modules.startSha256();
	for (const [index, encrypted] of parts.entries()) {
		const part = openPart(envelope, index, encrypted, key, modules);
		running.update(part);
		plain.set(part, index * ENVELOPE_LIMITS.partBytes);
		yield;
	}
	if (!equalBytes(running.digest(), metadata.sha256))
		throw new CodedError('DOCUMENT_TAMPERED', { reason: 'its bytes have another SHA-256' });
	return { metadata, plain };
}

function decrypted(decrypt: () => Uint8Array): Uint8Array {
	try {
		return decrypt();
	} catch {
		throw new CodedError('DOCUMENT_TAMPERED', { reason: 'the key does not fit what is encrypted' });
	}
}
