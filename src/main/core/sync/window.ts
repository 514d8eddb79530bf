import type { CommittedBlock } from '../../../shared/codec/block.ts';
import { blockId, transactionsRoot } from '../../../shared/codec/block-codec.ts';
import { type Digest, equalBytes, type Sha256 } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ChainPosition, ProvenBlock } from './range.ts';

/**
 * Verifies blocks that lead down from one that is known to be final, such as a snapshot's: consensus needs the newest
 * headers below its tip. Their own proofs are not looked at, the links down from `top` make them final.
 * @param range ascending, the last one being `top`
 * @throws CodedError CONSENSUS_BROKEN_LINK
 */
export function verifyWindow(
	range: readonly CommittedBlock[],
	top: ChainPosition,
	epoch: number,
	sha256: Sha256,
): ProvenBlock[] {
	const result: ProvenBlock[] = [];
	let expected: ChainPosition = top;
	for (const { block, proof } of [...range].reverse()) {
		const { header, transactions } = block;
		const id: Digest = blockId(header, sha256);
		const isLinked =
			header.epoch === epoch &&
			header.height === expected.height &&
			equalBytes(id, expected.id) &&
			equalBytes(transactionsRoot(transactions, sha256), header.transactionsRoot);
		if (!isLinked) throw new CodedError('CONSENSUS_BROKEN_LINK', { height: header.height });
		result.push({ block, proof, id });
		expected = { id: header.parentQc.blockId, height: header.height - 1 };
	}
	return result.reverse();
}
