import { decode, encode, type Plain } from '../codec/cbor.ts';
import type { DocumentSubject, DocumentType } from '../codec/document.ts';
import { identifier } from '../codec/ids.ts';
import { literal, nullable, type Reader, record, text } from '../codec/reader.ts';

/**
 * What is private of a participant and of a metering point. It never stands on the chain: each is an encrypted document
 * about the participant or the meter, whose public id is a pseudonym. A participant's public `name` is a display name
 * that it chooses; its EIC is public, as the registry of such codes is.
 */
export const IDENTITY_ATTRIBUTES_FORMAT = 'gridquorum/identity-attributes/v1';
export const METERING_POINT_FORMAT = 'gridquorum/metering-point/v1';

export const PRIVATE_ATTRIBUTES_MEDIA_TYPE = 'application/vnd.gridquorum.attributes+cbor';

export const ATTRIBUTE_LIMITS = {
	/** UTF-16 code units of one field. */
	fieldCharacters: 200,
	/** Encoded attributes. */
	bytes: 8_192,
} as const;

export interface PostalAddress {
	readonly street: string;
	readonly postalCode: string;
	readonly town: string;
	/** ISO 3166-1 alpha-2. */
	readonly country: string;
}

export interface IdentityAttributes {
	readonly format: typeof IDENTITY_ATTRIBUTES_FORMAT;
	/** Whose they are: the id on the chain. */
	readonly participant: string;
	readonly legalName: string;
	readonly address: PostalAddress | null;
	readonly email: string | null;
	readonly phone: string | null;
	readonly taxId: string | null;
	/** Number in a company or civil register. */
	readonly registrationNumber: string | null;
}

export interface MeteringPointAttributes {
	readonly format: typeof METERING_POINT_FORMAT;
	/** Whose they are: the meter's id on the chain. */
	readonly meter: string;
	readonly address: PostalAddress | null;
	/** The grid operator's id of the connection, such as a MaLo, EAN or POD. */
	readonly connectionId: string | null;
	/** Number on the device. */
	readonly serialNumber: string | null;
}

export type PrivateAttributes = IdentityAttributes | MeteringPointAttributes;

const words = text(ATTRIBUTE_LIMITS.fieldCharacters, 1);
const field = nullable(words);
const address = nullable(record<PostalAddress>({ street: words, postalCode: words, town: words, country: text(2, 2) }));

const readIdentity: Reader<IdentityAttributes> = record<IdentityAttributes>({
	format: literal(IDENTITY_ATTRIBUTES_FORMAT),
	participant: identifier(),
	legalName: words,
	address,
	email: field,
	phone: field,
	taxId: field,
	registrationNumber: field,
});

const readMeteringPoint: Reader<MeteringPointAttributes> = record<MeteringPointAttributes>({
	format: literal(METERING_POINT_FORMAT),
	meter: identifier(),
	address,
	connectionId: field,
	serialNumber: field,
});

/** Exactly the fields of its format. @throws CodedError CODEC_INVALID with the path of the bad field */
export const readPrivateAttributes: Reader<PrivateAttributes> = (value, path) =>
	(value as { format?: unknown } | null)?.format === METERING_POINT_FORMAT
		? readMeteringPoint(value, path)
		: readIdentity(value, path);

/** Content of the document that holds them. @throws CodedError CODEC_INVALID */
export function encodePrivateAttributes(attributes: PrivateAttributes): Uint8Array {
	return encode(readPrivateAttributes(attributes, 'attributes') as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodePrivateAttributes(content: Uint8Array): PrivateAttributes {
	return readPrivateAttributes(decode(content, ATTRIBUTE_LIMITS.bytes), 'attributes');
}

/** What the chain says of the document that holds them: its kind and its subject's pseudonym, nothing else. */
export function describePrivateAttributes(attributes: PrivateAttributes): {
	readonly type: DocumentType;
	readonly about: DocumentSubject;
} {
	return attributes.format === METERING_POINT_FORMAT
		? { type: 'metering-point', about: { type: 'meter', id: attributes.meter } }
		: { type: 'identity', about: { type: 'participant', id: attributes.participant } };
}
