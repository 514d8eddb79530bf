import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emptyMarket } from '../../../src/main/headless/empty-market.ts';
import { startSha256 } from '../../../src/main/node/crypto/sha256.ts';
import { nativeCipher } from '../../../src/main/node/documents/native-cipher.ts';
import {
	encodePrivateAttributes,
	IDENTITY_ATTRIBUTES_FORMAT,
	type IdentityAttributes,
	METERING_POINT_FORMAT,
	PRIVATE_ATTRIBUTES_MEDIA_TYPE,
	type PrivateAttributes,
} from '../../../src/shared/access/private-attributes.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { encode, type Plain } from '../../../src/shared/codec/cbor.ts';
import type { DocumentSubject } from '../../../src/shared/codec/document.ts';
import { type SealedDocument, sealDocument } from '../../../src/shared/documents/seal.ts';
import { type AccessMarket, accessMarket, deposit } from '../../fixtures/access-market.ts';
import { encryptionKeyFor, keyOf, sha256 } from '../../fixtures/engine-market.ts';
import { foundIn, type Needle } from '../../fixtures/needles.ts';

const ID = 'p-4711';
const METER = 'm-0815';

const fieldsOf = (value: unknown): string[] =>
	typeof value === 'string' ? [value] : value === null ? [] : Object.values(value as object).flatMap(fieldsOf);

const identity: IdentityAttributes = {
	format: IDENTITY_ATTRIBUTES_FORMAT,
	participant: ID,
	legalName: 'Erika Mustermann',
	address: { street: 'Heidestraße 17', postalCode: '51147', town: 'Köln', country: 'DE' },
	email: 'erika@example.org',
	phone: '+49 221 1234567',
	taxId: '12 345 678 903',
	registrationNumber: 'HRB 11223',
};

const point: PrivateAttributes = {
	format: METERING_POINT_FORMAT,
	meter: METER,
	address: { street: 'Am Kanal 4', postalCode: '14467', town: 'Potsdam', country: 'DE' },
	connectionId: '51238696781',
	serialNumber: '1ESY1160000000',
};

/** Every value but ids, formats and country codes, which are too short to mean anything where they appear. */
const needles: readonly Needle[] = [identity, point]
	.flatMap(fieldsOf)
	.filter(
		(value) => value.length > 4 && ![ID, METER, IDENTITY_ATTRIBUTES_FORMAT, METERING_POINT_FORMAT].includes(value),
	)
	.map((value) => ({ what: value, bytes: utf8(value) }));

function seal(attributes: PrivateAttributes): SealedDocument {
	return sealDocument(
		encodePrivateAttributes(attributes),
		{
			name: 'attributes.cbor',
			mediaType: PRIVATE_ATTRIBUTES_MEDIA_TYPE,
			readers: [{ participant: ID, encryptionKey: encryptionKeyFor(ID) }],
		},
		{ cipher: nativeCipher, sha256, startSha256, random: (count) => new Uint8Array(randomBytes(count)) },
	);
}

function deposited(type: 'identity' | 'metering-point', about: DocumentSubject, document: SealedDocument) {
	const { root, commitment, storedBytes } = document;
	return [ID, deposit({ type, about, cid: root.cid, commitment, storedBytes, readers: [ID] })] as const;
}

function register(market: AccessMarket): (string | null)[] {
	const keys = { publicKey: keyOf(ID).publicKey, encryptionKey: encryptionKeyFor(ID) };
	return market.codes([
		[
			'market',
			calls.identity.registerParticipant({
				participant: ID,
				role: 'consumer',
				name: 'Sunny 7',
				zone: 'F',
				...keys,
				eic: null,
			}),
		],
		['market', calls.ledger.transfer({ to: ID, amount: 1_000_000 })],
		[
			'market',
			calls.identity.registerMeter({
				meter: METER,
				participant: ID,
				operator: 'metering',
				publicKey: null,
				device: null,
			}),
		],
	]);
}

describe('a pseudonym', () => {
	it('links to no attribute by anything that stands on the chain', () => {
		const market = accessMarket();
		const sealed = [seal(identity), seal(point)] as const;
		expect(register(market)).toEqual([null, null, null]);
		expect(
			market.codes([
				deposited('identity', { type: 'participant', id: ID }, sealed[0]),
				deposited('metering-point', { type: 'meter', id: METER }, sealed[1]),
			]),
		).toEqual([null, null]);
		const found = [
			...[...market.engine.leaves()].flatMap(({ path, value }) => [
				...foundIn(utf8(path), path, needles),
				...foundIn(value, path, needles),
			]),
			...market.blocks.flatMap(({ transactions }) => transactions.flatMap((each) => foundIn(each, 'a block', needles))),
			...foundIn(encode(market.events as unknown as Plain), 'events', needles),
			...sealed.flatMap(({ root, parts }) =>
				[root, ...parts].flatMap(({ bytes }) => foundIn(bytes, 'a stored block', needles)),
			),
		];
		expect(found).toEqual([]);
	});

	it('and its document are as different for the same attributes again: nobody can try a name against them', () => {
		const [first, second] = [seal(identity), seal(identity)];
		expect(first.commitment).not.toEqual(second.commitment);
		expect(first.root.cid).not.toEqual(second.root.cid);
		expect(first.parts[0]?.cid).not.toEqual(second.parts[0]?.cid);
		expect(first.commitment).not.toEqual(sha256(encodePrivateAttributes(identity)));
	});

	it('is all that a new network’s genesis names its participants by', () => {
		for (const { id, name } of emptyMarket(3).participants) {
			expect(id).toMatch(/^(market|grid|meter)-operator$|^operator-\d$/);
			expect(name).toMatch(/^(Market operator|Grid company|Meter operator|Operator \d)$/);
		}
	});
});
