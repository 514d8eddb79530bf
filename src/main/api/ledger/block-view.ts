import { encodeEvent, encodeReceipt } from '../../../shared/codec/block-record.ts';
import { equalBytes, toHex } from '../../../shared/codec/bytes.ts';
import { merkleRoot } from '../../../shared/codec/merkle.ts';
import type { Receipt } from '../../../shared/codec/receipt.ts';
import type { BlockRow, BlockView } from '../../../shared/contract/index.ts';
import { LEDGER_LIMITS } from '../../../shared/contract/ledger.ts';
import { certificateQuorum } from '../../../shared/proofs/certificates.ts';
import { provenBlockId } from '../../../shared/proofs/commit-proof.ts';
import type { ExecutedBlock, GridquorumNode } from '../../node/types.ts';
import type { ConsoleServices } from '../services.ts';

/** A block as the list shows it. */
export function blockRowOf(executed: ExecutedBlock, node: Pick<GridquorumNode, 'epochs'>): BlockRow {
	const { block, blockId, finalisedAtMs, receipts, events } = executed;
	const { height, time, epoch, round, parentQc, proposer } = block.header;
	const validator = validatorsOf(epoch, node)[proposer];
	return {
		height,
		blockId: toHex(blockId),
		time,
		finalisedAtMs,
		epoch,
		round,
		roundsLost: Math.max(0, round - parentQc.round - 1),
		proposer: validator?.id ?? String(proposer),
		proposerName: validator?.name ?? String(proposer),
		transactions: block.transactions.length,
		scheduled: receipts.filter(({ transactionId }) => transactionId === null).length,
		failed: receipts.filter(({ ok }) => !ok).length,
		events: events.length,
		...callsOf(receipts),
		fees: receipts.reduce((sum, { fee }) => sum + fee, 0),
		bytes: block.transactions.reduce((sum, { length }) => sum + length, 0),
	};
}

/** A block with its header's facts and what made it final. */
export async function blockViewOf(
	executed: ExecutedBlock,
	{ node, proofs }: Pick<ConsoleServices, 'node' | 'proofs'>,
): Promise<BlockView> {
	const { block, blockId, proof, stateRoot, receipts, events } = executed;
	const { header } = block;
	const validators = validatorsOf(header.epoch, node);
	const signed = new Set(proof.certificate.signers);
	const proven = provenBlockId(proof);
	return {
		...blockRowOf(executed, node),
		parentId: toHex(header.parentQc.blockId),
		transactionsRoot: toHex(header.transactionsRoot),
		receiptsRoot: toHex(merkleRoot(receipts.map(encodeReceipt), proofs.sha256)),
		eventsRoot: toHex(merkleRoot(events.map(encodeEvent), proofs.sha256)),
		certifiedStateRoot: toHex(header.stateRoot),
		stateRoot: toHex(stateRoot),
		lateVotes: header.lateVotes.length,
		timeoutCertificates: header.timeoutCertificates.length,
		evidence: header.evidence.length,
		commit: {
			kind: proof.kind,
			round: proof.certificate.round,
			needed: certificateQuorum(validators.length),
			validators: validators.map(({ id, name }, index) => ({ index, id, name, signed: signed.has(index) })),
			through: equalBytes(proven, blockId) ? null : await node.ledger.heightOf(proven),
		},
	};
}

/** What happened in a block, in a few words: the credit's accounting happens in every one. */
function callsOf(receipts: readonly Receipt[]): Pick<BlockRow, 'calls' | 'otherCalls'> {
	const told = receipts.filter(({ contract, method }) => contract !== 'incentive' || method !== 'account');
	const counts = new Map<string, { contract: string; method: string; count: number; sent: boolean }>();
	for (const { contract, method, sender } of told) {
		const key = `${contract}.${method}`;
		const before = counts.get(key) ?? { contract, method, count: 0, sent: sender !== null };
		counts.set(key, { ...before, count: before.count + 1 });
	}
	const sorted = [...counts.values()].sort((a, b) => Number(b.sent) - Number(a.sent) || b.count - a.count);
	const calls = sorted
		.slice(0, LEDGER_LIMITS.callsOfRow)
		.map(({ contract, method, count }) => ({ contract, method, count }));
	return { calls, otherCalls: sorted.length - calls.length };
}

function validatorsOf(epoch: number, node: Pick<GridquorumNode, 'epochs'>) {
	return node.epochs().find(({ description }) => description.epoch === epoch)?.description.validators ?? [];
}
