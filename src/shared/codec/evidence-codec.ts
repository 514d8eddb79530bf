import type { Evidence, SignedStatement } from './block.ts';
import { decode, encode, type Plain } from './cbor.ts';
import { readDigest, readRound, readSignature, readTimeoutReason, readValidator } from './certificate-codec.ts';
import { literal, type Reader, record, variant } from './reader.ts';

/** Encoded evidence: two statements of some 150 bytes. */
const MAX_BYTES = 1024;

type Statement<K extends SignedStatement['kind']> = Extract<SignedStatement, { kind: K }>;

const readStatement: Reader<SignedStatement> = variant<SignedStatement>({
	proposal: record<Statement<'proposal'>>({
		kind: literal('proposal'),
		round: readRound,
		blockId: readDigest,
		signature: readSignature,
	}),
	vote: record<Statement<'vote'>>({
		kind: literal('vote'),
		round: readRound,
		blockId: readDigest,
		parentRound: readRound,
		signature: readSignature,
	}),
	'order-vote': record<Statement<'order-vote'>>({
		kind: literal('order-vote'),
		round: readRound,
		blockId: readDigest,
		signature: readSignature,
	}),
	timeout: record<Statement<'timeout'>>({
		kind: literal('timeout'),
		round: readRound,
		qcRound: readRound,
		awaitedLeader: readValidator,
		reason: readTimeoutReason,
		signature: readSignature,
	}),
});

export const readEvidence: Reader<Evidence> = record<Evidence>({
	offender: readValidator,
	first: readStatement,
	second: readStatement,
});

export function encodeEvidence(evidence: Evidence): Uint8Array {
	return encode(evidence as unknown as Plain);
}

/** Form only: what it proves is for `verifyEvidence` to say. @throws CodedError CODEC_* */
export function decodeEvidence(encoded: Uint8Array): Evidence {
	return readEvidence(decode(encoded, MAX_BYTES), 'evidence');
}
