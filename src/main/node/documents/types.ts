import type { DocumentSubject, DocumentType } from '../../../shared/codec/document.ts';
import type { Receipt } from '../../../shared/codec/receipt.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { OpenedDocument } from '../../../shared/documents/open.ts';
import type { DocumentRecord } from '../../core/contracts/depository/documents.ts';
import type { Replica } from './block-store.ts';

export interface DepositTerms {
	/** File name without a folder. */
	readonly name: string;
	readonly mediaType: string;
	readonly type: DocumentType;
	readonly about: DocumentSubject | null;
	/** Beside the depositor, the signers and, unless private, the network's auditors, who all may read. */
	readonly readers: readonly string[];
	/** In the order in which they sign, where `order` says so. */
	readonly signers: readonly string[];
	/** Signatures that complete it; all where it is not given. */
	readonly threshold?: number;
	readonly order: 'free' | 'ordered';
	/** Of the signatures, chain time; without signers it means nothing. */
	readonly deadline: TimeMs;
	/** Leaves the auditors out: they may ask for a grant. A `PRIVATE_DOCUMENT_TYPES` document always does. */
	readonly isPrivate: boolean;
}

/** A document as the chain knows it, and what this node has of it. */
export interface DocumentEntry {
	readonly document: string;
	/** Where a listing goes on, below this one. */
	readonly place: string;
	readonly record: DocumentRecord;
	/** Null where no participant of this node may have it. */
	readonly replica: Replica['state'] | null;
	/** Other nodes that had all of it when last asked; null before that, and without a replica here. */
	readonly holders: number | null;
}

/** A replica that is not whole. */
export interface DocumentFault {
	readonly document: string;
	readonly state: 'fetching' | 'lost';
	/** Blocks that are not here; 0 while the envelope, which counts them, is not. */
	readonly missing: number;
	readonly reason: string;
}

export interface DocumentHealth {
	readonly storedBytes: number;
	readonly quotaBytes: number;
	readonly kept: number;
	readonly fetching: number;
	readonly lost: number;
	/** Kept documents of which no other node that could be asked had all blocks, when last asked. */
	readonly alone: number;
	/** Blocks found missing or damaged, and blocks fetched again, since the start. */
	readonly blocksFaulty: number;
	readonly blocksRepaired: number;
	/** The first hundred. */
	readonly faults: readonly DocumentFault[];
}

/** Documents as evidence: deposited, kept, fetched and opened for the participants of this node's keystore. */
export interface NodeDocuments {
	/**
	 * Encrypts and keeps the bytes, then deposits them on the chain.
	 * @param plain at most 64 MiB
	 * @returns the document's id
	 * @throws CodedError DOCUMENT_* | KEY_UNKNOWN | PARTICIPANT_UNKNOWN, or the code with which the call failed
	 */
	deposit(participant: string, plain: Uint8Array, terms: DepositTerms): Promise<string>;
	/**
	 * Opens and verifies a document, fetching what is not here.
	 * @throws CodedError DOCUMENT_UNKNOWN | DOCUMENT_NOT_READER | DOCUMENT_KEY_MISSING | DOCUMENT_LOST | DOCUMENT_TAMPERED | …
	 */
	open(document: string, participant: string): Promise<OpenedDocument>;
	/** Part `index` in plain, at most 256 KiB: for readers that take a document piece by piece. @throws as `open` */
	openPart(document: string, participant: string, index: number): Promise<Uint8Array>;
	/** The content key, from the envelope or from a released key: to wrap it for somebody else. @throws as `open` */
	contentKey(document: string, participant: string): Promise<Uint8Array>;
	/** Signs as a participant of this keystore, at most 1,000 at once; the receipt says what came of it. @throws CodedError DOCUMENT_UNKNOWN | DOCUMENT_TAMPERED | KEY_UNKNOWN */
	sign(participant: string, documents: readonly string[]): Promise<Receipt>;
	refuse(participant: string, document: string, reason: string): Promise<Receipt>;
	/** Newest first. @param before place below which the listing goes on */
	list(query: { readonly limit: number; readonly before?: string | null }): Promise<readonly DocumentEntry[]>;
	/** @throws CodedError DOCUMENT_UNKNOWN */
	get(document: string): Promise<DocumentEntry>;
	health(): Promise<DocumentHealth>;
	/** Reads and re-hashes everything that is kept and asks peers what they have, now. */
	scrub(): Promise<void>;
}
