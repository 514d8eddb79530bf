import { equalBytes } from '../../codec/bytes.ts';
import { DOCUMENT_DOMAIN, type DocumentStatement, documentDigest, documentSigningBytes } from '../../codec/document.ts';
import type { ContractEvent } from '../../codec/events.ts';
import { CodedError } from '../../errors/coded-error.ts';
import type { Deposit } from '../document-parts.ts';
import { type Because, because } from '../reasons.ts';
import type { CheckedEvent } from './checked-events.ts';
import type { AuditScope } from './scope.ts';

interface AuditedDocument {
	readonly statement: DocumentStatement;
	readonly digest: Uint8Array;
	readonly signed: Set<string>;
	isOpen: boolean;
}

/** Every deposited document: the digest of its statement, each signature on it, and that enough of them sealed it. */
export class DocumentCheck {
	readonly #scope: AuditScope;
	readonly #documents = new Map<string, AuditedDocument>();
	/** In the order of the chain. */
	readonly deposits: Deposit[] = [];

	constructor(scope: AuditScope) {
		this.#scope = scope;
	}

	/** @throws CodedError BUNDLE_DOCUMENT or BUNDLE_IDENTITY */
	take(event: CheckedEvent, height: number): void {
		switch (event.kind) {
			case 'document-deposited': {
				const { kind: _kind, digest, ...terms } = event;
				const statement = { format: DOCUMENT_DOMAIN, chainId: this.#scope.chainId, ...terms } as const;
				if (this.#documents.has(event.document)) throw invalid(event.document, because('deposited-twice'));
				if (!equalBytes(documentDigest(statement, this.#scope.sha256), digest))
					throw invalid(event.document, because('digest-is-of-another-statement'));
				this.#documents.set(event.document, { statement, digest, signed: new Set(), isOpen: true });
				this.deposits.push(event);
				this.#scope.board.count('documents', 'documents');
				break;
			}
			case 'document-signed':
				this.#sign(event, height);
				break;
			case 'document-sealed': {
				const known = this.#open(event.document);
				if (known.signed.size < known.statement.threshold)
					throw invalid(event.document, because('sealed-without-the-signatures-that-it-needs'));
				known.isOpen = false;
				break;
			}
			case 'document-refused':
			case 'document-expired':
				this.#open(event.document).isOpen = false;
		}
	}

	#open(document: string): AuditedDocument {
		const known = this.#documents.get(document);
		if (!known) throw invalid(document, because('deposit-is-not-in-the-bundle'));
		if (!known.isOpen) throw invalid(document, because('complete-or-over-already'));
		return known;
	}

	#sign(event: Extract<ContractEvent, { kind: 'document-signed' }>, height: number): void {
		const { document, participant, signature } = event;
		const { statement, digest, signed } = this.#open(document);
		const place = statement.signers.indexOf(participant);
		if (place < 0 || signed.has(participant)) throw invalid(document, because('is-not-to-sign-it', { participant }));
		if (statement.order === 'ordered' && statement.signers.slice(0, place).some((each) => !signed.has(each)))
			throw invalid(document, because('signs-out-of-turn', { participant }));
		signed.add(participant);
		const { keys, chainId, signatures } = this.#scope;
		signatures.ask(
			'documents',
			{ publicKey: keys.keyOf(participant), message: documentSigningBytes(chainId, digest), signature },
			() =>
				new CodedError('BUNDLE_DOCUMENT', {
					document,
					height,
					...because('signature-is-not-that-of', { participant }),
				}),
		);
	}
}

function invalid(document: string, because: Because): CodedError {
	return new CodedError('BUNDLE_DOCUMENT', { document, ...because });
}
