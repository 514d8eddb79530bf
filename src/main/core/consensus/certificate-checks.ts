import type {
	LateVote,
	OrderCertificate,
	QuorumCertificate,
	TimeoutCertificate,
	ValidatorIndex,
} from '../../../shared/codec/block.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import {
	type ValidatorScope,
	verifyLateVote,
	verifyQuorumCertificate,
	verifyTimeoutCertificate,
} from '../../../shared/proofs/certificates.ts';
import type { Verifier } from '../ports.ts';
import { SignatureCache } from './signature-cache.ts';
import { SignedBytes } from './signed-bytes.ts';

/** Signatures remembered per validator: some dozens of rounds of all three kinds of vote. */
export const REMEMBERED_PER_VALIDATOR = 128;

/** Verifies what arrives, once: a certificate object seen before is known by identity, a signature by its bytes. */
export class CertificateChecks {
	readonly scope: ValidatorScope;
	readonly verifier: Verifier;
	readonly signed: SignedBytes;
	readonly #known = new WeakSet<QuorumCertificate | TimeoutCertificate | OrderCertificate>();

	/** @param remembered signatures per validator; 0 where checking costs no more than remembering */
	constructor(scope: ValidatorScope, verifier: Verifier, remembered: number) {
		this.scope = scope;
		this.signed = new SignedBytes(scope);
		this.verifier = remembered > 0 ? new SignatureCache(remembered * scope.publicKeys.length, verifier) : verifier;
	}

	/** @throws CodedError CONSENSUS_* */
	quorum(certificate: QuorumCertificate): void {
		if (this.#known.has(certificate)) return;
		verifyQuorumCertificate(certificate, this.scope, this.#verify);
		this.#known.add(certificate);
	}

	/** @throws CodedError CONSENSUS_* */
	timeout(certificate: TimeoutCertificate): void {
		if (this.#known.has(certificate)) return;
		verifyTimeoutCertificate(certificate, this.scope, this.#verify);
		this.#known.add(certificate);
		this.#known.add(certificate.highQc);
	}

	/** @throws CodedError CONSENSUS_* */
	lateVote(vote: LateVote): void {
		verifyLateVote(vote, this.scope, this.#verify);
	}

	/** @throws CodedError CONSENSUS_BAD_SIGNATURE, CONSENSUS_UNKNOWN_SIGNER */
	signature(signer: ValidatorIndex, message: Uint8Array, signature: Uint8Array, what: string, round: number): void {
		const publicKey = this.scope.publicKeys[signer];
		if (!publicKey) throw new CodedError('CONSENSUS_UNKNOWN_SIGNER', { certificate: what, round, signer });
		if (!this.verifier.verify(publicKey, message, signature))
			throw new CodedError('CONSENSUS_BAD_SIGNATURE', { certificate: what, round, signer });
	}

	/** Marks a certificate assembled from votes that were verified one by one. */
	trust(certificate: QuorumCertificate | TimeoutCertificate | OrderCertificate): void {
		this.#known.add(certificate);
	}

	readonly #verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
		this.verifier.verify(publicKey, message, signature);
}
