import { randomBytes } from 'node:crypto';
import { setImmediate as yieldToLoop } from 'node:timers/promises';
import { compareText, equalBytes, toHex } from '../../../shared/codec/bytes.ts';
import { calls } from '../../../shared/codec/calls.ts';
import {
	DOCUMENT_DOMAIN,
	DOCUMENT_LIMITS,
	documentDigest,
	documentSigningBytes,
	PRIVATE_DOCUMENT_TYPES,
} from '../../../shared/codec/document.ts';
import type { Receipt } from '../../../shared/codec/receipt.ts';
import { cidText } from '../../../shared/documents/cid.ts';
import type { DocumentEnvelope } from '../../../shared/documents/envelope.ts';
import { type OpenedDocument, openPart, openSteps } from '../../../shared/documents/open.ts';
import { type SealedDocument, sealSteps } from '../../../shared/documents/seal.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import type { DocumentRecord } from '../../core/contracts/depository/documents.ts';
import { hasher, startSha256 } from '../crypto/sha256.ts';
import type { ParticipantCaller } from '../participant-caller.ts';
import type { DocumentStore } from './block-store.ts';
import type { ContentKeys } from './content-keys.ts';
import type { DocumentState } from './document-state.ts';
import { nativeCipher } from './native-cipher.ts';
import { checkReplica } from './replica-check.ts';
import type { Replicator } from './replicator.ts';
import type { DepositTerms, DocumentEntry, DocumentHealth, NodeDocuments } from './types.ts';

/** Blocks after which a deposit that never reached the chain cannot any more; as `ParticipantCaller` bounds its calls. */
const PENDING_BLOCKS = 10_000;
const MAX_FAULTS = 100;
const MAX_LISTED = 500;

export interface NodeDocumentsModules {
	readonly store: DocumentStore;
	readonly state: DocumentState;
	readonly keys: ContentKeys;
	readonly replicator: Replicator;
	readonly caller: Pick<ParticipantCaller, 'call' | 'signerOf'>;
	readonly height: () => number;
	/** Time of the newest executed block. */
	readonly blockTime: () => number;
	/** Resolves when the store knows of every executed block. */
	readonly caughtUp: () => Promise<void>;
}

