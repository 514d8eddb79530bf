import type { DocumentStatement } from './document.ts';

export type DocumentEvent =
	| ({
			kind: 'document-deposited';
			/** `documentDigest` of the statement, which every signer signs. */
			digest: Uint8Array;
	  } & Omit<DocumentStatement, 'format' | 'chainId'>)
	| { kind: 'document-signed'; document: string; participant: string; signature: Uint8Array }
	/** Complete: at once where nobody is to sign. */
	| { kind: 'document-sealed'; document: string }
	| { kind: 'document-refused'; document: string; participant: string; reason: string }
	| { kind: 'document-expired'; document: string; missing: readonly string[] };
