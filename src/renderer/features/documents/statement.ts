import type { Sha256 } from '../../../shared/codec/bytes.ts';
import { fromHex, toHex } from '../../../shared/codec/bytes.ts';
import { DOCUMENT_DOMAIN, type DocumentStatement, documentDigest } from '../../../shared/codec/document.ts';
import type { DocumentView } from '../../../shared/contract/index.ts';
import { parseCid } from '../../../shared/documents/cid.ts';

/** What a signer signs, put together here from what is on screen. @throws CodedError DOCUMENT_CID_INVALID */
export function statementOf(view: DocumentView, chainId: string): DocumentStatement {
	const { document, depositor, type, about, storedBytes, readers, threshold, order, deadline } = view;
	return {
		format: DOCUMENT_DOMAIN,
		chainId,
		document,
		depositor,
		type,
		about,
		cid: parseCid(view.cid),
		commitment: fromHex(view.commitment),
		storedBytes,
		readers,
		signers: view.signers.map(({ participant }) => participant),
		threshold,
		order,
		deadline,
	};
}

/** SHA-256 of the statement, hex; null where what the node shows is no statement. */
export function recomputedDigest(view: DocumentView, chainId: string, sha256: Sha256): string | null {
	try {
		return toHex(documentDigest(statementOf(view, chainId), sha256));
	} catch {
		return null;
	}
}

/** A statement that is not the one whose digest the chain keeps is not signed. */
export function isSignable(view: DocumentView, chainId: string, sha256: Sha256): boolean {
	return recomputedDigest(view, chainId, sha256) === view.digest;
}
