import {
	type BlockRecord,
	encodeBlockRecord,
	encodeEvent,
	encodeReceipt,
	HISTORY_PATH,
} from '../codec/block-record.ts';
import type { Digest, Sha256 } from '../codec/bytes.ts';
import { decode } from '../codec/cbor.ts';
import type { ContractEvent } from '../codec/events.ts';
import { type InclusionProof, verifyInclusion } from '../codec/merkle.ts';
import { bytes, integer, list, record } from '../codec/reader.ts';
import type { Receipt } from '../codec/receipt.ts';
import { codeOf } from '../errors/coded-error.ts';
import { type StateProof, verifyStateProof } from './state-proof.ts';

/** From one receipt or event of a block to a certified state root, of that block or of any later one. */
export interface HistoryProof {
	readonly record: BlockRecord;
	/** Of the receipt or event in its block. */
	readonly inBlock: InclusionProof;
	/** Of the block's record in the history. */
	readonly inHistory: InclusionProof;
	/** Canonical value of the state leaf `chain/history`, and its proof. */
	readonly history: Uint8Array;
	readonly inState: StateProof;
}

const HISTORY_MAX_BYTES = 4_096;
const readHistory = record<{ count: number; peaks: Digest[]; root: Digest }>({
	count: integer(),
	peaks: list(bytes(32), 64),
	root: bytes(32),
});

export function verifyReceiptProof(proof: HistoryProof, receipt: Receipt, stateRoot: Digest, sha256: Sha256): boolean {
	const item = encodeReceipt(receipt);
	return (
		verifyInclusion(proof.inBlock, item, proof.record.receiptsRoot, sha256) && verifyRecord(proof, stateRoot, sha256)
	);
}

export function verifyEventProof(
	proof: HistoryProof,
	event: ContractEvent,
	stateRoot: Digest,
	sha256: Sha256,
): boolean {
	const item = encodeEvent(event);
	return (
		verifyInclusion(proof.inBlock, item, proof.record.eventsRoot, sha256) && verifyRecord(proof, stateRoot, sha256)
	);
}

function verifyRecord(
	{ record: block, inHistory, history, inState }: HistoryProof,
	stateRoot: Digest,
	sha256: Sha256,
): boolean {
	if (!verifyStateProof(inState, HISTORY_PATH, history, stateRoot, sha256)) return false;
	if (inHistory.index !== block.height - 1) return false;
	try {
		const { count, root } = readHistory(decode(history, HISTORY_MAX_BYTES), 'history');
		return inHistory.count === count && verifyInclusion(inHistory, encodeBlockRecord(block), root, sha256);
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return false;
	}
}
