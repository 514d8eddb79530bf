import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	blockId,
	decodeBlock,
	decodeBlockHeader,
	decodeCommitProof,
	decodeCommittedBlock,
	encodeBlock,
	encodeBlockHeader,
	encodeCommitProof,
	encodeCommittedBlock,
} from '../../../src/shared/codec/block-codec.ts';
import { concat, equalBytes } from '../../../src/shared/codec/bytes.ts';
import { encode, type Plain } from '../../../src/shared/codec/cbor.ts';
import { decodeConsensusMessage, encodeConsensusMessage } from '../../../src/shared/codec/consensus-messages.ts';
import { decodeEvidence, encodeEvidence } from '../../../src/shared/codec/evidence-codec.ts';
import { CodedError, codeOf } from '../../../src/shared/errors/coded-error.ts';
import { blocks, commitProofs, consensusMessages, evidence, headers } from '../../fixtures/consensus-arbitraries.ts';

/** What a decoder may do with any bytes: answer, or throw a coded error. */
function survives(decode: () => unknown): void {
	try {
		decode();
	} catch (error) {
		expect(error).toBeInstanceOf(CodedError);
	}
}

describe('consensus wire forms', () => {
	it('decode what they encode, to the same bytes', () => {
		fc.assert(
			fc.property(consensusMessages, (message) => {
				const encoded = encodeConsensusMessage(message);
				const decoded = decodeConsensusMessage(encoded);
				expect(decoded).toEqual(message);
				expect(equalBytes(encodeConsensusMessage(decoded), encoded)).toBe(true);
			}),
		);
	});

	it('round-trip blocks, headers, proofs and committed blocks', () => {
		fc.assert(
			fc.property(blocks, headers, commitProofs, (block, header, proof) => {
				expect(decodeBlock(encodeBlock(block))).toEqual(block);
				expect(decodeBlockHeader(encodeBlockHeader(header))).toEqual(header);
				expect(decodeCommitProof(encodeCommitProof(proof))).toEqual(proof);
				expect(decodeCommittedBlock(encodeCommittedBlock({ block, proof }))).toEqual({ block, proof });
			}),
		);
	});

	it('round-trip the records of evidence, and refuse anything else', () => {
		fc.assert(
			fc.property(evidence, fc.uint8Array({ maxLength: 400 }), (proof, junk) => {
				expect(decodeEvidence(encodeEvidence(proof))).toEqual(proof);
				survives(() => decodeEvidence(junk));
			}),
		);
	});

	it('refuse trailing bytes and truncation', () => {
		fc.assert(
			fc.property(consensusMessages, (message) => {
				const encoded = encodeConsensusMessage(message);
				expect(() => decodeConsensusMessage(concat(encoded, Uint8Array.of(0)))).toThrow(CodedError);
				expect(() => decodeConsensusMessage(encoded.subarray(0, encoded.length - 1))).toThrow(CodedError);
			}),
		);
	});

	it('refuse a non-canonical form of the same value', () => {
		// {"a": 1} with the integer 1 written in two bytes.
		expect(codeOf(capture(() => decodeConsensusMessage(Uint8Array.of(0xa1, 0x61, 0x61, 0x18, 0x01))))).toMatch(
			/CODEC_(MALFORMED|NOT_CANONICAL)/,
		);
	});

	it('refuse unknown fields', () => {
		fc.assert(
			fc.property(consensusMessages, (message) => {
				const extended = encode({ ...(message as unknown as { [key: string]: Plain }), extra: 1 });
				expect(codeOf(capture(() => decodeConsensusMessage(extended)))).toBe('CODEC_INVALID');
			}),
		);
	});

	it('refuse signers that are not strictly ascending', () => {
		fc.assert(
			fc.property(headers, (header) => {
				const twice = {
					...header,
					parentQc: { ...header.parentQc, signers: [3, 3], signatures: [new Uint8Array(64), new Uint8Array(64)] },
				};
				expect(codeOf(capture(() => decodeBlockHeader(encodeBlockHeader(twice))))).toBe('CODEC_INVALID');
			}),
		);
	});

	it('never crash on changed bytes', () => {
		fc.assert(
			fc.property(consensusMessages, fc.nat(), fc.integer({ min: 1, max: 255 }), (message, at, flip) => {
				const encoded = encodeConsensusMessage(message).slice();
				const place = at % encoded.length;
				encoded[place] = (encoded[place] as number) ^ flip;
				survives(() => decodeConsensusMessage(encoded));
			}),
			{ numRuns: 500 },
		);
	});

	it('never crash on arbitrary bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
				survives(() => decodeConsensusMessage(noise));
				survives(() => decodeBlock(noise));
				survives(() => decodeCommitProof(noise));
			}),
			{ numRuns: 500 },
		);
	});

	it('give every header its own identity', () => {
		fc.assert(
			fc.property(headers, (header) => {
				const other = { ...header, round: header.round === 0 ? 1 : header.round - 1 };
				expect(equalBytes(blockId(header, sha256), blockId(other, sha256))).toBe(false);
			}),
		);
	});
});

function capture(run: () => unknown): unknown {
	try {
		run();
	} catch (error) {
		return error;
	}
	return null;
}
