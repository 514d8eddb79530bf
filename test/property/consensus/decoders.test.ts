import { encode as referenceEncode } from '@ipld/dag-cbor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCreditLedger, encodeCreditLedger } from '../../../src/main/core/consensus/credit-codec.ts';
import { genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import {
	decodeSyncRequest,
	decodeSyncResponse,
	encodeSyncRequest,
	encodeSyncResponse,
} from '../../../src/main/core/sync/messages.ts';
import { encodeFrame, FRAME_KINDS, FrameReader } from '../../../src/main/node/network/frame.ts';
import { NETWORK_LIMITS } from '../../../src/main/node/network/types.ts';
import {
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
import { decode, encode, type Plain } from '../../../src/shared/codec/cbor.ts';
import {
	decodeQuorumCertificate,
	decodeTimeoutCertificate,
	encodeQuorumCertificate,
	encodeTimeoutCertificate,
} from '../../../src/shared/codec/certificate-codec.ts';
import { decodeConsensusMessage, encodeConsensusMessage } from '../../../src/shared/codec/consensus-messages.ts';
import { decodeDeed } from '../../../src/shared/codec/deed.ts';
import { decodeEpochDescription } from '../../../src/shared/codec/epoch.ts';
import { decodeEvidence, encodeEvidence } from '../../../src/shared/codec/evidence-codec.ts';
import { decodeGenesis } from '../../../src/shared/codec/genesis.ts';
import { decodeTransaction, encodeTransaction } from '../../../src/shared/codec/transaction.ts';
import { CodedError, codeOf } from '../../../src/shared/errors/coded-error.ts';
import { decodeEpochChangeProof } from '../../../src/shared/proofs/epoch-change.ts';
import {
	blocks,
	commitProofs,
	consensusMessages,
	headers,
	quorumCertificates,
	timeoutCertificates,
} from '../../fixtures/consensus-arbitraries.ts';

interface Form {
	readonly name: string;
	readonly decode: (bytes: Uint8Array) => unknown;
	/** Valid encodings to start from, where this test can make them, and how to write what was read. */
	readonly valid?: fc.Arbitrary<Uint8Array>;
	readonly encode?: (value: never) => Uint8Array;
}

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });
const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });
const transactions = fc.record({
	chainId: fc.string({ minLength: 1, maxLength: 20 }),
	sender: fc.string({ minLength: 1, maxLength: 20 }),
	nonce: fc.nat(),
	expiryHeight: fc.nat(),
	contract: fc.constant('market'),
	method: fc.constant('place-order'),
	arguments: fc.uint8Array({ maxLength: 60 }),
	signature,
});
const evidence = headers.filter((header) => header.evidence.length > 0).map((header) => header.evidence[0] as never);

/** Everything that a node reads from others, or from a disk that others may have touched. */
const FORMS: readonly Form[] = [
	{
		name: 'consensus message',
		decode: decodeConsensusMessage,
		valid: consensusMessages.map(encodeConsensusMessage),
		encode: encodeConsensusMessage,
	},
	{ name: 'block', decode: decodeBlock, valid: blocks.map(encodeBlock), encode: encodeBlock },
	{ name: 'header', decode: decodeBlockHeader, valid: headers.map(encodeBlockHeader), encode: encodeBlockHeader },
	{
		name: 'commit proof',
		decode: decodeCommitProof,
		valid: commitProofs.map(encodeCommitProof),
		encode: encodeCommitProof,
	},
	{
		name: 'committed block',
		decode: decodeCommittedBlock,
		valid: fc.record({ block: blocks, proof: commitProofs }).map(encodeCommittedBlock),
		encode: encodeCommittedBlock,
	},
	{
		name: 'quorum certificate',
		decode: decodeQuorumCertificate,
		valid: quorumCertificates.map(encodeQuorumCertificate),
		encode: encodeQuorumCertificate,
	},
	{
		name: 'timeout certificate',
		decode: decodeTimeoutCertificate,
		valid: timeoutCertificates.map(encodeTimeoutCertificate),
		encode: encodeTimeoutCertificate,
	},
	{ name: 'evidence', decode: decodeEvidence, valid: evidence.map(encodeEvidence), encode: encodeEvidence },
	{
		name: 'transaction',
		decode: decodeTransaction,
		valid: transactions.map(encodeTransaction),
		encode: encodeTransaction,
	},
	{
		name: 'credit ledger',
		decode: decodeCreditLedger,
		valid: fc.integer({ min: 1, max: 8 }).map((size) => encodeCreditLedger(genesisLedger(size))),
		encode: encodeCreditLedger,
	},
	{
		name: 'sync request',
		decode: decodeSyncRequest,
		valid: fc
			.oneof(
				fc.constant({ kind: 'tip' as const }),
				fc.record({ kind: fc.constant('handovers' as const), fromEpoch: fc.nat() }),
				fc.record({
					kind: fc.constant('chunk' as const),
					height: fc.integer({ min: 1, max: 1e9 }),
					index: fc.nat({ max: 8 }),
				}),
			)
			.map(encodeSyncRequest),
		encode: encodeSyncRequest,
	},
	{
		name: 'sync response',
		decode: decodeSyncResponse,
		valid: fc
			.oneof(
				fc.record({
					kind: fc.constant('tip' as const),
					tip: fc.option(fc.record({ header: headers, commitProof: commitProofs })),
				}),
				fc.record({
					kind: fc.constant('blocks' as const),
					blocks: fc.array(blocks.map(encodeBlock), { maxLength: 2 }),
				}),
				fc.record({ kind: fc.constant('submitted' as const), transactionId: digest }),
			)
			.map(encodeSyncResponse),
		encode: encodeSyncResponse,
	},
	{ name: 'epoch description', decode: decodeEpochDescription },
	{ name: 'epoch change proof', decode: decodeEpochChangeProof },
	{ name: 'genesis document', decode: decodeGenesis },
	{ name: 'deed', decode: decodeDeed },
];

