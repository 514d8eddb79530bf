import { forms } from '../../../../shared/codec/calls.ts';
import { DOCUMENT_DOMAIN, documentDigest, documentSigningBytes } from '../../../../shared/codec/document.ts';
import type { DepositDocument } from '../../../../shared/codec/document-calls.ts';
import { signatureId } from '../../../../shared/codec/ids.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type ContractMethod, method } from '../engine/contract.ts';
import { type Participant, requireActiveSender, requireSender } from '../identity/participants.ts';
import { attribute, derive } from '../provenance.ts';
import { DEPOSITORY, keepSigners } from './deeds.ts';
import { requireSoundTerms } from './document-terms.ts';
import {
	addDocument,
	closeDocument,
	type DocumentRecord,
	nextDocumentId,
	readDocument,
	requireDocument,
	writeDocument,
} from './documents.ts';

const EXPIRE = 'expire-document';

/** Documents deposited for evidence: who, when, which bytes; signed m of n, in order or freely, until a deadline. */
export const documentMethods: readonly ContractMethod[] = [
	method(forms.depository.depositDocument, deposit),
	method(forms.depository.signDocuments, (context, { signatures }) => {
		const sender = requireSender(context);
		for (const { document, signature } of signatures) sign(context, sender, document, signature);
	}),
	method(forms.depository.refuseDocument, (context, { document: id, reason }) => {
		const sender = requireSender(context);
		const document = requireDocument(context, id);
		requireSignable(context, id, document, sender.id);
		closeDocument(context, id, document, 'refused');
		context.emit({ kind: 'document-refused', document: id, participant: sender.id, reason });
	}),
];

export const documentTasks = { [EXPIRE]: expire } as const;

function deposit(context: CallContext, terms: DepositDocument): void {
	const depositor = requireActiveSender(context).id;
	requireSoundTerms(context, depositor, terms);
	const id = nextDocumentId(context, depositor);
	const digest = documentDigest(
		{ format: DOCUMENT_DOMAIN, chainId: context.block.chainId, document: id, depositor, ...terms },
		(bytes) => context.sha256(bytes),
	);
	addDocument(context, id, {
		...terms,
		depositor,
		digest,
		signers: terms.signers.map((participant) => ({ participant, signature: null })),
		depositedAt: context.time,
		status: terms.signers.length > 0 ? 'pending' : 'sealed',
	});
	context.emit({ kind: 'document-deposited', digest, document: id, depositor, ...terms });
	const node = { type: 'document', id } as const;
	attribute(context, node, depositor);
	if (terms.about) derive(context, node, terms.about);
	if (terms.about?.type === 'deed') keepSigners(context, terms.about.id);
	if (terms.signers.length === 0) context.emit({ kind: 'document-sealed', document: id });
	else context.schedule(terms.deadline, { contract: DEPOSITORY, task: EXPIRE, subject: id });
}

/** @throws CodedError DOCUMENT_UNKNOWN | DOCUMENT_CLOSED | DOCUMENT_NOT_SIGNER | DOCUMENT_SIGNED | DOCUMENT_TURN | DOCUMENT_SIGNATURE */
function sign(context: CallContext, sender: Participant, id: string, signature: Uint8Array): void {
	const document = requireDocument(context, id);
	requireSignable(context, id, document, sender.id);
	requireTurn(id, document, sender.id);
	if (!context.verify(sender.publicKey, documentSigningBytes(context.block.chainId, document.digest), signature))
		throw new CodedError('DOCUMENT_SIGNATURE', { document: id, participant: sender.id });
	const signers = document.signers.map((each) => (each.participant === sender.id ? { ...each, signature } : each));
	const signed: DocumentRecord = { ...document, signers };
	const isComplete = signers.filter((each) => each.signature !== null).length >= document.threshold;
	if (isComplete) closeDocument(context, id, signed, 'sealed');
	else writeDocument(context, id, signed);
	context.emit({ kind: 'document-signed', document: id, participant: sender.id, signature });
	const node = { type: 'signature', id: signatureId(id, sender.id) } as const;
	derive(context, node, { type: 'document', id });
	attribute(context, node, sender.id);
	if (isComplete) context.emit({ kind: 'document-sealed', document: id });
}

/** @throws CodedError DOCUMENT_CLOSED | DOCUMENT_NOT_SIGNER | DOCUMENT_SIGNED */
function requireSignable(context: CallContext, id: string, document: DocumentRecord, participant: string): void {
	const { status, deadline, signers } = document;
	if (status !== 'pending' || context.time >= deadline)
		throw new CodedError('DOCUMENT_CLOSED', { document: id, status: status === 'pending' ? 'expired' : status });
	const signer = signers.find((each) => each.participant === participant);
	if (!signer) throw new CodedError('DOCUMENT_NOT_SIGNER', { document: id, participant });
	if (signer.signature) throw new CodedError('DOCUMENT_SIGNED', { document: id, participant });
}

/** @throws CodedError DOCUMENT_TURN */
function requireTurn(id: string, { order, signers }: DocumentRecord, participant: string): void {
	if (order === 'free') return;
	const next = signers.find((each) => each.signature === null);
	if (next && next.participant !== participant)
		throw new CodedError('DOCUMENT_TURN', { document: id, participant, before: next.participant });
}

/** The deadline of a document: what is not complete lapses. */
function expire(context: CallContext, id: string): void {
	const document = readDocument(context, id);
	if (document?.status !== 'pending') return;
	closeDocument(context, id, document, 'expired');
	const missing = document.signers.filter(({ signature }) => signature === null).map(({ participant }) => participant);
	context.emit({ kind: 'document-expired', document: id, missing });
}
