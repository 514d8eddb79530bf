import { type Call, calls } from '../../../shared/codec/calls.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { documentBinding } from '../../../shared/documents/envelope.ts';
import { wrapKey } from '../../../shared/documents/key-wrap.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import {
	type LeafReader,
	readDocumentRecord,
	readGrant,
	readParticipant,
} from '../../core/contracts/traceability/access-state.ts';
import { covers, requireStanding } from '../../core/contracts/traceability/authority.ts';
import type { GrantRecord } from '../../core/contracts/traceability/grants.ts';
import type { TransactionOutcome } from '../types.ts';

export interface KeyReleaserModules {
	readonly read: LeafReader;
	/** Chain time, ms. */
	readonly now: () => TimeMs;
	/** The key of a document that a participant of this node can read; whoever takes it wipes it. @throws CodedError */
	readonly contentKey: (document: string, participant: string) => Promise<Uint8Array>;
	readonly call: (participant: string, call: Call) => Promise<TransactionOutcome>;
	/** Cryptographic random bytes. */
	readonly random: (count: number) => Uint8Array;
}

/**
 * Wraps a document's key to a grantee's present encryption key and puts it on the chain. A transaction that the chain
 * refuses stands in its block all the same, key and all: so everything that the contract asks is asked here before a
 * key is wrapped. A revocation that becomes final while a release is on its way cannot call it back.
 */
export class KeyReleaser {
	readonly #modules: KeyReleaserModules;

	constructor(modules: KeyReleaserModules) {
		this.#modules = modules;
	}

	/**
	 * @param participant of this node, who can read the document
	 * @throws CodedError GRANT_UNKNOWN, GRANT_ENDED, GRANT_NOT_COVERED, DOCUMENT_UNKNOWN, PARTICIPANT_SUSPENDED,
	 * CALL_FORBIDDEN, or as `contentKey` and `call`
	 */
	async release(participant: string, grant: string, document: string): Promise<TransactionOutcome> {
		const { contentKey, call, random } = this.#modules;
		await this.#requireRecipient(await this.#requireInForce(grant), grant, document);
		const key = await contentKey(document, participant);
		try {
			// Fetching what holds the key may have taken a while.
			const { encryptionKey, binding } = await this.#requireRecipient(
				await this.#requireInForce(grant),
				grant,
				document,
			);
			const wrappedKey = wrapKey(key, encryptionKey, binding, random(32));
			return call(participant, calls.traceability.releaseKey({ grant, document, wrappedKey }));
		} finally {
			key.fill(0);
		}
	}

	async #requireInForce(id: string): Promise<GrantRecord> {
		const grant = await readGrant(this.#modules.read, id);
		if (!grant) throw new CodedError('GRANT_UNKNOWN', { grant: id });
		const status = grant.status === 'in-force' && this.#modules.now() >= grant.until ? 'expired' : grant.status;
		if (status !== 'in-force') throw new CodedError('GRANT_ENDED', { grant: id, status });
		return grant;
	}

	/** To whose present encryption key, and bound to what, the key is wrapped. */
	async #requireRecipient(
		grant: GrantRecord,
		id: string,
		document: string,
	): Promise<{ readonly encryptionKey: Uint8Array; readonly binding: string }> {
		const { read } = this.#modules;
		const deposited = await readDocumentRecord(read, document);
		if (!deposited) throw new CodedError('DOCUMENT_UNKNOWN', { document });
		if (!covers(grant, document, deposited)) throw new CodedError('GRANT_NOT_COVERED', { grant: id, document });
		const grantee = await readParticipant(read, grant.grantee);
		if (!grantee) throw new CodedError('PARTICIPANT_UNKNOWN', { participant: grant.grantee });
		if (grantee.suspended)
			throw new CodedError('PARTICIPANT_SUSPENDED', { participant: grant.grantee, reason: grantee.suspended.reason });
		requireStanding({ id: grant.grantee, role: grantee.role }, { id, right: grant.right });
		return { encryptionKey: grantee.encryptionKey, binding: documentBinding(deposited.commitment) };
	}
}
