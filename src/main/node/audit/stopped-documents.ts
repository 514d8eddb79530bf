import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditSource } from '../../../shared/audit/compose.ts';
import type { Deposit, DocumentSource } from '../../../shared/audit/document-parts.ts';
import type { DocumentEnvelope } from '../../../shared/documents/envelope.ts';
import { openDocument } from '../../../shared/documents/open.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import { readNodeOptions } from '../create-node.ts';
import { hasher, startSha256 } from '../crypto/sha256.ts';
import { DocumentStore } from '../documents/block-store.ts';
import { ContentKeys } from '../documents/content-keys.ts';
import { DocumentState } from '../documents/document-state.ts';
import { nativeCipher } from '../documents/native-cipher.ts';
import { lockDirectory } from '../files/directory-lock.ts';
import { Keystore } from '../keys/keystore.ts';

/** The documents of a stopped node; its directory is locked until they are closed. */
export interface StoppedDocuments {
	/** Null where the node kept none. */
	readonly source: DocumentSource | null;
	close(): Promise<void>;
}

/**
 * @param options.reader participant of whom the node holds the keys and whose documents the bundle's reader is to open
 * @throws CodedError DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_DAMAGED, DOCUMENT_KEY_MISSING, CONFIG_*, KEYSTORE_*
 */
export async function openStoppedDocuments(
	{ directory, reader = null }: { readonly directory: string; readonly reader?: string | null },
	{ state: { prove } }: { readonly state: Pick<AuditSource, 'prove'> },
): Promise<StoppedDocuments> {
	const state = new DocumentState({ read: async (path) => (await prove(path)).value });
	const keys = reader === null ? null : await keysOf(directory, reader, state);
	const path = join(directory, 'documents');
	if (!(await isDirectory(path))) return { source: null, close: async () => undefined };
	const lock = await lockDirectory(directory);
	let store: DocumentStore;
	try {
		store = await DocumentStore.open(path, { quotaBytes: 0 });
	} catch (error) {
		await lock.release();
		throw error;
	}
	const block = (cid: Uint8Array): Promise<Uint8Array | null> => store.get(cid).catch(orNull(NOT_HELD));
	return {
		source: {
			block,
			contentKey: async (deposit, envelope) =>
				reader === null || keys === null ? null : openingKey({ deposit, envelope, reader }, { keys, block }),
		},
		async close() {
			await store.close();
			await lock.release();
		},
	};
}

/** A key that the participant can use and that opens everything of the document; null where it has none. */
async function openingKey(
	{
		deposit,
		envelope,
		reader,
	}: { readonly deposit: Deposit; readonly envelope: DocumentEnvelope; readonly reader: string },
	{ keys, block }: { readonly keys: ContentKeys; readonly block: DocumentSource['block'] },
): Promise<Uint8Array | null> {
	try {
		const key = await keys.open(deposit.document, envelope, reader);
		const parts: Uint8Array[] = [];
		for (const cid of envelope.parts) parts.push((await block(cid)) ?? new Uint8Array(0));
		openDocument(envelope, parts, key, { cipher: nativeCipher, sha256: hasher.sha256, startSha256 });
		return key;
	} catch (error) {
		return orNull(NOT_OPENED)(error);
	}
}

/** Without the participant's keys nothing could be given. */
async function keysOf(directory: string, reader: string, state: DocumentState): Promise<ContentKeys> {
	const { keys, passphrase } = await readNodeOptions(directory);
	const keystore = new Keystore({ directory: keys, passphrase });
	const isHere = (await keystore.list()).some(({ purpose, name }) => purpose === 'encryption' && name === reader);
	if (!isHere) throw new CodedError('DOCUMENT_KEY_MISSING', { document: 'of the selection', participant: reader });
	return new ContentKeys({ keystore, state });
}

const NOT_HELD = ['DOCUMENT_BLOCK_MISSING', 'DOCUMENT_BLOCK_DAMAGED'];
/** Whoever deposits can wrap what it likes to whom it likes. */
const NOT_OPENED = [
	'DOCUMENT_NOT_READER',
	'DOCUMENT_KEY_MISSING',
	'DOCUMENT_KEY_REFUSED',
	'DOCUMENT_TAMPERED',
	'DOCUMENT_BLOCK_DAMAGED',
];

/** @throws whatever has another code, or none */
function orNull(codes: readonly string[]): (error: unknown) => null {
	return (error) => {
		const code = codeOf(error);
		if (code !== null && (codes.includes(code) || code.startsWith('CODEC_'))) return null;
		throw error;
	};
}

function isDirectory(path: string): Promise<boolean> {
	return stat(path).then(
		(found) => found.isDirectory(),
		() => false,
	);
}
