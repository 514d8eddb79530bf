import type { Sha256 } from '../codec/bytes.ts';
import { toHex } from '../codec/bytes.ts';
import { decode, encode, type Plain } from '../codec/cbor.ts';
import type { ContractEvent } from '../codec/events.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from '../codec/ids.ts';
import { bytes, list, literal, record } from '../codec/reader.ts';
import { contentBlock } from '../documents/cid.ts';
import { TAG_BYTES } from '../documents/cipher.ts';
import { CONTENT_KEY_BYTES, type DocumentEnvelope, partBytesAt } from '../documents/envelope.ts';
import { openEnvelope } from '../documents/open.ts';
import { CodedError, codeOf } from '../errors/coded-error.ts';
import { BUNDLE_LIMITS } from './bundle-form.ts';
import { carSection } from './car.ts';

export type Deposit = Extract<ContractEvent, { kind: 'document-deposited' }>;

/** Where the exporter's encrypted documents are. */
export interface DocumentSource {
	/** A block as its CID names it; null where it is not held. */
	block(cid: Uint8Array): Promise<Uint8Array | null>;
	/** The content key that the bundle's reader is given, one that opens all of the document; null for none. */
	contentKey(deposit: Deposit, envelope: DocumentEnvelope): Promise<Uint8Array | null>;
}

export const DOCUMENT_KEYS_FORMAT = 'gridquorum/document-keys/v1';

/** Opens documents of the bundle to whoever has it: the first of its document blocks where any key is given. */
export interface DocumentKeysNode {
	readonly format: typeof DOCUMENT_KEYS_FORMAT;
	/** In the order of the documents; one at least. */
	readonly keys: readonly DocumentKey[];
}

export interface DocumentKey {
	readonly document: string;
	/** 32 bytes. */
	readonly key: Uint8Array;
}

const readKeys = record<DocumentKeysNode>({
	format: literal(DOCUMENT_KEYS_FORMAT),
	keys: list(
		record<DocumentKey>({ document: identifier(DERIVED_ID_MAX_CHARACTERS), key: bytes(CONTENT_KEY_BYTES) }),
		BUNDLE_LIMITS.documents,
	),
});

const KEYS_MAX_BYTES = 16_777_216;

/** @throws CodedError CODEC_* */
export function decodeDocumentKeys(encoded: Uint8Array): DocumentKeysNode {
	return readKeys(decode(encoded, KEYS_MAX_BYTES), 'keys');
}

/**
 * The envelope of a deposit, where its parts come to what the chain says is stored.
 * @throws CodedError DOCUMENT_*
 */
export function envelopeOf(
	{ cid, commitment, storedBytes }: Deposit,
	encoded: Uint8Array,
	sha256: Sha256,
): DocumentEnvelope {
	const envelope = openEnvelope({ cid, commitment }, encoded, sha256);
	const { parts, plainBytes } = envelope;
	const bytes = encoded.length + plainBytes + TAG_BYTES * parts.length;
	if (bytes === storedBytes) return envelope;
	throw new CodedError('DOCUMENT_TAMPERED', { reason: `it has ${bytes} bytes, deposited were ${storedBytes}` });
}

/** Encrypted bytes of part `index`. */
export function storedPartBytes({ plainBytes }: DocumentEnvelope, index: number): number {
	return partBytesAt(index, plainBytes) + TAG_BYTES;
}

/**
 * Writes every document that the source holds whole, in the order of the deposits, each envelope before its parts.
 * What does not fit its deposit is not held: a depositor can name on the chain whatever it likes.
 * @returns CIDs in the order of the file
 */
export async function writeDocuments(
	deposits: readonly Deposit[],
	{
		source,
		sha256,
		sink,
	}: {
		readonly source: DocumentSource;
		readonly sha256: Sha256;
		readonly sink: (section: Uint8Array) => Promise<void>;
	},
): Promise<Uint8Array[]> {
	const held: Uint8Array[] = [];
	const taken = new Set<string>();
	const keys: DocumentKey[] = [];
	for (const deposit of deposits) {
		const envelope = await heldEnvelope(deposit, taken, source, sha256);
		if (!envelope) continue;
		for (const cid of [deposit.cid, ...envelope.parts]) {
			taken.add(toHex(cid));
			held.push(cid);
		}
		const key = await source.contentKey(deposit, envelope);
		if (key) keys.push({ document: deposit.document, key });
	}
	const written: Uint8Array[] = [];
	if (keys.length > 0) {
		const node: DocumentKeysNode = { format: DOCUMENT_KEYS_FORMAT, keys };
		const { cid, bytes } = contentBlock('dag-cbor', encode(node as unknown as Plain), sha256);
		await sink(carSection(cid, bytes));
		written.push(cid);
	}
	for (const cid of held) {
		const block = await source.block(cid);
		if (!block) throw new CodedError('BUNDLE_SELECTION', { missing: 'a document any more that it had a moment ago' });
		await sink(carSection(cid, block));
		written.push(cid);
	}
	return written;
}

/** Null unless everything of the document is held, and stands in no document before it. */
async function heldEnvelope(
	deposit: Deposit,
	taken: ReadonlySet<string>,
	source: DocumentSource,
	sha256: Sha256,
): Promise<DocumentEnvelope | null> {
	const encoded = taken.has(toHex(deposit.cid)) ? null : await source.block(deposit.cid);
	if (!encoded) return null;
	let envelope: DocumentEnvelope;
	try {
		envelope = envelopeOf(deposit, encoded, sha256);
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return null;
	}
	const names = new Set(envelope.parts.map(toHex));
	if (names.size < envelope.parts.length || [...names].some((name) => taken.has(name))) return null;
	for (const [index, cid] of envelope.parts.entries())
		if ((await source.block(cid))?.length !== storedPartBytes(envelope, index)) return null;
	return envelope;
}
