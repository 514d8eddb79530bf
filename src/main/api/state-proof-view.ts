import { blockId } from '../../shared/codec/block-codec.ts';
import { equalBytes, toHex } from '../../shared/codec/bytes.ts';
import { decode } from '../../shared/codec/cbor.ts';
import { genesisDigest } from '../../shared/codec/genesis.ts';
import type { StateProofView } from '../../shared/contract/index.ts';
import { codeOf } from '../../shared/errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from '../../shared/proofs/certificates.ts';
import { verifyFinality } from '../../shared/proofs/commit-proof.ts';
import { readStateProof, verifyStateProof } from '../../shared/proofs/state-proof.ts';
import type { CertifiedStateProof, GridquorumNode } from '../node/types.ts';

/** Bytes of an encoded state proof: 256 levels of 32-byte siblings and their frame fit. */
const PROOF_MAX_BYTES = 16_384;

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
	return {
		path: proof.path,
		value: proof.value && toHex(proof.value),
		siblings: proof.siblings.map(toHex),
		root: toHex(proof.stateRoot),
		height: proof.height,
		certifiedByHeight: proof.certifiedBy.height,
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
	const scope: ValidatorScope = {
		chainId,
		epoch: proof.certifiedBy.epoch,
		publicKeys: genesis.validators.map(({ publicKey }) => publicKey),
		genesisId: genesisDigest(genesis, modules.sha256),
	};
	try {
		if (!equalBytes(proof.certifiedBy.stateRoot, proof.stateRoot)) return false;
		if (!equalBytes(blockId(proof.certifiedBy, modules.sha256), proof.commitProof.certificate.blockId)) return false;
		verifyFinality([proof.certifiedBy], proof.commitProof, scope, modules);
		const path = readStateProof(decode(proof.proof, PROOF_MAX_BYTES), 'proof');
		return verifyStateProof(path, proof.path, proof.value, proof.stateRoot, modules.sha256);
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return false;
	}
}