/** The decoder's answer: a value, or null for a coded refusal; anything else thrown fails the test. */
function answer(form: Form, bytes: Uint8Array): unknown {
	try {
		return form.decode(bytes);
	} catch (error) {
		if (!(error instanceof CodedError)) throw new Error(`${form.name}: ${error}`);
		return null;
	}
}

/** Whatever is accepted says the same again, byte for byte. */
function checkAnswer(form: Form, bytes: Uint8Array): void {
	const value = answer(form, bytes);
	if (value === null || !form.encode) return;
	if (!equalBytes(form.encode(value as never), bytes)) throw new Error(`${form.name}: two encodings of one value`);
}

describe.each(FORMS)('the decoder of a $name', (form) => {
	const { valid } = form;
	if (valid)
		it('reads valid encodings and writes them again, byte for byte', () => {
			fc.assert(
				fc.property(valid, (bytes) => {
					expect(answer(form, bytes)).not.toBeNull();
					checkAnswer(form, bytes);
				}),
				{ numRuns: 60 },
			);
		});

	if (valid)
		it('answers or refuses with a code when bytes are flipped, cut, doubled or inserted', () => {
			const edit = fc.tuple(fc.constantFrom('flip', 'cut', 'double', 'insert', 'zero'), fc.nat(), fc.nat({ max: 255 }));
			fc.assert(
				fc.property(valid, fc.array(edit, { minLength: 1, maxLength: 4 }), (bytes, edits) => {
					checkAnswer(form, edits.reduce(applyEdit, bytes));
				}),
				{ numRuns: 300 },
			);
		});

	it('refuses arbitrary bytes with a code', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => checkAnswer(form, noise)),
			{ numRuns: 300 },
		);
	});

	it('refuses arbitrary well-formed values with a code', () => {
		fc.assert(
			fc.property(plainValues, (value) => checkAnswer(form, encode(value))),
			{ numRuns: 200 },
		);
	});

	it('refuses deep nesting and huge declared lengths with a code', () => {
		for (const bytes of hostile()) expect(answer(form, bytes)).toBeNull();
	});
});

const plainValues: fc.Arbitrary<Plain> = fc.letrec<{ plain: Plain }>((tie) => ({
	plain: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		fc.constantFrom(null, true, false),
		fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
		fc.string({ unit: 'binary', maxLength: 30 }),
		fc.uint8Array({ maxLength: 70 }),
		fc.array(tie('plain'), { maxLength: 5 }),
		fc.dictionary(fc.string({ maxLength: 30 }), tie('plain'), { maxKeys: 5 }),
	),
})).plain;

function applyEdit(bytes: Uint8Array, [kind, at, value]: [string, number, number]): Uint8Array {
	const place = bytes.length === 0 ? 0 : at % bytes.length;
	const before = bytes.slice(0, place);
	const after = bytes.slice(place);
	if (kind === 'cut') return before;
	if (kind === 'double') return concat(before, after, after);
	if (kind === 'insert') return concat(before, Uint8Array.of(value), after);
	const changed = bytes.slice();
	if (changed.length > 0) changed[place] = kind === 'zero' ? 0 : (changed[place] as number) ^ value;
	return changed;
}

