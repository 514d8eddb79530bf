import { form } from './call-form.ts';
import { DEED_LIMITS } from './deed-calls.ts';
import { type DocumentStatement, documentFields } from './document.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { bytes, list, record, text } from './reader.ts';

/** The sender is the depositor; chain and id follow. */
export type DepositDocument = Omit<DocumentStatement, 'format' | 'chainId' | 'document' | 'depositor'>;

export interface SignDocuments {
	readonly signatures: readonly {
		readonly document: string;
		/** Ed25519 over `documentSigningBytes`, 64 bytes. */
		readonly signature: Uint8Array;
	}[];
}

export interface RefuseDocument {
	readonly document: string;
	readonly reason: string;
}

const document = identifier(DERIVED_ID_MAX_CHARACTERS);

export const documentForms = {
	depositDocument: form<DepositDocument>('depository', 'deposit-document', record<DepositDocument>(documentFields)),
	signDocuments: form<SignDocuments>(
		'depository',
		'sign-documents',
		record<SignDocuments>({
			signatures: list(
				record<SignDocuments['signatures'][number]>({ document, signature: bytes(64) }),
				DEED_LIMITS.deeds,
			),
		}),
	),
	refuseDocument: form<RefuseDocument>(
		'depository',
		'refuse-document',
		record<RefuseDocument>({ document, reason: text(DEED_LIMITS.reasonCharacters, 1) }),
	),
} as const;
