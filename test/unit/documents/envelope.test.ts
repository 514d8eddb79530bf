import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hasher, startSha256 } from '../../../src/main/node/crypto/sha256.ts';
import { encryptionKeyOf } from '../../../src/main/node/crypto/x25519.ts';
import { nativeCipher } from '../../../src/main/node/documents/native-cipher.ts';
import { cidOf, cidText, parseCid } from '../../../src/shared/documents/cid.ts';
import { portableCipher } from '../../../src/shared/documents/cipher.ts';
import {
	contentKeyOf,
	decodeEnvelope,
	ENVELOPE_LIMITS,
	encodeEnvelope,
} from '../../../src/shared/documents/envelope.ts';
import { openDocument, openEnvelope, openSteps } from '../../../src/shared/documents/open.ts';
import {
	commitmentOf,
	type SealedDocument,
	type SealModules,
	sealDocument,
	sealSteps,
} from '../../../src/shared/documents/seal.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';

const { sha256 } = hasher;
const alice = secretOf(1);
const bob = secretOf(2);
const modules = { cipher: nativeCipher, sha256, startSha256 };

describe('the envelope of a document', () => {
	it.each([0, 1, 262_143, 262_144, 262_145, 600_000])('opens to the same %i bytes for every reader', (bytes) => {
		const plain = new Uint8Array(randomBytes(bytes));
		const sealed = seal(plain);
		for (const { participant, secret } of [alice, bob]) {
			const envelope = openEnvelope({ cid: sealed.root.cid, commitment: sealed.commitment }, sealed.root.bytes, sha256);
			const { metadata, plain: opened } = openDocument(
				envelope,
				sealed.parts.map((part) => part.bytes),
				contentKeyOf(envelope, secret, participant),
				modules,
			);
			expect(Buffer.compare(opened, plain)).toBe(0);
			expect(metadata).toMatchObject({ name: 'contract.pdf', mediaType: 'application/pdf', sha256: sha256(plain) });
			expect(commitmentOf(metadata.salt, metadata.sha256, sha256)).toEqual(sealed.commitment);
		}
	});

	it('has the same bytes from libsodium and from @noble/ciphers', () => {
		const plain = new Uint8Array(randomBytes(300_000));
		const native = seal(plain, { ...modules, random: counting() });
		const portable = seal(plain, { ...modules, cipher: portableCipher, random: counting() });
		expect(native.root.bytes).toEqual(portable.root.bytes);
		expect(native.parts.map(({ cid }) => cidText(cid))).toEqual(portable.parts.map(({ cid }) => cidText(cid)));
	});

	it('does not open with the secret of another, nor for who is no reader', () => {
		const { envelope } = seal(new Uint8Array(10));
		expect(() => contentKeyOf(envelope, bob.secret, 'alice')).toThrow(code('DOCUMENT_KEY_REFUSED'));
		expect(() => contentKeyOf(envelope, alice.secret, 'mallory')).toThrow(code('DOCUMENT_NOT_READER'));
	});

	it('does not open with the key, a wrapped key or the parts of another document', () => {
		const one = seal(new Uint8Array(randomBytes(100)));
		const other = seal(new Uint8Array(randomBytes(100)));
		const key = contentKeyOf(one.envelope, alice.secret, 'alice');
		const otherKey = contentKeyOf(other.envelope, alice.secret, 'alice');
		expect(() => openDocument(one.envelope, partsOf(one), otherKey, modules)).toThrow(code('DOCUMENT_TAMPERED'));
		expect(() => openDocument(one.envelope, partsOf(other), key, modules)).toThrow(code('DOCUMENT_BLOCK_DAMAGED'));
		const mixed = { ...one.envelope, keys: other.envelope.keys };
		expect(() => contentKeyOf(mixed, alice.secret, 'alice')).toThrow(code('DOCUMENT_KEY_REFUSED'));
		expect(() => openEnvelope({ cid: one.root.cid, commitment: other.commitment }, one.root.bytes, sha256)).toThrow(
			code('DOCUMENT_ENVELOPE'),
		);
	});

	it('does not open when parts are dropped, swapped, repeated or cut, whatever CIDs they are given', () => {
		const sealed = seal(new Uint8Array(randomBytes(3 * ENVELOPE_LIMITS.partBytes)));
		const key = contentKeyOf(sealed.envelope, alice.secret, 'alice');
		const [first, second, third] = sealed.parts;
		const arrange = (parts: readonly (typeof first)[], plainBytes: number): void => {
			const present = parts.filter((part) => part !== undefined);
			const envelope = { ...sealed.envelope, plainBytes, parts: present.map(({ cid }) => cid) };
			openDocument(
				decodeEnvelope(encodeEnvelope(envelope)),
				present.map(({ bytes }) => bytes),
				key,
				modules,
			);
		};
		const part = ENVELOPE_LIMITS.partBytes;
		expect(() => arrange([first, second, third], 3 * part)).not.toThrow();
		expect(() => arrange([first, second], 2 * part)).toThrow(code('DOCUMENT_TAMPERED'));
		expect(() => arrange([second, first, third], 3 * part)).toThrow(code('DOCUMENT_TAMPERED'));
		expect(() => arrange([first, first, third], 3 * part)).toThrow(code('DOCUMENT_TAMPERED'));
		expect(() => arrange([first, second, third], 3 * part - 1)).toThrow(code('DOCUMENT_TAMPERED'));
		expect(() => arrange([first, second], 3 * part)).toThrow(code('CODEC_INVALID'));
	});

	it('is sealed and opened in steps, none of which handles more than one part', () => {
		let bytes = 0;
		const count = <T>(handled: Uint8Array, result: T): T => {
			bytes += handled.length;
			return result;
		};
		const counted: SealModules = {
			cipher: {
				encrypt: (key, nonce, associated, plain) => count(plain, nativeCipher.encrypt(key, nonce, associated, plain)),
				decrypt: (key, nonce, associated, part) => count(part, nativeCipher.decrypt(key, nonce, associated, part)),
			},
			sha256: (part) => count(part, sha256(part)),
			startSha256: () => {
				const running = startSha256();
				return { update: (part) => count(part, running.update(part)), digest: () => running.digest() };
			},
			random: counting(),
		};
		const longest = <T>(steps: Generator<void, T>): { readonly most: number; readonly value: T } => {
			for (let most = 0; ; ) {
				bytes = 0;
				const { done, value } = steps.next();
				most = Math.max(most, bytes);
				if (done) return { most, value };
			}
		};
		const plain = new Uint8Array(8 * ENVELOPE_LIMITS.partBytes + 7);
		const readers = [{ participant: 'alice', encryptionKey: encryptionKeyOf(alice.secret) }];
		const { most, value } = longest(sealSteps(plain, { name: 'a', mediaType: 'text/plain', readers }, counted));
		// Once encrypted and once hashed.
		expect(most).toBeLessThan(2.1 * ENVELOPE_LIMITS.partBytes);
		const key = contentKeyOf(value.envelope, alice.secret, 'alice');
		const opened = longest(openSteps(value.envelope, partsOf(value), key, counted));
		// Its block hashed, decrypted, and hashed as a part of the whole.
		expect(opened.most).toBeLessThan(3.1 * ENVELOPE_LIMITS.partBytes);
		expect(opened.value.plain).toEqual(plain);
	});

	it('refuses readers twice, names with folders and documents above 64 MiB', () => {
		const reader = { participant: 'alice', encryptionKey: encryptionKeyOf(alice.secret) };
		const terms = { name: 'a.pdf', mediaType: 'application/pdf', readers: [reader] };
		const all = { ...modules, random: counting() };
		const plain = new Uint8Array(1);
		expect(() => sealDocument(plain, { ...terms, readers: [reader, reader] }, all)).toThrow(code('DOCUMENT_READERS'));
		expect(() => sealDocument(plain, { ...terms, readers: [] }, all)).toThrow(code('DOCUMENT_READERS'));
		expect(() => sealDocument(plain, { ...terms, name: '../a.pdf' }, all)).toThrow(code('CODEC_INVALID'));
		expect(() => sealDocument(plain, { ...terms, mediaType: 'pdf' }, all)).toThrow(code('CODEC_INVALID'));
		expect(() => sealDocument(new Uint8Array(67_108_865), terms, all)).toThrow(code('DOCUMENT_TOO_LARGE'));
	});
});

