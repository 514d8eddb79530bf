import { encodeBlockHeader, encodeCommitProof } from '../../shared/codec/block-codec.ts';
import { equalBytes, toHex } from '../../shared/codec/bytes.ts';
import type { StateProofView } from '../../shared/contract/index.ts';
import { codeOf } from '../../shared/errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from '../../shared/proofs/certificates.ts';
import { verifyFinality } from '../../shared/proofs/commit-proof.ts';
import { verifyStateProof } from '../../shared/proofs/state-proof.ts';
import type { CertifiedStateProof, GridquorumNode } from '../node/types.ts';

/**
 * Checks a state proof as an auditor would, from the keys of the epoch that the header is of: the leaf stands under the root, the header
 * carries the root, and Q validators made the header final.
 */
export function stateProofView(
	proof: CertifiedStateProof,
	node: Pick<GridquorumNode, 'epochs'>,
	modules: ProofModules,
): StateProofView {
	const { certificate } = proof.commitProof;
	const carrier = proof.certifiedBy[0];
	const epoch = node.epochs().find(({ description }) => description.epoch === carrier?.epoch);
	return {
		path: proof.path,
		value: proof.value && toHex(proof.value),
		depth: proof.proof.depth,
		bitmap: toHex(proof.proof.bitmap),
		siblings: proof.proof.siblings.map(toHex),
		other: proof.proof.other && {
			key: toHex(proof.proof.other.key),
			valueHash: toHex(proof.proof.other.valueHash),
		},
		root: toHex(proof.stateRoot),
		height: proof.height,
		certifiedByHeight: carrier?.height ?? proof.height,
		signers: certificate.signers.map((signer) => epoch?.description.validators[signer]?.id ?? String(signer)),
		epoch: carrier?.epoch ?? 0,
		headers: proof.certifiedBy.map((header) => toHex(encodeBlockHeader(header))),
		commitProof: toHex(encodeCommitProof(proof.commitProof)),
		verified: epoch !== undefined && isProven(proof, epoch.scope, modules),
	};
}

function isProven(proof: CertifiedStateProof, scope: ValidatorScope, modules: ProofModules): boolean {
	const [carrier] = proof.certifiedBy;
	if (!carrier || !equalBytes(carrier.stateRoot, proof.stateRoot)) return false;
	try {
		verifyFinality(proof.certifiedBy, proof.commitProof, scope, modules);
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return false;
	}
	return verifyStateProof(proof.proof, proof.path, proof.value, proof.stateRoot, modules.sha256);
}
