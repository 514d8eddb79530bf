import {
	ATTRIBUTE_LIMITS,
	IDENTITY_ATTRIBUTES_FORMAT,
	METERING_POINT_FORMAT,
	type PostalAddress,
	type PrivateAttributes,
} from '../../../shared/access/private-attributes.ts';

export const IDENTITY_FIELDS = ['legalName', 'email', 'phone', 'taxId', 'registrationNumber'] as const;
export const METER_FIELDS = ['connectionId', 'serialNumber'] as const;
export const ADDRESS_FIELDS = ['street', 'postalCode', 'town', 'country'] as const;

export type AttributeField =
	| (typeof IDENTITY_FIELDS)[number]
	| (typeof METER_FIELDS)[number]
	| (typeof ADDRESS_FIELDS)[number];

export interface AttributeSubject {
	readonly kind: 'participant' | 'meter';
	readonly id: string;
}

export type AttributeValues = { readonly [F in AttributeField]: string };

export const EMPTY_VALUES: AttributeValues = {
	legalName: '',
	email: '',
	phone: '',
	taxId: '',
	registrationNumber: '',
	connectionId: '',
	serialNumber: '',
	street: '',
	postalCode: '',
	town: '',
	country: '',
};

/** Fields of a subject's kind, in the order of the form. */
export function fieldsOf(kind: AttributeSubject['kind']): readonly AttributeField[] {
	return [...(kind === 'participant' ? IDENTITY_FIELDS : METER_FIELDS), ...ADDRESS_FIELDS];
}

export type AttributeFault = 'legalName' | 'address' | 'country' | 'empty' | 'long';

/** What the form stands for, or the first thing that is not good yet. */
export function attributesOf(
	{ kind, id }: AttributeSubject,
	values: AttributeValues,
): { readonly attributes: PrivateAttributes } | { readonly fault: AttributeFault } {
	const given = (field: AttributeField): string | null => values[field].trim() || null;
	if (fieldsOf(kind).some((field) => values[field].trim().length > ATTRIBUTE_LIMITS.fieldCharacters))
		return { fault: 'long' };
	const [street, postalCode, town, country] = ADDRESS_FIELDS.map(given);
	const parts = [street, postalCode, town, country];
	if (parts.some((part) => part !== null) && parts.includes(null)) return { fault: 'address' };
	if (country && !/^[A-Za-z]{2}$/.test(country)) return { fault: 'country' };
	const address: PostalAddress | null =
		street && postalCode && town && country ? { street, postalCode, town, country: country.toUpperCase() } : null;
	if (kind === 'participant') {
		const legalName = given('legalName');
		if (legalName === null) return { fault: 'legalName' };
		return {
			attributes: {
				format: IDENTITY_ATTRIBUTES_FORMAT,
				participant: id,
				legalName,
				address,
				email: given('email'),
				phone: given('phone'),
				taxId: given('taxId'),
				registrationNumber: given('registrationNumber'),
			},
		};
	}
	const [connectionId, serialNumber] = METER_FIELDS.map(given) as [string | null, string | null];
	if (!address && !connectionId && !serialNumber) return { fault: 'empty' };
	return { attributes: { format: METERING_POINT_FORMAT, meter: id, address, connectionId, serialNumber } };
}

/** The same fields to read, without those that are not given. */
export function shownFields(
	attributes: PrivateAttributes,
): readonly { readonly field: AttributeField; readonly text: string }[] {
	const { address, ...own } = attributes;
	const texts = { ...own, ...address } as { readonly [field: string]: string | null | undefined };
	const kind = attributes.format === METERING_POINT_FORMAT ? 'meter' : 'participant';
	return fieldsOf(kind).flatMap((field) => {
		const text = texts[field];
		return text ? [{ field, text }] : [];
	});
}
