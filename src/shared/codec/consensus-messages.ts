import type {
	Block,
	CommittedBlock,
	Evidence,
	QuorumCertificate,
	TimeoutCertificate,
	TimeoutReason,
	ValidatorIndex,
} from './block.ts';
import { readBlock, readCommittedBlock } from './block-codec.ts';
import type { Digest } from './bytes.ts';
import { decode, encode, type Plain } from './cbor.ts';
import {
	readDigest,
	readQuorumCertificate,
	readRound,
	readSignature,
	readTimeoutCertificate,
	readTimeoutReason,
	readValidator,
} from './certificate-codec.ts';
import { CONSENSUS_LIMITS } from './consensus-limits.ts';
import { readEvidence } from './evidence-codec.ts';
import { bytesUpTo, integer, list, literal, nullable, type Reader, record, variant } from './reader.ts';

/** Rounds of the sender's best certificates: rides on every message; who is behind asks for them. A claim, not a proof. */
export interface SyncInfo {
	/** Rounds and heights below are of this epoch. */
	readonly epoch: number;
	readonly highQcRound: number;
	readonly highTcRound: number;
	readonly committedHeight: number;
	readonly committedRound: number;
}

export interface ProposalMessage {
	readonly kind: 'proposal';
	readonly block: Block;
	readonly signature: Uint8Array;
	readonly sync: SyncInfo;
}

export interface VoteMessage {
	readonly kind: 'vote';
	readonly blockId: Digest;
	readonly round: number;
	readonly parentRound: number;
	readonly voter: ValidatorIndex;
	readonly signature: Uint8Array;
	readonly sync: SyncInfo;
}

export interface OrderVoteMessage {
	readonly kind: 'order-vote';
	readonly blockId: Digest;
	readonly round: number;
	readonly voter: ValidatorIndex;
	readonly signature: Uint8Array;
	readonly certificate: QuorumCertificate;
	readonly sync: SyncInfo;
}

export interface TimeoutMessage {
	readonly kind: 'timeout';
	readonly round: number;
	readonly highQc: QuorumCertificate;
	/** The sender's own index while it cannot tell who leads; only `no-proposal` blames. */
	readonly awaitedLeader: ValidatorIndex;
	readonly reason: TimeoutReason;
	readonly voter: ValidatorIndex;
	readonly signature: Uint8Array;
	readonly sync: SyncInfo;
}

export interface TimeoutCertificateMessage {
	readonly kind: 'timeout-certificate';
	readonly certificate: TimeoutCertificate;
	readonly sync: SyncInfo;
}

/** "Send me what you have above this": answered by `certificates`. */
export interface CertificatesRequestMessage {
	readonly kind: 'certificates-request';
	readonly highQcRound: number;
	readonly highTcRound: number;
	readonly sync: SyncInfo;
}

export interface CertificatesMessage {
	readonly kind: 'certificates';
	readonly highQc: QuorumCertificate;
	readonly highTc: TimeoutCertificate | null;
	readonly sync: SyncInfo;
}

/** Committed blocks from `fromHeight` on and, where `blockId` is given, the uncommitted ones that lead to it. */
export interface BlocksRequestMessage {
	readonly kind: 'blocks-request';
	readonly fromHeight: number;
	readonly count: number;
	readonly blockId: Digest | null;
	readonly sync: SyncInfo;
}

/** Both lists ascend by height; `pending` follows the responder's committed tip. */
export interface BlocksMessage {
	readonly kind: 'blocks';
	readonly committed: readonly CommittedBlock[];
	readonly pending: readonly Block[];
	readonly sync: SyncInfo;
}

/** The proof that leads out of the epoch of a peer that is behind (`encodeEpochChangeProof`); `sync` is of the new one. */
export interface EpochChangeMessage {
	readonly kind: 'epoch-change';
	readonly proof: Uint8Array;
	readonly sync: SyncInfo;
}

/** "Send me the handover that leads out of my epoch." */
export interface EpochChangeRequestMessage {
	readonly kind: 'epoch-change-request';
	readonly sync: SyncInfo;
}

