import type {
	BlockHeader,
	CommitProof,
	OrderCertificate,
	QuorumCertificate,
	SignedStatement,
	TimeoutCertificate,
	ValidatorIndex,
} from '../../../shared/codec/block.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import {
	type ProofModules,
	type ValidatorScope,
	verifyOrderCertificate,
	verifyQuorumCertificate,
	verifyTimeoutCertificate,
} from '../../../shared/proofs/certificates.ts';

/** Everything that one node's memory says it was signed: what was final, and certificates beside it. */
export interface Transcript {
	/** Of the final blocks from the fork on, ascending, and of any others that are at hand. */
	readonly headers: readonly BlockHeader[];
	readonly proofs: readonly CommitProof[];
	/** Of blocks that no header at hand builds on, such as the newest. */
	readonly certificates: readonly QuorumCertificate[];
	readonly timeouts: readonly TimeoutCertificate[];
}

/** Statements by the validator that signed them; every one comes from a certificate that verified. */
export class StatementBook {
	readonly #byValidator = new Map<ValidatorIndex, SignedStatement[]>();
	readonly #seen = new Set<object>();
	readonly #scope: ValidatorScope;
	readonly #verify: ProofModules['verify'];

	constructor(scope: ValidatorScope, modules: Pick<ProofModules, 'verify'>) {
		this.#scope = scope;
		this.#verify = modules.verify;
	}

	of(validator: ValidatorIndex): readonly SignedStatement[] {
		return this.#byValidator.get(validator) ?? [];
	}

	read({ headers, proofs, certificates, timeouts }: Transcript): void {
		for (const header of headers) this.#header(header);
		for (const proof of proofs) this.#proof(proof);
		for (const certificate of certificates) this.#quorum(certificate);
		for (const certificate of timeouts) this.#timeout(certificate);
	}

	#header(header: BlockHeader): void {
		if (header.epoch !== this.#scope.epoch) return;
		this.#quorum(header.parentQc);
		for (const certificate of header.timeoutCertificates) this.#timeout(certificate);
		for (const { offender, first, second } of header.evidence) {
			this.#add(offender, first);
			this.#add(offender, second);
		}
	}

	#proof(proof: CommitProof): void {
		if (proof.kind === 'order') {
			this.#order(proof.certificate);
			return;
		}
		this.#quorum(proof.certificate);
		this.#quorum(proof.childCertificate);
		this.#header(proof.childHeader);
	}

	#quorum(certificate: QuorumCertificate): void {
		if (!this.#isGenuine(certificate, () => verifyQuorumCertificate(certificate, this.#scope, this.#verify))) return;
		const { blockId, round, parentRound, signers, signatures } = certificate;
		signers.forEach((signer, i) => {
			this.#add(signer, { kind: 'vote', round, blockId, parentRound, signature: signatures[i] as Uint8Array });
		});
	}

	#order(certificate: OrderCertificate): void {
		if (!this.#isGenuine(certificate, () => verifyOrderCertificate(certificate, this.#scope, this.#verify))) return;
		const { blockId, round, signers, signatures } = certificate;
		signers.forEach((signer, i) => {
			this.#add(signer, { kind: 'order-vote', round, blockId, signature: signatures[i] as Uint8Array });
		});
	}

	#timeout(certificate: TimeoutCertificate): void {
		if (!this.#isGenuine(certificate, () => verifyTimeoutCertificate(certificate, this.#scope, this.#verify))) return;
		for (const { signer, ...entry } of certificate.entries)
			this.#add(signer, { kind: 'timeout', round: certificate.round, ...entry });
		this.#quorum(certificate.highQc);
	}

	/** Each certificate object once; one that does not verify proves nothing and is passed over. */
	#isGenuine(certificate: object, verify: () => void): boolean {
		if (this.#seen.has(certificate)) return false;
		this.#seen.add(certificate);
		try {
			verify();
			return true;
		} catch (error) {
			if (error instanceof CodedError) return false;
			throw error;
		}
	}

	#add(validator: ValidatorIndex, statement: SignedStatement): void {
		const known = this.#byValidator.get(validator);
		if (known) known.push(statement);
		else this.#byValidator.set(validator, [statement]);
	}
}
