import { DOCUMENT_LIMITS, type DocumentSubject, type DocumentType } from '../../../shared/codec/document.ts';
import { SIGNING_LIMITS } from '../../../shared/codec/signing-policy.ts';
import { ENVELOPE_LIMITS } from '../../../shared/documents/envelope.ts';
import type { DepositTerms } from '../../app/document-content.ts';

/** Longest wait for signatures that the chain takes, ms. */
const SIGNING_MS = 366 * 24 * 3_600_000;
const UNKNOWN_MEDIA_TYPE = 'application/octet-stream';

/** What the dialog asks for. */
export interface DepositDraft {
	readonly file: { readonly name: string; readonly type: string; readonly size: number } | null;
	readonly participant: string;
	readonly type: DocumentType;
	readonly about: DocumentSubject | null;
	/** Named beside those who read by rule. */
	readonly readers: readonly string[];
	/** In the order in which they sign, where it matters. */
	readonly signers: readonly string[];
	/** Null: all of them. */
	readonly threshold: number | null;
	readonly order: 'free' | 'ordered';
	/** Null where the field has no date. */
	readonly deadline: number | null;
	readonly isPrivate: boolean;
}

export type DepositFault = 'participant' | 'file' | 'size' | 'name' | 'signers' | 'threshold' | 'deadline' | 'readers';

export interface DepositReader {
	readonly participant: string;
	readonly why: 'depositor' | 'signer' | 'named' | 'auditor';
}

/** Who will be able to read it, by the node's rule: those who are named come first, auditors while there is room. */
export function readersOf(draft: DepositDraft, auditors: readonly string[]): readonly DepositReader[] {
	const found = new Map<string, DepositReader['why']>();
	const add = (participant: string, why: DepositReader['why']): void => {
		if (participant !== '' && !found.has(participant)) found.set(participant, why);
	};
	add(draft.participant, 'depositor');
	for (const signer of draft.signers) add(signer, 'signer');
	for (const reader of draft.readers) add(reader, 'named');
	if (!draft.isPrivate)
		for (const auditor of auditors) if (found.size < DOCUMENT_LIMITS.readers) add(auditor, 'auditor');
	return [...found].map(([participant, why]) => ({ participant, why }));
}

/** The terms that a draft stands for, or the first thing that is not good yet. @param now chain time, ms */
export function termsOf(
	draft: DepositDraft,
	now: number,
): { readonly terms: DepositTerms } | { readonly fault: DepositFault } {
	const { file, participant, type, about, readers, signers, threshold, order, deadline, isPrivate } = draft;
	if (participant === '') return { fault: 'participant' };
	if (!file) return { fault: 'file' };
	if (file.size > DOCUMENT_LIMITS.bytes) return { fault: 'size' };
	if (file.name.length === 0 || file.name.length > ENVELOPE_LIMITS.nameCharacters) return { fault: 'name' };
	if (signers.length > SIGNING_LIMITS.signers) return { fault: 'signers' };
	if (readersOf(draft, []).length > DOCUMENT_LIMITS.readers) return { fault: 'readers' };
	const isSigned = signers.length > 0;
	if (isSigned && threshold !== null && (threshold < 1 || threshold > signers.length)) return { fault: 'threshold' };
	if (isSigned && (deadline === null || deadline <= now || deadline > now + SIGNING_MS)) return { fault: 'deadline' };
	const mediaType =
		file.type.length > 0 && file.type.length <= ENVELOPE_LIMITS.mediaTypeCharacters ? file.type : UNKNOWN_MEDIA_TYPE;
	return {
		terms: {
			participant,
			name: file.name,
			mediaType,
			type,
			about,
			readers: [...readers],
			signers: [...signers],
			threshold: isSigned ? threshold : null,
			order,
			deadline: isSigned && deadline !== null ? deadline : 0,
			isPrivate,
		},
	};
}