/** Nested arrays and maps of many depths; strings, byte strings, arrays and maps that claim up to 2^64 − 1 entries. */
function* hostile(): Generator<Uint8Array> {
	for (const depth of [100, 1_000, 3_000, 6_000, 10_000, 100_000]) {
		yield concat(new Uint8Array(depth).fill(0x81), Uint8Array.of(0xf6));
		yield concat(...Array.from({ length: depth }, () => Uint8Array.of(0xa1, 0x61, 0x61)), Uint8Array.of(0xf6));
	}
	for (const major of [0x40, 0x60, 0x80, 0xa0]) {
		yield Uint8Array.of(major | 26, 0x7f, 0xff, 0xff, 0xff);
		yield Uint8Array.of(major | 27, 0, 0, 0, 1, 0, 0, 0, 0);
		yield Uint8Array.of(major | 27, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
	}
	// Tags, indefinite lengths, floats, undefined, a link.
	for (const head of [0xc0, 0xd8, 0x5f, 0x7f, 0x9f, 0xbf, 0xf7, 0xf9, 0xfa, 0xfb])
		yield Uint8Array.of(head, 0, 0, 0, 0);
}

describe('canonical CBOR', () => {
	it('is written as the reference library writes it', () => {
		fc.assert(
			fc.property(plainValues, (value) => {
				expect(equalBytes(encode(value), referenceEncode(value))).toBe(true);
				expect(decode(encode(value), 1_000_000)).toEqual(value);
			}),
			{ numRuns: 500 },
		);
	});

	it('refuses nesting of every depth that its reader survives and its writer does not, with a code', () => {
		for (let depth = 250; depth <= 64_000; depth = Math.floor(depth * 1.25)) {
			const nested = concat(new Uint8Array(depth).fill(0x81), Uint8Array.of(0x01));
			try {
				decode(nested, 1_000_000);
			} catch (error) {
				expect(codeOf(error), `depth ${depth}: ${error}`).toMatch(/^CODEC_/);
			}
		}
	});
});

describe('the reader of frames', () => {
	const frames = fc.array(
		fc.record({
			kind: fc.constantFrom('consensus' as const, 'transactions' as const, 'request' as const),
			payload: fc.uint8Array({ minLength: 1, maxLength: 300 }),
		}),
		{ minLength: 1, maxLength: 6 },
	);

	it('gives back what was written, however the stream is cut', () => {
		fc.assert(
			fc.property(frames, fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }), (list, cuts) => {
				const stream = concat(...list.map(({ kind, payload }) => encodeFrame(kind, payload)));
				const reader = new FrameReader();
				const read: unknown[] = [];
				for (let at = 0, i = 0; at < stream.length; i++) {
					const size = cuts[i % cuts.length] as number;
					for (const { kind, payload } of reader.push(stream.subarray(at, at + size)))
						read.push({ kind, payload: payload.slice() });
					at += size;
				}
				expect(read).toEqual(list);
			}),
		);
	});

	it('refuses unknown kinds and oversize lengths from the header alone, whatever follows', () => {
		const header = fc.tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.nat({ max: 255 }));
		fc.assert(
			fc.property(header, ([length, kind]) => {
				const bytes = new Uint8Array(5);
				new DataView(bytes.buffer).setUint32(0, length);
				bytes[4] = kind;
				const isKnown = Object.values(FRAME_KINDS).some((code) => code === kind);
				let code: string | null = null;
				try {
					for (const _ of new FrameReader().push(bytes)) throw new Error('a frame without its payload');
				} catch (error) {
					code = codeOf(error);
					if (code === null) throw error;
				}
				if (!isKnown || length < 2 || length - 1 > NETWORK_LIMITS.frameBytes)
					expect(code).toBe('NETWORK_FRAME_INVALID');
			}),
			{ numRuns: 500 },
		);
	});

	it('answers or refuses arbitrary streams with a code', () => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (chunks) => {
				const reader = new FrameReader();
				try {
					for (const chunk of chunks)
						for (const frame of reader.push(chunk)) expect(frame.payload.length).toBeGreaterThan(0);
				} catch (error) {
					expect(codeOf(error)).toBe('NETWORK_FRAME_INVALID');
				}
			}),
			{ numRuns: 300 },
		);
	});
});
