import { concat, equalBytes } from '../../codec/bytes.ts';
import { cidText } from '../../documents/cid.ts';
import type { DocumentCipher } from '../../documents/cipher.ts';
import type { DocumentEnvelope, DocumentMetadata } from '../../documents/envelope.ts';
import { openMetadata, openPart } from '../../documents/open.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { type Deposit, decodeDocumentKeys, envelopeOf, storedPartBytes } from '../document-parts.ts';
import { type Because, because, whatOf } from '../reasons.ts';
import type { AuditScope } from './scope.ts';

/** A document that the bundle's own keys open, and that is what was deposited. */
export interface BundledDocument {
	readonly deposit: Deposit;
	readonly metadata: DocumentMetadata;
	readonly plain: Uint8Array;
}

/** The document of which parts are awaited. */
interface Reading {
	readonly deposit: Deposit;
	readonly envelope: DocumentEnvelope;
	readonly opening: {
		readonly key: Uint8Array;
		readonly metadata: DocumentMetadata;
		readonly plain: Uint8Array[];
	} | null;
	next: number;
}

/**
 * Encrypted documents: each envelope is that of a deposit, each part the next of its envelope, and nothing else is
 * there. Where the bundle brings a document's key it is opened: tags, lengths, and that the plain bytes are those which
 * the deposit is committed to.
 */
export class DocumentContent {
	readonly #scope: AuditScope;
	readonly #cipher: DocumentCipher;
	readonly #deposits: readonly Deposit[];
	readonly #keys = new Map<string, Uint8Array>();
	#isFirst = true;
	/** Place of the newest document among the deposits. */
	#newest = -1;
	#reading: Reading | null = null;
	#here = 0;

	constructor(scope: AuditScope, modules: { readonly deposits: readonly Deposit[]; readonly cipher: DocumentCipher }) {
		this.#scope = scope;
		this.#deposits = modules.deposits;
		this.#cipher = modules.cipher;
	}

	/**
	 * The next of the document blocks.
	 * @returns the document that it completes, where its key is here
	 * @throws CodedError BUNDLE_SURPLUS, BUNDLE_DOCUMENT, DOCUMENT_* or CODEC_*
	 */
	take(cid: Uint8Array, bytes: Uint8Array): BundledDocument | null {
		const isFirst = this.#isFirst;
		this.#isFirst = false;
		if (this.#reading) return this.#takePart(this.#reading, cid, bytes);
		if (this.#deposits.some((deposit) => equalBytes(deposit.cid, cid))) this.#takeEnvelope(cid, bytes);
		else if (isFirst) this.#takeKeys(bytes);
		else
			throw new CodedError(
				'BUNDLE_SURPLUS',
				whatOf(because('a-document-that-no-deposit-names', { cid: cidText(cid) })),
			);
		return null;
	}

	#takeKeys(bytes: Uint8Array): void {
		const { keys } = decodeDocumentKeys(bytes);
		for (const { document, key } of keys) {
			if (this.#keys.has(document)) throw invalid(document, because('two-keys-are-given-for-it'));
			this.#keys.set(document, key);
		}
		if (keys.length === 0) throw new CodedError('BUNDLE_SURPLUS', whatOf(because('keys-of-no-document')));
	}

	#takeEnvelope(cid: Uint8Array, bytes: Uint8Array): void {
		const { place, envelope } = this.#firstOf(cid, bytes);
		const deposit = this.#deposits[place] as Deposit;
		if (place <= this.#newest) throw invalid(deposit.document, because('out-of-its-turn'));
		this.#newest = place;
		this.#reading = { deposit, envelope, opening: null, next: 0 };
		const key = this.#keys.get(deposit.document);
		if (!key) return;
		this.#keys.delete(deposit.document);
		const metadata = openMetadata(envelope, key, { cipher: this.#cipher, sha256: this.#scope.sha256 });
		this.#reading = { deposit, envelope, opening: { key, metadata, plain: [] }, next: 0 };
	}

	/** The first deposit that the envelope fits: others can name the same block on the chain, and say what they like of it. */
	#firstOf(cid: Uint8Array, bytes: Uint8Array): { readonly place: number; readonly envelope: DocumentEnvelope } {
		let fault: unknown = null;
		for (const [place, deposit] of this.#deposits.entries()) {
			if (!equalBytes(deposit.cid, cid)) continue;
			try {
				return { place, envelope: envelopeOf(deposit, bytes, this.#scope.sha256) };
			} catch (error) {
				fault ??= error;
			}
		}
		throw fault;
	}

	#takePart(reading: Reading, cid: Uint8Array, bytes: Uint8Array): BundledDocument | null {
		const { deposit, envelope, opening } = reading;
		const index = reading.next++;
		const isLast = reading.next === envelope.parts.length;
		if (isLast) this.#reading = null;
		if (!equalBytes(envelope.parts[index] as Uint8Array, cid))
			throw invalid(deposit.document, because('part-is-another-block', { index }));
		if (bytes.length !== storedPartBytes(envelope, index))
			throw invalid(deposit.document, because('part-has-another-length', { index }));
		const { sha256, board } = this.#scope;
		opening?.plain.push(openPart(envelope, index, bytes, opening.key, { cipher: this.#cipher, sha256 }));
		if (!isLast) return null;
		this.#here += 1;
		if (!opening) return null;
		const plain = concat(...opening.plain);
		if (!equalBytes(sha256(plain), opening.metadata.sha256))
			throw invalid(deposit.document, because('bytes-are-not-those-that-were-deposited'));
		board.count('documents', 'opened');
		return { deposit, metadata: opening.metadata, plain };
	}

	/** After the last of them. @throws CodedError BUNDLE_DOCUMENT or BUNDLE_SURPLUS */
	end(): void {
		const { board } = this.#scope;
		if (this.#reading) throw invalid(this.#reading.deposit.document, because('parts-of-it-are-missing'));
		const [spare] = this.#keys.keys();
		if (spare !== undefined) throw new CodedError('BUNDLE_SURPLUS', whatOf(because('a-key-of', { spare })));
		if (this.#deposits.length === 0) return;
		board.count('documents', 'with-their-content', this.#here);
		board.count('documents', 'named-only', this.#deposits.length - this.#here);
	}
}

function invalid(document: string, because: Because): CodedError {
	return new CodedError('BUNDLE_DOCUMENT', { document, ...because });
}