describe('a CID', () => {
	it('reads back from its text, and takes no other hash', () => {
		const cid = cidOf('raw', sha256(new Uint8Array(3)));
		expect(parseCid(cidText(cid))).toEqual(cid);
		expect(() => parseCid('QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG')).toThrow(code('DOCUMENT_CID_INVALID'));
		expect(() => parseCid('b'.repeat(100))).toThrow(code('DOCUMENT_CID_INVALID'));
	});
});

function partsOf({ parts }: SealedDocument): Uint8Array[] {
	return parts.map(({ bytes }) => bytes);
}

function secretOf(fill: number): { participant: string; secret: Uint8Array } {
	return { participant: fill === 1 ? 'alice' : 'bob', secret: new Uint8Array(32).fill(fill) };
}

function seal(
	plain: Uint8Array,
	all: SealModules = { ...modules, random: (count) => new Uint8Array(randomBytes(count)) },
): SealedDocument {
	const readers = [bob, alice].map(({ participant, secret }) => ({
		participant,
		encryptionKey: encryptionKeyOf(secret),
	}));
	return sealDocument(plain, { name: 'contract.pdf', mediaType: 'application/pdf', readers }, all);
}

/** Repeatable bytes, different with each draw. */
function counting(): (count: number) => Uint8Array {
	let draws = 0;
	return (count) => {
		draws += 1;
		return sha256(Uint8Array.of(draws, draws >> 8)).subarray(0, count);
	};
}

function code(expected: string): unknown {
	return expect.toSatisfy((error) => error instanceof CodedError && error.code === expected);
}
