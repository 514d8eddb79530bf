import type { Evidence, SignedStatement } from './block.ts';
import { readDigest, readRound, readSignature, readTimeoutReason, readValidator } from './certificate-codec.ts';
import { literal, type Reader, record, variant } from './reader.ts';

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
