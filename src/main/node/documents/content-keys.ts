import { toHex } from '../../../shared/codec/bytes.ts';
import { contentKeyOf, type DocumentEnvelope, documentBinding } from '../../../shared/documents/envelope.ts';
import { unwrapKey } from '../../../shared/documents/key-wrap.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import { readReleases } from '../../core/contracts/traceability/access-state.ts';
import type { Keystore } from '../keys/keystore.ts';
import type { DocumentState } from './document-state.ts';

/**
 * Content keys that this node's keystore opens: by the encryption secret to which each was wrapped, under whatever name
 * the keystore has it, so that a rotated key still opens what came before.
 */
export class ContentKeys {
	readonly #keystore: Keystore;
	readonly #state: DocumentState;
	readonly #requireOpen: (participant: string) => void;
	/** Names in the keystore by public key, hex. */
	#names: ReadonlyMap<string, string> = new Map();

	constructor(modules: {
		readonly keystore: Keystore;
		readonly state: DocumentState;
		/** Throws KEYSTORE_LOCKED while the participant's keys are locked. */
		readonly requireOpen?: (participant: string) => void;
	}) {
		this.#keystore = modules.keystore;
		this.#state = modules.state;
		this.#requireOpen = modules.requireOpen ?? (() => {});
	}

	/**
	 * From the envelope where the participant is a reader, else from the newest key released to it that opens.
	 * @throws CodedError DOCUMENT_NOT_READER | DOCUMENT_KEY_MISSING | DOCUMENT_KEY_REFUSED | KEYSTORE_*
	 */
	async open(document: string, envelope: DocumentEnvelope, participant: string): Promise<Uint8Array> {
		this.#requireOpen(participant);
		const own = envelope.keys.find((key) => key.participant === participant);
		if (own)
			return this.#withSecret(document, participant, own.encryptionKey, (secret) =>
				contentKeyOf(envelope, secret, participant),
			);
		const binding = documentBinding(envelope.commitment);
		let fault: unknown = new CodedError('DOCUMENT_NOT_READER', { document, participant });
		for (const { encryptionKey, wrappedKey } of [
			...(await readReleases(this.#state.read, document, participant)),
		].reverse()) {
			try {
				return await this.#withSecret(document, participant, encryptionKey, (secret) =>
					unwrapKey(wrappedKey, secret, binding),
				);
			} catch (error) {
				if (codeOf(error) !== 'DOCUMENT_KEY_MISSING' && codeOf(error) !== 'DOCUMENT_KEY_REFUSED') throw error;
				fault = error;
			}
		}
		throw fault;
	}

	async #withSecret(
		document: string,
		participant: string,
		encryptionKey: Uint8Array,
		use: (secret: Uint8Array) => Uint8Array,
	): Promise<Uint8Array> {
		const name = await this.#nameOf(toHex(encryptionKey));
		if (name === undefined) throw new CodedError('DOCUMENT_KEY_MISSING', { document, participant });
		const secret = await this.#keystore.seed('encryption', name);
		try {
			return use(secret);
		} finally {
			secret.fill(0);
		}
	}

	/** Looks into the directory again for a key that is new since. */
	async #nameOf(publicKey: string): Promise<string | undefined> {
		const known = this.#names.get(publicKey);
		if (known !== undefined) return known;
		const listed = (await this.#keystore.list()).filter(({ purpose }) => purpose === 'encryption');
		this.#names = new Map(listed.map((key) => [toHex(key.publicKey), key.name]));
		return this.#names.get(publicKey);
	}
}
