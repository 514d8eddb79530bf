import { equalBytes, toHex } from '../../shared/codec/bytes.ts';
import { genesisDigest } from '../../shared/codec/genesis.ts';
import type { StateProofView } from '../../shared/contract/index.ts';
import { codeOf } from '../../shared/errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from '../../shared/proofs/certificates.ts';
import { verifyFinality } from '../../shared/proofs/commit-proof.ts';
import { verifyStateProof } from '../../shared/proofs/state-proof.ts';
import type { CertifiedStateProof, GridquorumNode } from '../node/types.ts';

/**
 * Checks a state proof as an auditor would, from the genesis keys alone: the leaf stands under the root, the header
 * carries the root, and Q validators made the header final.
 */
export function stateProofView(
	proof: CertifiedStateProof,
	node: Pick<GridquorumNode, 'genesis' | 'chainId'>,
	modules: ProofModules,
): StateProofView {
	const { validators } = node.genesis;
	const { certificate } = proof.commitProof;
	const carrier = proof.certifiedBy[0];
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
		signers: certificate.signers.map((signer) => validators[signer]?.id ?? String(signer)),
		verified: isProven(proof, node, modules),
	};
}

function isProven(
	proof: CertifiedStateProof,
	node: Pick<GridquorumNode, 'genesis' | 'chainId'>,
	modules: ProofModules,
): boolean {
	const { genesis, chainId } = node;
	const [carrier] = proof.certifiedBy;
	if (!carrier || !equalBytes(carrier.stateRoot, proof.stateRoot)) return false;
	const scope: ValidatorScope = {
		chainId,
		epoch: carrier.epoch,
		publicKeys: genesis.validators.map(({ publicKey }) => publicKey),
		genesisId: genesisDigest(genesis, modules.sha256),
	};
	try {
		verifyFinality(proof.certifiedBy, proof.commitProof, scope, modules);
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return false;
	}
	return verifyStateProof(proof.proof, proof.path, proof.value, proof.stateRoot, modules.sha256);
}