export function createNodeDocuments(
	{ chainId }: { readonly chainId: string },
	modules: NodeDocumentsModules,
): NodeDocuments {
	const { store, state, keys, replicator, caller, height, blockTime, caughtUp } = modules;
	const pure = { cipher: nativeCipher, sha256: hasher.sha256, startSha256 };

	async function deposit(participant: string, plain: Uint8Array, terms: DepositTerms): Promise<string> {
		caller.signerOf(participant);
		const readers = await readersOf(participant, terms);
		const sealed = await inSlices(
			sealSteps(
				plain,
				{ name: terms.name, mediaType: terms.mediaType, readers },
				{ ...pure, random: (count) => new Uint8Array(randomBytes(count)) },
			),
		);
		const cids = [sealed.root, ...sealed.parts];
		await store.setPending(sealed.root.cid, {
			cids: cids.map(({ cid }) => toHex(cid)),
			until: height() + PENDING_BLOCKS,
		});
		try {
			await store.put(cids);
			return await anchor(
				participant,
				sealed,
				readers.map((reader) => reader.participant),
				terms,
			);
		} catch (error) {
			// Where it is uncertain whether the chain took it, the blocks stay until it cannot any more.
			if (!UNCERTAIN.includes(codeOf(error))) {
				await store.drop(cids.map(({ cid }) => cid));
				await store.endPending(sealed.root.cid);
			}
			throw error;
		}
	}

	async function anchor(
		participant: string,
		{ root, commitment, storedBytes }: SealedDocument,
		readers: readonly string[],
		{ type, about, signers, threshold, order, deadline }: DepositTerms,
	): Promise<string> {
		const { receipt, events } = await caller.call(
			participant,
			calls.depository.depositDocument({
				type,
				about,
				cid: root.cid,
				commitment,
				storedBytes,
				readers: [...readers],
				signers: [...signers],
				threshold: threshold ?? signers.length,
				order,
				deadline,
			}),
		);
		if (!receipt.ok) throw new CodedError((receipt.code ?? 'NODE_FAILED') as ErrorCode, receipt.details ?? {});
		const deposited = events.find((event) => event.kind === 'document-deposited');
		if (!deposited) throw new CodedError('NODE_FAILED', { reason: 'a deposit without its event' });
		await store.endPending(root.cid);
		return deposited.document;
	}

	/** Depositor, readers and signers, and the auditors of the network unless the document is private. */
	async function readersOf(
		participant: string,
		{ type, readers, signers, isPrivate }: DepositTerms,
	): Promise<{ participant: string; encryptionKey: Uint8Array }[]> {
		const named = [...new Set([participant, ...readers, ...signers])];
		const auditors = isPrivate || PRIVATE_DOCUMENT_TYPES.includes(type) ? [] : await auditorsNow();
		// What the depositor names comes first; auditors beyond the limit ask for a grant.
		const all = [...new Set([...named, ...auditors])].slice(0, Math.max(named.length, DOCUMENT_LIMITS.readers));
		const known = await Promise.all(
			all.map(async (id) => ({ participant: id, encryptionKey: (await state.participant(id)).encryptionKey })),
		);
		return known.sort((a, b) => compareText(a.participant, b.participant));
	}

	/** Suspended ones have no powers. */
	async function auditorsNow(): Promise<readonly string[]> {
		await caughtUp();
		const auditors = await store.auditors();
		const records = await Promise.all(auditors.map((id) => state.findParticipant(id)));
		return auditors.filter((_, index) => records[index]?.role === 'auditor' && records[index]?.suspended === null);
	}

	/**
	 * The envelope, once every block is here; what is here already needs nobody's leave any more.
	 * @throws CodedError DOCUMENT_NOT_READER, or DOCUMENT_LOST when blocks are missing and cannot be fetched
	 */
	async function whole(document: string, record: DocumentRecord, participant: string): Promise<DocumentEnvelope> {
		const check = await checkReplica(store, record, 'hashed');
		if (check.missing.length === 0 && check.envelope) return check.envelope;
		if (!(await state.isEntitled(participant, document, record, blockTime())))
			throw new CodedError('DOCUMENT_NOT_READER', { document, participant });
		replicator.want({
			document,
			cid: toHex(record.cid),
			storedBytes: record.storedBytes,
			state: 'fetching',
		});
		await replicator.fetchNow(document);
		const again = await checkReplica(store, record, 'present');
		if (again.missing.length === 0 && again.envelope) return again.envelope;
		throw new CodedError('DOCUMENT_LOST', { document, missing: again.missing.length });
	}

	async function open(document: string, participant: string): Promise<OpenedDocument> {
		const record = await state.document(document);
		const envelope = await whole(document, record, participant);
		const key = await keys.open(document, envelope, participant);
		try {
			return await inSlices(openSteps(envelope, await store.getAll(envelope.parts), key, pure));
		} finally {
			key.fill(0);
		}
	}

	async function openPartOf(document: string, participant: string, index: number): Promise<Uint8Array> {
		const record = await state.document(document);
		const { envelope } = await checkReplica(store, record, 'present');
		const cid = envelope?.parts[index];
		if (!envelope || !cid) throw new CodedError('DOCUMENT_BLOCK_MISSING', { cid: cidText(cid ?? record.cid) });
		const key = await keys.open(document, envelope, participant);
		try {
			return openPart(envelope, index, await store.get(cid), key, pure);
		} finally {
			key.fill(0);
		}
	}

	async function sign(participant: string, documents: readonly string[]): Promise<Receipt> {
		const signer = caller.signerOf(participant);
		const signatures = await Promise.all(
			documents.map(async (document) => {
				const record = await state.document(document);
				const digest = digestOf(chainId, document, record);
				if (!equalBytes(digest, record.digest))
					throw new CodedError('DOCUMENT_TAMPERED', { reason: `the statement of ${document} has another digest` });
				return { document, signature: signer.sign(documentSigningBytes(chainId, digest)) };
			}),
		);
		const { receipt } = await caller.call(participant, calls.depository.signDocuments({ signatures }));
		return receipt;
	}

	async function entry(document: string, place: string): Promise<DocumentEntry> {
		const record = await state.document(document);
		const standing = replicator.standingOf(document);
		return { document, place, record, replica: standing?.replica.state ?? null, holders: standing?.holders ?? null };
	}

	async function health(): Promise<DocumentHealth> {
		const { standings, figures } = replicator;
		const count = (wanted: string): number => standings.filter(({ replica }) => replica.state === wanted).length;
		return {
			storedBytes: store.usedBytes,
			quotaBytes: store.quotaBytes,
			kept: count('kept'),
			fetching: count('fetching'),
			lost: count('lost'),
			alone: standings.filter(({ replica, holders }) => replica.state === 'kept' && holders === 0).length,
			blocksFaulty: figures.faulty,
			blocksRepaired: figures.repaired,
			faults: standings.flatMap(({ fault }) => (fault ? [fault] : [])).slice(0, MAX_FAULTS),
		};
	}

	return {
		deposit,
		open,
		openPart: openPartOf,
		async contentKey(document, participant) {
			const record = await state.document(document);
			return keys.open(document, await whole(document, record, participant), participant);
		},
		sign,
		async refuse(participant, document, reason) {
			const { receipt } = await caller.call(participant, calls.depository.refuseDocument({ document, reason }));
			return receipt;
		},
		async list({ limit, before = null }) {
			await caughtUp();
			const found = await store.documents(Math.min(limit, MAX_LISTED), before);
			return Promise.all(found.map(({ id, place }) => entry(id, place)));
		},
		get: (document) => entry(document, ''),
		health,
		scrub: () => replicator.scrub(),
	};
}

/** Outcomes after which a call may still be executed. */
const UNCERTAIN: readonly (string | null)[] = ['TRANSACTION_UNCERTAIN', 'NODE_STOPPED', 'NODE_FAILED', null];

/** The digest that a document's signers sign, recomputed from what the chain keeps. */
function digestOf(chainId: string, document: string, record: DocumentRecord): Uint8Array {
	const { depositor, type, about, cid, commitment, storedBytes, readers, signers, threshold, order, deadline } = record;
	return documentDigest(
		{
			format: DOCUMENT_DOMAIN,
			chainId,
			document,
			depositor,
			type,
			about,
			cid,
			commitment,
			storedBytes,
			readers,
			signers: signers.map(({ participant }) => participant),
			threshold,
			order,
			deadline,
		},
		hasher.sha256,
	);
}

/** Lets other work of this thread in between two parts. */
async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
	while (true) {
		const { done, value } = steps.next();
		if (done) return value;
		await yieldToLoop();
	}
}
