import { decode } from '../../../shared/codec/cbor.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type DocumentRecord, documentPaths } from '../../core/contracts/depository/documents.ts';
import { identityPaths, type ParticipantRecord } from '../../core/contracts/identity/participants.ts';
import { holdsReleasedKey, type LeafReader } from '../../core/contracts/traceability/access-state.ts';

const LEAF_MAX_BYTES = 262_144;

/** What the committed state says of documents and of who takes part. */
export class DocumentState {
	/** Reads one leaf of the newest executed state. */
	readonly read: LeafReader;

	constructor(modules: { readonly read: LeafReader }) {
		this.read = modules.read;
	}

	async findDocument(id: string): Promise<DocumentRecord | null> {
		return this.#leaf<DocumentRecord>(documentPaths.document(id));
	}

	/** @throws CodedError DOCUMENT_UNKNOWN */
	async document(id: string): Promise<DocumentRecord> {
		const record = await this.findDocument(id);
		if (!record) throw new CodedError('DOCUMENT_UNKNOWN', { document: id });
		return record;
	}

	async findParticipant(id: string): Promise<ParticipantRecord | null> {
		return this.#leaf<ParticipantRecord>(identityPaths.participant(id));
	}

	/** @throws CodedError PARTICIPANT_UNKNOWN */
	async participant(id: string): Promise<ParticipantRecord> {
		const record = await this.findParticipant(id);
		if (!record) throw new CodedError('PARTICIPANT_UNKNOWN', { participant: id });
		return record;
	}

	/**
	 * Whether a participant's nodes may have a document's blocks: those of its depositor, readers and signers, and of who
	 * was released a key of it under a grant in force.
	 * @param now time of the newest block
	 */
	async isEntitled(participant: string, id: string, record: DocumentRecord, now: number): Promise<boolean> {
		const { depositor, readers, signers } = record;
		if (depositor === participant || readers.includes(participant)) return true;
		if (signers.some((signer) => signer.participant === participant)) return true;
		return holdsReleasedKey(this.read, { document: id, participant, now });
	}

	async #leaf<T>(path: string): Promise<T | null> {
		const encoded = await this.read(path);
		return encoded === null ? null : (decode(encoded, LEAF_MAX_BYTES) as T);
	}
}
