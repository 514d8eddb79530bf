import { CodedError } from '../errors/coded-error.ts';
import type {
	LateVote,
	OrderCertificate,
	QuorumCertificate,
	SignatureList,
	TimeoutCertificate,
	TimeoutEntry,
	TimeoutReason,
} from './block.ts';
import { decode, encode, type Plain } from './cbor.ts';
import { CONSENSUS_LIMITS } from './consensus-limits.ts';
import { bytes, integer, list, literal, type Reader, record } from './reader.ts';

export const readDigest = bytes(32);
export const readSignature = bytes(64);
export const readRound = integer();
export const readValidator = integer(0, CONSENSUS_LIMITS.validators - 1);
export const readTimeoutReason = literal<TimeoutReason>('no-proposal', 'payload-missing', 'no-quorum');

/** Refuses lists whose signers are not strictly ascending or do not match their signatures one to one. */
function withSigners<T extends SignatureList>(inner: Reader<T>): Reader<T> {
	return (value, path) => {
		const certificate = inner(value, path);
		if (certificate.signers.length !== certificate.signatures.length)
			throw new CodedError('CODEC_INVALID', { path: `${path}.signatures`, expected: 'one signature per signer' });
		requireAscending(certificate.signers, `${path}.signers`);
		return certificate;
	};
}

export function requireAscending(values: readonly number[], path: string): void {
	for (let i = 1; i < values.length; i++) {
		if ((values[i] as number) <= (values[i - 1] as number))
			throw new CodedError('CODEC_INVALID', { path, expected: 'strictly ascending order' });
	}
}

const readSigners = list(readValidator, CONSENSUS_LIMITS.validators);
const readSignatures = list(readSignature, CONSENSUS_LIMITS.validators);

export const readQuorumCertificate = withSigners(
	record<QuorumCertificate>({
		blockId: readDigest,
		round: readRound,
		parentRound: readRound,
		signers: readSigners,
		signatures: readSignatures,
	}),
);

export const readOrderCertificate = withSigners(
	record<OrderCertificate>({ blockId: readDigest, round: readRound, signers: readSigners, signatures: readSignatures }),
);

const readTimeoutEntry = record<TimeoutEntry>({
	signer: readValidator,
	qcRound: readRound,
	awaitedLeader: readValidator,
	reason: readTimeoutReason,
	signature: readSignature,
});

const readTimeoutFields = record<TimeoutCertificate>({
	round: readRound,
	highQc: readQuorumCertificate,
	entries: list(readTimeoutEntry, CONSENSUS_LIMITS.validators),
});

export const readTimeoutCertificate: Reader<TimeoutCertificate> = (value, path) => {
	const certificate = readTimeoutFields(value, path);
	requireAscending(
		certificate.entries.map((entry) => entry.signer),
		`${path}.entries`,
	);
	return certificate;
};

export const readLateVote = record<LateVote>({
	blockId: readDigest,
	round: readRound,
	parentRound: readRound,
	voter: readValidator,
	signature: readSignature,
});

export function encodeQuorumCertificate(certificate: QuorumCertificate): Uint8Array {
	return encode(certificate as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodeQuorumCertificate(encoded: Uint8Array): QuorumCertificate {
	return readQuorumCertificate(decode(encoded, CONSENSUS_LIMITS.headerBytes), 'quorumCertificate');
}

export function encodeTimeoutCertificate(certificate: TimeoutCertificate): Uint8Array {
	return encode(certificate as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodeTimeoutCertificate(encoded: Uint8Array): TimeoutCertificate {
	return readTimeoutCertificate(decode(encoded, CONSENSUS_LIMITS.headerBytes), 'timeoutCertificate');
}
