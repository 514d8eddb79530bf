import type { BlockHeader, CommitProof } from '../codec/block.ts';
import { blockId } from '../codec/block-codec.ts';
import { type Digest, equalBytes } from '../codec/bytes.ts';
import { CodedError } from '../errors/coded-error.ts';
import {
	type ProofModules,
	type ValidatorScope,
	verifyOrderCertificate,
	verifyQuorumCertificate,
} from './certificates.ts';

/** The block that a proof makes final. */
export function provenBlockId(proof: CommitProof): Digest {
	return proof.certificate.blockId;
}

/**
 * Verifies that the block which the proof names is final: Q order votes, or two certificates of consecutive rounds
 * where the second block's header links to the first.
 * @throws CodedError CONSENSUS_*
 */
export function verifyCommitProof(proof: CommitProof, scope: ValidatorScope, modules: ProofModules): void {
	if (proof.kind === 'order') {
		verifyOrderCertificate(proof.certificate, scope, modules.verify);
		return;
	}
	const { certificate, childHeader, childCertificate } = proof;
	const refuse = (reason: string): never => {
		throw new CodedError('CONSENSUS_CERTIFICATE_MISMATCH', {
			certificate: 'two-chain proof',
			round: certificate.round,
			reason,
		});
	};
	if (childHeader.epoch !== scope.epoch) refuse('the child is of another epoch');
	if (childHeader.round !== certificate.round + 1) refuse('the two rounds are not consecutive');
	if (!equalBytes(childHeader.parentQc.blockId, certificate.blockId)) refuse('the child has another parent');
	if (childCertificate.round !== childHeader.round || childCertificate.parentRound !== certificate.round)
		refuse('the second certificate is of another round');
	if (!equalBytes(childCertificate.blockId, blockId(childHeader, modules.sha256)))
		refuse('the second certificate names another block');
	verifyQuorumCertificate(certificate, scope, modules.verify);
	verifyQuorumCertificate(childCertificate, scope, modules.verify);
}

/**
 * Verifies that the first of `headers` is final: each header links to the one before it, and the proof makes the last
 * one final. One header is the usual case; more where a block became final through a descendant.
 * @returns ids of the headers, in order
 * @throws CodedError CONSENSUS_NOT_PROVEN, CONSENSUS_BROKEN_LINK or as `verifyCommitProof`
 */
export function verifyFinality(
	headers: readonly BlockHeader[],
	proof: CommitProof,
	scope: ValidatorScope,
	modules: ProofModules,
): Digest[] {
	const ids = headers.map((header) => blockId(header, modules.sha256));
	for (let i = 1; i < headers.length; i++)
		requireLink(headers[i] as BlockHeader, headers[i - 1] as BlockHeader, ids[i - 1] as Digest);
	const last = ids.at(-1);
	if (!last || !equalBytes(last, provenBlockId(proof)))
		throw new CodedError('CONSENSUS_NOT_PROVEN', { height: headers.at(-1)?.height ?? 0 });
	verifyCommitProof(proof, scope, modules);
	return ids;
}

function requireLink(header: BlockHeader, parent: BlockHeader, parentId: Digest): void {
	const follows =
		header.epoch === parent.epoch &&
		header.height === parent.height + 1 &&
		header.parentQc.round === parent.round &&
		equalBytes(header.parentQc.blockId, parentId);
	if (!follows) throw new CodedError('CONSENSUS_BROKEN_LINK', { height: header.height });
}
