import type { Block, CommittedBlock } from '../../../shared/codec/block.ts';
import { blockId, transactionsRoot } from '../../../shared/codec/block-codec.ts';
import { type Digest, equalBytes, type Sha256 } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from '../../../shared/proofs/certificates.ts';
import { provenBlockId, verifyCommitProof } from '../../../shared/proofs/commit-proof.ts';

/** A block that is known to be final: the tip of what a verifier has taken in. */
export interface ChainPosition {
	readonly id: Digest;
	readonly height: number;
}

/** Final, with a verified proof of the block itself or of a descendant within the same range. */
export interface ProvenBlock extends CommittedBlock {
	readonly id: Digest;
}

/**
 * The part of a peer's range above `tip` that is proven final: up to the last block whose proof names it. One quorum of
 * signatures is checked for the whole range: every link is, and the blocks below carry that proof in place of their own.
 * @throws CodedError CONSENSUS_* when the blocks do not link or that proof does not verify; CONSENSUS_FORK when a proven
 * block leaves the tip
 */
export function proveRange(
	range: readonly CommittedBlock[],
	tip: ChainPosition,
	scope: ValidatorScope,
	modules: ProofModules,
): ProvenBlock[] {
	const blocks: ProvenBlock[] = [];
	let parent: ChainPosition = tip;
	for (const { block, proof } of range) {
		if (block.header.height <= tip.height) continue;
		const entry = { block, proof, id: blockId(block.header, modules.sha256) };
		if (!follows(block, parent, scope.epoch, modules.sha256)) throw brokenLink(entry, tip, scope, modules);
		blocks.push(entry);
		parent = { id: entry.id, height: block.header.height };
	}
	const last = blocks.findLastIndex(namesItself);
	const proven = blocks[last];
	if (!proven) return [];
	verifyCommitProof(proven.proof, scope, modules);
	return blocks.slice(0, last + 1).map(({ block, id }) => ({ block, id, proof: proven.proof }));
}

/** True when the block is the next one on `parent`, of the epoch, with the transactions that its header binds. */
export function follows(block: Block, parent: ChainPosition, epoch: number, sha256: Sha256): boolean {
	const { header, transactions } = block;
	return (
		header.epoch === epoch &&
		header.height === parent.height + 1 &&
		equalBytes(header.parentQc.blockId, parent.id) &&
		equalBytes(transactionsRoot(transactions, sha256), header.transactionsRoot)
	);
}

function namesItself({ proof, id }: ProvenBlock): boolean {
	return equalBytes(provenBlockId(proof), id);
}

/**
 * A proven block right above the tip that builds on another one is a fork. Anything else is a bad answer: whoever holds
 * a genuine header may send any transactions with it.
 */
function brokenLink(entry: ProvenBlock, tip: ChainPosition, scope: ValidatorScope, modules: ProofModules): CodedError {
	const { height, parentQc } = entry.block.header;
	if (height === tip.height + 1 && !equalBytes(parentQc.blockId, tip.id) && namesItself(entry)) {
		verifyCommitProof(entry.proof, scope, modules);
		return new CodedError('CONSENSUS_FORK', { height });
	}
	return new CodedError('CONSENSUS_BROKEN_LINK', { height });
}
