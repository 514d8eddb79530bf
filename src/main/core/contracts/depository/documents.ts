import type { Digest } from '../../../../shared/codec/bytes.ts';
import type { DocumentStatement } from '../../../../shared/codec/document.ts';
import { documentId } from '../../../../shared/codec/ids.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { DEPOSITORY } from './deeds.ts';

/** Documents of one depositor that may await signatures at a time. */
export const OPEN_DOCUMENTS = 1_000;

export interface DocumentSigner {
	readonly participant: string;
	/** Null until signed. */
	readonly signature: Uint8Array | null;
}

/** The state leaf of a document: what was deposited, and what became of it. */
export type DocumentRecord = Omit<DocumentStatement, 'format' | 'chainId' | 'document' | 'signers'> & {
	/** `documentDigest` of the statement, which every signer signs. */
	readonly digest: Digest;
	/** In the order in which they sign, where the document orders them. */
	readonly signers: readonly DocumentSigner[];
	/** Time of the block that took it. */
	readonly depositedAt: TimeMs;
	readonly status: 'pending' | 'sealed' | 'refused' | 'expired';
};

/** What a depositor has deposited so far. */
interface DepositorAccount {
	/** Number of its next document. */
	readonly next: number;
	/** Documents that await signatures. */
	readonly open: number;
}

export const documentPaths = {
	documents: `${DEPOSITORY}/document/`,
	document: (id: string): string => `${DEPOSITORY}/document/${id}`,
} as const;

export function readDocument(context: CallContext, id: string): DocumentRecord | undefined {
	return context.space(DEPOSITORY).get<DocumentRecord>(`document/${id}`);
}

/** @throws CodedError DOCUMENT_UNKNOWN */
export function requireDocument(context: CallContext, id: string): DocumentRecord {
	const document = readDocument(context, id);
	if (!document) throw new CodedError('DOCUMENT_UNKNOWN', { document: id });
	return document;
}

/** The id of the depositor's next document. @throws CodedError DOCUMENT_OPEN_LIMIT */
export function nextDocumentId(context: CallContext, depositor: string): string {
	const { next, open } = accountOf(context, depositor);
	if (open >= OPEN_DOCUMENTS) throw new CodedError('DOCUMENT_OPEN_LIMIT', { depositor, open });
	return documentId(depositor, next);
}

export function addDocument(context: CallContext, id: string, document: DocumentRecord): void {
	const { next, open } = accountOf(context, document.depositor);
	const opened = document.status === 'pending' ? 1 : 0;
	writeAccount(context, document.depositor, { next: next + 1, open: open + opened });
	writeDocument(context, id, document);
}

export function writeDocument(context: CallContext, id: string, document: DocumentRecord): void {
	context.space(DEPOSITORY).set(`document/${id}`, document);
}

/** Writes a pending document that awaits signatures no more. */
export function closeDocument(
	context: CallContext,
	id: string,
	document: DocumentRecord,
	status: 'sealed' | 'refused' | 'expired',
): void {
	writeDocument(context, id, { ...document, status });
	const account = accountOf(context, document.depositor);
	writeAccount(context, document.depositor, { ...account, open: account.open - 1 });
}

function accountOf(context: CallContext, depositor: string): DepositorAccount {
	return context.space(DEPOSITORY).get<DepositorAccount>(`depositor/${depositor}`) ?? { next: 0, open: 0 };
}

function writeAccount(context: CallContext, depositor: string, account: DepositorAccount): void {
	context.space(DEPOSITORY).set(`depositor/${depositor}`, account);
}
