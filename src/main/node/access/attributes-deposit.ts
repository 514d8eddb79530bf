import {
	describePrivateAttributes,
	encodePrivateAttributes,
	PRIVATE_ATTRIBUTES_MEDIA_TYPE,
	type PrivateAttributes,
} from '../../../shared/access/private-attributes.ts';
import type { DepositTerms, NodeDocuments } from '../documents/types.ts';

/**
 * Deposits attributes of an identity or a metering point, encrypted, for the depositor alone: auditors and everybody
 * else need a grant. The chain learns its kind, subject and size.
 * @returns the document's id
 * @throws CodedError CODEC_INVALID for attributes without form, or as `documents.deposit`
 */
export function depositPrivateAttributes(
	documents: Pick<NodeDocuments, 'deposit'>,
	participant: string,
	attributes: PrivateAttributes,
): Promise<string> {
	const terms: DepositTerms = {
		...describePrivateAttributes(attributes),
		name: 'attributes.cbor',
		mediaType: PRIVATE_ATTRIBUTES_MEDIA_TYPE,
		readers: [],
		signers: [],
		order: 'free',
		deadline: 0,
		isPrivate: true,
	};
	return documents.deposit(participant, encodePrivateAttributes(attributes), terms);
}
