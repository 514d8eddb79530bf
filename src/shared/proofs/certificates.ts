import type {
	LateVote,
	OrderCertificate,
	QuorumCertificate,
	SignatureList,
	TimeoutCertificate,
} from '../codec/block.ts';
import { type Digest, equalBytes, type Sha256 } from '../codec/bytes.ts';
import {
	orderVoteSigningBytes,
	type SigningScope,
	timeoutSigningBytes,
	voteSigningBytes,
} from '../codec/consensus-signing.ts';
import { CodedError } from '../errors/coded-error.ts';

/** What a verifier trusts: chain, epoch and that epoch's keys in index order. */
export interface ValidatorScope extends SigningScope {
	readonly publicKeys: readonly Uint8Array[];
	/** Block that round 0's certificate names; that certificate needs no signature. */
	readonly genesisId: Digest;
}

/** Injected: native in nodes, @noble in browsers. */
export interface ProofModules {
	/** Ed25519 under the rule of c-lbft § 8. */
	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
	readonly sha256: Sha256;
}

export type SignatureCheck = ProofModules['verify'];

/** Signatures that a certificate needs among `validators`: ⌊2n/3⌋+1. */
export function certificateQuorum(validators: number): number {
	return Math.floor((2 * validators) / 3) + 1;
}

/** @throws CodedError CONSENSUS_* unless a quorum voted for the block, or it is the genesis certificate. */
export function verifyQuorumCertificate(
	certificate: QuorumCertificate,
	scope: ValidatorScope,
	verify: SignatureCheck,
): void {
	const name = 'quorum certificate';
	if (certificate.round === 0) {
		const isGenesis =
			certificate.signers.length === 0 &&
			certificate.parentRound === 0 &&
			equalBytes(certificate.blockId, scope.genesisId);
		if (!isGenesis) throw mismatch(name, 0, 'round 0 belongs to genesis alone');
		return;
	}
	if (certificate.parentRound >= certificate.round)
		throw mismatch(name, certificate.round, 'its parent is not of an earlier round');
	const message = voteSigningBytes(scope, certificate.round, certificate.blockId, certificate.parentRound);
	verifySignatureList(certificate, certificate.round, message, name, scope, verify);
}

/** @throws CodedError CONSENSUS_* unless a quorum sent order votes for the block. */
export function verifyOrderCertificate(
	certificate: OrderCertificate,
	scope: ValidatorScope,
	verify: SignatureCheck,
): void {
	const message = orderVoteSigningBytes(scope, certificate.round, certificate.blockId);
	verifySignatureList(certificate, certificate.round, message, 'order certificate', scope, verify);
}

/** @throws CodedError CONSENSUS_* unless a quorum gave up on the round and the highest certificate is the highest signed. */
export function verifyTimeoutCertificate(
	certificate: TimeoutCertificate,
	scope: ValidatorScope,
	verify: SignatureCheck,
): void {
	const name = 'timeout certificate';
	const { round, entries, highQc } = certificate;
	requireQuorum(entries.length, round, name, scope);
	let highest = 0;
	let previous = -1;
	for (const entry of entries) {
		if (entry.signer <= previous) throw mismatch(name, round, 'its signers do not ascend');
		previous = entry.signer;
		if (entry.awaitedLeader >= scope.publicKeys.length)
			throw new CodedError('CONSENSUS_UNKNOWN_SIGNER', { certificate: name, round, signer: entry.awaitedLeader });
		highest = Math.max(highest, entry.qcRound);
		const message = timeoutSigningBytes(scope, round, entry.qcRound, entry.awaitedLeader, entry.reason);
		verifyOne(entry.signer, message, entry.signature, round, name, scope, verify);
	}
	if (highQc.round !== highest) throw mismatch(name, round, 'its certificate is not the highest that was signed');
	if (highQc.round >= round) throw mismatch(name, round, 'its certificate is not of an earlier round');
	verifyQuorumCertificate(highQc, scope, verify);
}

/** @throws CodedError CONSENSUS_* unless the voter signed exactly this vote. */
export function verifyLateVote(vote: LateVote, scope: ValidatorScope, verify: SignatureCheck): void {
	const message = voteSigningBytes(scope, vote.round, vote.blockId, vote.parentRound);
	verifyOne(vote.voter, message, vote.signature, vote.round, 'late vote', scope, verify);
}

function verifySignatureList(
	list: SignatureList,
	round: number,
	message: Uint8Array,
	name: string,
	scope: ValidatorScope,
	verify: SignatureCheck,
): void {
	requireQuorum(list.signers.length, round, name, scope);
	if (list.signatures.length !== list.signers.length) throw mismatch(name, round, 'signers and signatures differ');
	let previous = -1;
	for (let i = 0; i < list.signers.length; i++) {
		const signer = list.signers[i] as number;
		if (signer <= previous) throw mismatch(name, round, 'its signers do not ascend');
		previous = signer;
		verifyOne(signer, message, list.signatures[i] as Uint8Array, round, name, scope, verify);
	}
}

function requireQuorum(signers: number, round: number, name: string, scope: ValidatorScope): void {
	const quorum = certificateQuorum(scope.publicKeys.length);
	if (signers < quorum)
		throw new CodedError('CONSENSUS_TOO_FEW_SIGNERS', { certificate: name, round, signers, quorum });
}

function verifyOne(
	signer: number,
	message: Uint8Array,
	signature: Uint8Array,
	round: number,
	name: string,
	scope: ValidatorScope,
	verify: SignatureCheck,
): void {
	const publicKey = scope.publicKeys[signer];
	if (!publicKey) throw new CodedError('CONSENSUS_UNKNOWN_SIGNER', { certificate: name, round, signer });
	if (!verify(publicKey, message, signature))
		throw new CodedError('CONSENSUS_BAD_SIGNATURE', { certificate: name, round, signer });
}

function mismatch(certificate: string, round: number, reason: string): CodedError {
	return new CodedError('CONSENSUS_CERTIFICATE_MISMATCH', { certificate, round, reason });
}
