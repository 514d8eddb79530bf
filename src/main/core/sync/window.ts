import type { CommitProof, CommittedBlock } from '../../../shared/codec/block.ts';
import { blockId, transactionsRoot } from '../../../shared/codec/block-codec.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from '../../../shared/proofs/certificates.ts';
import { provenBlockId, verifyCommitProof } from '../../../shared/proofs/commit-proof.ts';
import type { ChainPosition, ProvenBlock } from './range.ts';

/**
 * Verifies blocks that lead down from one that is known to be final, such as a snapshot's: consensus needs the newest
 * headers below its tip. The links make them final; each keeps the proof that names it, or takes that of the one above.
 * @param range ascending, the last one being `top`
 * @param topProof verified, of `top` or a descendant
 * @throws CodedError CONSENSUS_*
 */
export function verifyWindow(
	range: readonly CommittedBlock[],
	top: ChainPosition,
	topProof: CommitProof,
	scope: ValidatorScope,
	modules: ProofModules,
): ProvenBlock[] {
	const result: ProvenBlock[] = [];
	let expected: ChainPosition = top;
	let known = topProof;
	for (const { block, proof } of [...range].reverse()) {
		const { header, transactions } = block;
		const id = blockId(header, modules.sha256);
		const isLinked =
			header.epoch === scope.epoch &&
			header.height === expected.height &&
			equalBytes(id, expected.id) &&
			equalBytes(transactionsRoot(transactions, modules.sha256), header.transactionsRoot);
		if (!isLinked) throw new CodedError('CONSENSUS_BROKEN_LINK', { height: header.height });
		if (equalBytes(provenBlockId(proof), id)) {
			verifyCommitProof(proof, scope, modules);
			known = proof;
		}
		result.push({ block, proof: known, id });
		expected = { id: header.parentQc.blockId, height: header.height - 1 };
	}
	return result.reverse();
}
