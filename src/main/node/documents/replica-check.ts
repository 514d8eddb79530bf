import type { DocumentEnvelope } from '../../../shared/documents/envelope.ts';
import { openEnvelope } from '../../../shared/documents/open.ts';
import { type CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import type { DocumentRecord } from '../../core/contracts/depository/documents.ts';
import { hasher } from '../crypto/sha256.ts';
import type { DocumentStore } from './block-store.ts';

/** What is here of a document. */
export interface ReplicaCheck {
	/** Null while the envelope itself is missing. */
	readonly envelope: DocumentEnvelope | null;
	/** The document's blocks as far as they are known, the envelope first. */
	readonly cids: readonly Uint8Array[];
	readonly missing: readonly Uint8Array[];
	/** What was found wrong with blocks that had been here; those blocks are dropped. */
	readonly faults: readonly CodedError[];
}

/**
 * Looks at a document's blocks.
 * @param how `present` asks which are here, `hashed` reads and re-hashes each
 * @throws CodedError DOCUMENT_ENVELOPE when what the chain names is no envelope of this document
 */
export async function checkReplica(
	store: DocumentStore,
	record: Pick<DocumentRecord, 'cid' | 'commitment'>,
	how: 'present' | 'hashed',
): Promise<ReplicaCheck> {
	const faults: CodedError[] = [];
	const root = await readOrDrop(store, record.cid, faults);
	if (!root) return { envelope: null, cids: [record.cid], missing: [record.cid], faults };
	const envelope = openEnvelope(record, root, hasher.sha256);
	const cids = [record.cid, ...envelope.parts];
	if (how === 'present') {
		const held = await store.holds(envelope.parts);
		return { envelope, cids, missing: envelope.parts.filter((_, index) => !held[index]), faults };
	}
	const missing: Uint8Array[] = [];
	for (const part of envelope.parts) if (!(await readOrDrop(store, part, faults))) missing.push(part);
	return { envelope, cids, missing, faults };
}

async function readOrDrop(store: DocumentStore, cid: Uint8Array, faults: CodedError[]): Promise<Uint8Array | null> {
	try {
		return await store.get(cid);
	} catch (error) {
		const code = codeOf(error);
		if (code !== 'DOCUMENT_BLOCK_MISSING' && code !== 'DOCUMENT_BLOCK_DAMAGED') throw error;
		faults.push(error as CodedError);
		await store.drop([cid]);
		return null;
	}
}
