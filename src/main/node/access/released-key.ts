import type { Digest } from '../../../shared/codec/bytes.ts';
import { documentBinding } from '../../../shared/documents/envelope.ts';
import { unwrapKey } from '../../../shared/documents/key-wrap.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type LeafReader, readReleases } from '../../core/contracts/traceability/access-state.ts';

/** X25519 secrets of this node's participants, past ones included: 32 bytes, or null where it is not kept here. */
export type EncryptionSecrets = (participant: string, encryptionKey: Uint8Array) => Uint8Array | null;

/**
 * The content key that a participant was handed under a grant, from the state that this node holds: it needs no peer,
 * and opens what is kept here also after the grant has ended.
 * @throws CodedError KEY_NOT_HELD without a release, or without the secret it was wrapped to; DOCUMENT_KEY_REFUSED when
 * every key that was released is of another document or was changed
 */
export async function releasedContentKey(
	of: { readonly document: string; readonly commitment: Digest; readonly participant: string },
	modules: { readonly read: LeafReader; readonly secretOf: EncryptionSecrets },
): Promise<Uint8Array> {
	const { document, commitment, participant } = of;
	let refusal = new CodedError('KEY_NOT_HELD', { document, participant });
	const releases = await readReleases(modules.read, document, participant);
	for (const { encryptionKey, wrappedKey } of [...releases].reverse()) {
		const secret = modules.secretOf(participant, encryptionKey);
		if (!secret) continue;
		try {
			return unwrapKey(wrappedKey, secret, documentBinding(commitment));
		} catch (error) {
			// Whoever released it may have wrapped anything; another holder's release may still be good.
			if (!(error instanceof CodedError)) throw error;
			refusal = error;
		}
	}
	throw refusal;
}
