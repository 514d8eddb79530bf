import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasher, startSha256 } from '../../../src/main/node/crypto/sha256.ts';
import { encryptionKeyOf } from '../../../src/main/node/crypto/x25519.ts';
import { nativeCipher } from '../../../src/main/node/documents/native-cipher.ts';
import type { Digest } from '../../../src/shared/codec/bytes.ts';
import { cidOf } from '../../../src/shared/documents/cid.ts';
import { contentKeyOf, decodeEnvelope, encodeEnvelope } from '../../../src/shared/documents/envelope.ts';
import { openDocument, openEnvelope } from '../../../src/shared/documents/open.ts';
import { sealDocument } from '../../../src/shared/documents/seal.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';

const { sha256 } = hasher;
const secret = new Uint8Array(32).fill(7);
const modules = { cipher: nativeCipher, sha256, startSha256 };
const plain = new Uint8Array(randomBytes(400));
const sealed = sealDocument(
	plain,
	{
		name: 'a.txt',
		mediaType: 'text/plain',
		readers: [{ participant: 'alice', encryptionKey: encryptionKeyOf(secret) }],
	},
	{ ...modules, random: (count) => new Uint8Array(randomBytes(count)) },
);
const part = sealed.parts[0]?.bytes as Uint8Array;

describe('a changed bit', () => {
	it('anywhere in the envelope is refused under the CID that the chain names', () => {
		forEveryBit(sealed.root.bytes, (changed) => open(sealed.root.cid, sealed.commitment, changed, part));
	});

	it('anywhere in a part is refused', () => {
		forEveryBit(part, (changed) => open(sealed.root.cid, sealed.commitment, sealed.root.bytes, changed));
	});

	it('in the commitment or CID of the chain is refused', () => {
		forEveryBit(sealed.commitment, (changed) => open(sealed.root.cid, changed, sealed.root.bytes, part));
		forEveryBit(sealed.root.cid, (changed) => open(changed, sealed.commitment, sealed.root.bytes, part));
	});

	it('in an encrypted part is refused even where the depositor fits the CIDs to it', () => {
		fc.assert(
			fc.property(fc.nat(part.length * 8 - 1), (bit) => {
				const changed = flip(part, bit);
				const envelope = { ...sealed.envelope, parts: [cidOf('raw', sha256(changed))] };
				const encoded = encodeEnvelope(envelope);
				expect(() => open(cidOf('dag-cbor', sha256(encoded)), sealed.commitment, encoded, changed)).toThrow(CodedError);
			}),
		);
	});

	it('in the length, nonce or metadata of an envelope is refused even where its CID is fitted to it', () => {
		const { noncePrefix, metadata, plainBytes } = sealed.envelope;
		const fitted = (change: object): void => {
			const encoded = encodeEnvelope({ ...sealed.envelope, ...change });
			open(cidOf('dag-cbor', sha256(encoded)), sealed.commitment, encoded, part);
		};
		forEveryBit(noncePrefix, (changed) => fitted({ noncePrefix: changed }));
		forEveryBit(metadata, (changed) => fitted({ metadata: changed }));
		for (const change of [-1, 1]) expect(() => fitted({ plainBytes: plainBytes + change })).toThrow(CodedError);
	});

	it('in an encoded envelope never reads as the same envelope', () => {
		forEveryBit(sealed.root.bytes, (changed) => {
			const envelope = decodeEnvelope(changed);
			expect(encodeEnvelope(envelope)).not.toEqual(sealed.root.bytes);
			throw new CodedError('DOCUMENT_TAMPERED', { reason: 'another envelope' });
		});
	});
});

function open(cid: Uint8Array, commitment: Digest, encoded: Uint8Array, encrypted: Uint8Array): void {
	const envelope = openEnvelope({ cid, commitment }, encoded, sha256);
	openDocument(envelope, [encrypted], contentKeyOf(envelope, secret, 'alice'), modules);
}

function forEveryBit(bytes: Uint8Array, attempt: (changed: Uint8Array) => void): void {
	expect(bytes.length).toBeGreaterThan(0);
	for (let bit = 0; bit < bytes.length * 8; bit++) {
		const changed = flip(bytes, bit);
		expect(() => attempt(changed), `bit ${bit}`).toThrow(CodedError);
	}
}

function flip(bytes: Uint8Array, bit: number): Uint8Array {
	const changed = bytes.slice();
	changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
	return changed;
}
