import type { Block, BlockHeader, CommitProof, CommittedBlock } from './block.ts';
import type { Digest, Sha256 } from './bytes.ts';
import { decode, encode, type Plain } from './cbor.ts';
import {
	readDigest,
	readLateVote,
	readOrderCertificate,
	readQuorumCertificate,
	readRound,
	readTimeoutCertificate,
	readValidator,
	requireAscending,
} from './certificate-codec.ts';
import { CONSENSUS_LIMITS } from './consensus-limits.ts';
import { readEvidence } from './evidence-codec.ts';
import { merkleRoot } from './merkle.ts';
import { bytesUpTo, integer, list, literal, type Reader, record, variant } from './reader.ts';
import { TRANSACTION_LIMITS } from './transaction.ts';

const BLOCK_DOMAIN = 'gridquorum/block/v1';

const readHeaderFields = record<BlockHeader>({
	epoch: integer(),
	round: readRound,
	height: integer(1),
	time: integer(),
	proposer: readValidator,
	parentQc: readQuorumCertificate,
	lateVotes: list(readLateVote, CONSENSUS_LIMITS.lateVotes),
	timeoutCertificates: list(readTimeoutCertificate, CONSENSUS_LIMITS.timeoutCertificates),
	evidence: list(readEvidence, CONSENSUS_LIMITS.evidence),
	transactionsRoot: readDigest,
	stateRoot: readDigest,
});

export const readBlockHeader: Reader<BlockHeader> = (value, path) => {
	const header = readHeaderFields(value, path);
	requireAscending(
		header.timeoutCertificates.map((certificate) => certificate.round),
		`${path}.timeoutCertificates`,
	);
	requireAscending(
		header.evidence.map(({ offender }) => offender),
		`${path}.evidence`,
	);
	return header;
};

export const readBlock = record<Block>({
	header: readBlockHeader,
	transactions: list(bytesUpTo(TRANSACTION_LIMITS.bytes), CONSENSUS_LIMITS.transactions),
});

export const readCommitProof = variant<CommitProof>({
	order: record<Extract<CommitProof, { kind: 'order' }>>({
		kind: literal('order'),
		certificate: readOrderCertificate,
	}),
	'two-chain': record<Extract<CommitProof, { kind: 'two-chain' }>>({
		kind: literal('two-chain'),
		certificate: readQuorumCertificate,
		childHeader: readBlockHeader,
		childCertificate: readQuorumCertificate,
	}),
});

export const readCommittedBlock = record<CommittedBlock>({ block: readBlock, proof: readCommitProof });

/** Identity of a block: SHA-256 over the domain and the whole header; the transactions are bound by their root. */
export function blockId(header: BlockHeader, sha256: Sha256): Digest {
	return sha256(encode([BLOCK_DOMAIN, header as unknown as Plain]));
}

/** Merkle root over the exact bytes of a block's transactions; `merkleProof` proves one of them. */
export function transactionsRoot(transactions: readonly Uint8Array[], sha256: Sha256): Digest {
	return merkleRoot(transactions, sha256);
}

export function encodeBlockHeader(header: BlockHeader): Uint8Array {
	return encode(header as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodeBlockHeader(encoded: Uint8Array): BlockHeader {
	return readBlockHeader(decode(encoded, CONSENSUS_LIMITS.headerBytes), 'header');
}

export function encodeBlock(block: Block): Uint8Array {
	return encode(block as unknown as Plain);
}

/** Form and limits only: that the transactions match the root is for `transactionsRoot` to say. @throws CodedError CODEC_* */
export function decodeBlock(encoded: Uint8Array): Block {
	return readBlock(decode(encoded, CONSENSUS_LIMITS.blockBytes), 'block');
}

export function encodeCommitProof(proof: CommitProof): Uint8Array {
	return encode(proof as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodeCommitProof(encoded: Uint8Array): CommitProof {
	return readCommitProof(decode(encoded, CONSENSUS_LIMITS.proofBytes), 'proof');
}

export function encodeCommittedBlock(committed: CommittedBlock): Uint8Array {
	return encode(committed as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodeCommittedBlock(encoded: Uint8Array): CommittedBlock {
	return readCommittedBlock(
		decode(encoded, CONSENSUS_LIMITS.blockBytes + CONSENSUS_LIMITS.proofBytes),
		'committedBlock',
	);
}