/** A proof of guilt, so that whoever leads next can carry it. Verified on receipt; it needs no signature of its own. */
export interface EvidenceMessage {
	readonly kind: 'evidence';
	readonly evidence: Evidence;
	readonly sync: SyncInfo;
}

export type ConsensusMessage =
	| ProposalMessage
	| VoteMessage
	| OrderVoteMessage
	| TimeoutMessage
	| TimeoutCertificateMessage
	| CertificatesRequestMessage
	| CertificatesMessage
	| BlocksRequestMessage
	| BlocksMessage
	| EvidenceMessage
	| EpochChangeMessage
	| EpochChangeRequestMessage;

const readSync = record<SyncInfo>({
	epoch: integer(),
	highQcRound: readRound,
	highTcRound: readRound,
	committedHeight: integer(),
	committedRound: readRound,
});

function kind<K extends string>(name: K): Reader<K> {
	return literal(name) as Reader<K>;
}

const readMessage = variant<ConsensusMessage>({
	proposal: record<ProposalMessage>({
		kind: kind('proposal'),
		block: readBlock,
		signature: readSignature,
		sync: readSync,
	}),
	vote: record<VoteMessage>({
		kind: kind('vote'),
		blockId: readDigest,
		round: readRound,
		parentRound: readRound,
		voter: readValidator,
		signature: readSignature,
		sync: readSync,
	}),
	'order-vote': record<OrderVoteMessage>({
		kind: kind('order-vote'),
		blockId: readDigest,
		round: readRound,
		voter: readValidator,
		signature: readSignature,
		certificate: readQuorumCertificate,
		sync: readSync,
	}),
	timeout: record<TimeoutMessage>({
		kind: kind('timeout'),
		round: readRound,
		highQc: readQuorumCertificate,
		awaitedLeader: readValidator,
		reason: readTimeoutReason,
		voter: readValidator,
		signature: readSignature,
		sync: readSync,
	}),
	'timeout-certificate': record<TimeoutCertificateMessage>({
		kind: kind('timeout-certificate'),
		certificate: readTimeoutCertificate,
		sync: readSync,
	}),
	'certificates-request': record<CertificatesRequestMessage>({
		kind: kind('certificates-request'),
		highQcRound: readRound,
		highTcRound: readRound,
		sync: readSync,
	}),
	certificates: record<CertificatesMessage>({
		kind: kind('certificates'),
		highQc: readQuorumCertificate,
		highTc: nullable(readTimeoutCertificate),
		sync: readSync,
	}),
	'blocks-request': record<BlocksRequestMessage>({
		kind: kind('blocks-request'),
		fromHeight: integer(1),
		count: integer(0, CONSENSUS_LIMITS.requestBlocks),
		blockId: nullable(readDigest),
		sync: readSync,
	}),
	blocks: record<BlocksMessage>({
		kind: kind('blocks'),
		committed: list(readCommittedBlock, CONSENSUS_LIMITS.responseBlocks),
		pending: list(readBlock, CONSENSUS_LIMITS.responseBlocks),
		sync: readSync,
	}),
	evidence: record<EvidenceMessage>({ kind: kind('evidence'), evidence: readEvidence, sync: readSync }),
	'epoch-change': record<EpochChangeMessage>({
		kind: kind('epoch-change'),
		proof: bytesUpTo(CONSENSUS_LIMITS.handoverBytes),
		sync: readSync,
	}),
	'epoch-change-request': record<EpochChangeRequestMessage>({
		kind: kind('epoch-change-request'),
		sync: readSync,
	}),
});

export function encodeConsensusMessage(message: ConsensusMessage): Uint8Array {
	return encode(message as unknown as Plain);
}

/** Form and limits only; signatures are the receiver's to verify. @throws CodedError CODEC_* */
export function decodeConsensusMessage(encoded: Uint8Array): ConsensusMessage {
	return readMessage(decode(encoded, CONSENSUS_LIMITS.messageBytes), 'message');
}
