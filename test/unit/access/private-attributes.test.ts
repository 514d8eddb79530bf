import { describe, expect, it } from 'vitest';
import {
	ATTRIBUTE_LIMITS,
	decodePrivateAttributes,
	describePrivateAttributes,
	encodePrivateAttributes,
	IDENTITY_ATTRIBUTES_FORMAT,
	type IdentityAttributes,
	METERING_POINT_FORMAT,
	type MeteringPointAttributes,
} from '../../../src/shared/access/private-attributes.ts';
import { encode, type Plain } from '../../../src/shared/codec/cbor.ts';

const identity: IdentityAttributes = {
	format: IDENTITY_ATTRIBUTES_FORMAT,
	participant: 'home-01',
	legalName: 'Erika Mustermann',
	address: { street: 'Heidestraße 17', postalCode: '51147', town: 'Köln', country: 'DE' },
	email: 'erika@example.org',
	phone: null,
	taxId: '12 345 678 903',
	registrationNumber: null,
};

const point: MeteringPointAttributes = {
	format: METERING_POINT_FORMAT,
	meter: 'meter-home-01',
	address: null,
	connectionId: '51238696781',
	serialNumber: '1ESY1160000000',
};

describe('private attributes', () => {
	it('come back from their document as they went in', () => {
		for (const each of [identity, point]) expect(decodePrivateAttributes(encodePrivateAttributes(each))).toEqual(each);
	});

	it('tell the chain of their kind and of a pseudonym, and of nothing else', () => {
		expect(describePrivateAttributes(identity)).toEqual({
			type: 'identity',
			about: { type: 'participant', id: 'home-01' },
		});
		expect(describePrivateAttributes(point)).toEqual({
			type: 'metering-point',
			about: { type: 'meter', id: 'meter-home-01' },
		});
	});

	it.each([
		['an unknown field', { ...identity, nickname: 'Erika' }],
		['a missing field', { ...identity, taxId: undefined }],
		['an empty name', { ...identity, legalName: '' }],
		['a field that is too long', { ...identity, legalName: 'x'.repeat(ATTRIBUTE_LIMITS.fieldCharacters + 1) }],
		['a country that is no code', { ...identity, address: { ...identity.address, country: 'Germany' } }],
		['an unknown format', { ...identity, format: 'gridquorum/identity-attributes/v2' }],
		['the fields of the other kind', { ...point, format: IDENTITY_ATTRIBUTES_FORMAT }],
	])('are refused with %s', (_what, value) => {
		const plain = Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
		expect(() => decodePrivateAttributes(encode(plain as Plain))).toThrow(
			expect.objectContaining({ code: 'CODEC_INVALID' }),
		);
	});
});
