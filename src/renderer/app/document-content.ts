import { sha256 } from '@noble/hashes/sha2.js';
import { fromHex, toHex } from '../../shared/codec/bytes.ts';
import type { DocumentView } from '../../shared/contract/index.ts';
import { commitmentOf } from '../../shared/documents/seal.ts';
import type { ConsoleClient } from '../rpc/client.ts';
import { fromBase64, toBase64 } from './base64.ts';

/** What is recomputed here from the bytes that arrived: their count, their SHA-256, and the commitment on the chain. */
export const CONTENT_CHECKS = ['length', 'hash', 'commitment'] as const;

export interface ContentCheck {
	readonly check: (typeof CONTENT_CHECKS)[number];
	readonly ok: boolean;
}

export interface OpenedContent {
	readonly name: string;
	readonly mediaType: string;
	readonly bytes: number;
	/** Encrypted parts, each of which the node held to its CID and opened. */
	readonly parts: number;
	/** Of the plain bytes, hex. */
	readonly sha256: string;
	readonly content: readonly Uint8Array<ArrayBuffer>[];
	readonly checks: readonly ContentCheck[];
}

export interface ContentProgress {
	/** Bytes so far, and in all. */
	onProgress?(done: number, of: number): void;
	readonly signal?: AbortSignal;
}

/**
 * Lets the node open a document for a participant, takes its plain bytes over part by part and recomputes what the chain
 * has of them.
 * @throws what the node answered, or the signal's reason
 */
export async function openContent(
	client: ConsoleClient,
	document: Pick<DocumentView, 'document' | 'commitment'>,
	participant: string,
	{ onProgress, signal }: ContentProgress = {},
): Promise<OpenedContent> {
	const id = document.document;
	const opened = await client.documents.open({ document: id, participant });
	const hash = sha256.create();
	const content: Uint8Array<ArrayBuffer>[] = [];
	let length = 0;
	for (let index = 0; index < opened.parts; index++) {
		signal?.throwIfAborted();
		const part = fromBase64((await client.documents.read({ document: id, participant, index })).data);
		hash.update(part);
		content.push(part);
		length += part.length;
		onProgress?.(length, opened.bytes);
	}
	const digest = hash.digest();
	const commitment = toHex(commitmentOf(fromHex(opened.salt), digest, sha256));
	return {
		name: opened.name,
		mediaType: opened.mediaType,
		bytes: length,
		parts: opened.parts,
		sha256: toHex(digest),
		content,
		checks: [
			{ check: 'length', ok: length === opened.bytes },
			{ check: 'hash', ok: toHex(digest) === opened.sha256 },
			{ check: 'commitment', ok: commitment === document.commitment },
		],
	};
}

export type DepositTerms = Omit<Parameters<ConsoleClient['documents']['deposit']>[0], 'upload'>;

/**
 * Sends a file to the node in parts and has it encrypted and deposited.
 * @returns the document's id, once its block is final
 * @throws what the node answered, or the signal's reason; nothing is deposited when it was aborted
 */
export async function depositContent(
	client: ConsoleClient,
	file: Blob,
	terms: DepositTerms,
	{ onProgress, signal }: ContentProgress = {},
): Promise<string> {
	const { upload, partBytes } = await client.documents.beginUpload({ bytes: file.size });
	for (let index = 0; index * partBytes < file.size; index++) {
		signal?.throwIfAborted();
		const part = file.slice(index * partBytes, (index + 1) * partBytes);
		const data = toBase64(new Uint8Array(await part.arrayBuffer()));
		const { bytes } = await client.documents.upload({ upload, index, data });
		onProgress?.(bytes, file.size);
	}
	signal?.throwIfAborted();
	return (await client.documents.deposit({ upload, ...terms })).document;
}
