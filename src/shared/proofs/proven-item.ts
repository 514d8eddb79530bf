import { type BlockRecord, encodeBlockRecord, HISTORY_PATH } from '../codec/block-record.ts';
import type { Sha256 } from '../codec/bytes.ts';
import { decode } from '../codec/cbor.ts';
import { type InclusionProof, verifyInclusion } from '../codec/merkle.ts';
import { bytes, integer, list, record } from '../codec/reader.ts';
import { CodedError } from '../errors/coded-error.ts';
import { bytesOf } from './state-evidence.ts';

/** One receipt or event, with its place in a block and the block's in the history; byte strings are hex. */
export interface ItemEvidence {
	readonly kind: 'receipt' | 'event';
	/** Canonical dag-cbor of the receipt or event. */
	readonly item: string;
	readonly record: {
		readonly height: number;
		readonly time: number;
		readonly receiptsRoot: string;
		readonly eventsRoot: string;
	};
	readonly inBlock: InclusionEvidence;
	readonly inHistory: InclusionEvidence;
}

export interface InclusionEvidence {
	readonly index: number;
	readonly count: number;
	readonly siblings: readonly string[];
}

const HISTORY_MAX_BYTES = 4_096;
const readHistory = record({ count: integer(), peaks: list(bytes(32), 64), root: bytes(32) });

/**
 * Checks that the block's record stands in the history, which is the proven value of the leaf `chain/history`.
 * @throws CodedError PROOF_PLACE_OTHER or CODEC_*
 */
export function requireInHistory(evidence: ItemEvidence, history: string, sha256: Sha256): void {
	const { inHistory } = evidence;
	const block = recordOf(evidence);
	const { count, root } = readHistory(decode(bytesOf(history, HISTORY_PATH), HISTORY_MAX_BYTES), HISTORY_PATH);
	const stands =
		inHistory.index === block.height - 1 &&
		inHistory.count === count &&
		verifyInclusion(inclusionOf(inHistory), encodeBlockRecord(block), root, sha256);
	if (!stands) refuse(evidence);
}

/** Checks that the item stands in its block. @throws CodedError PROOF_PLACE_OTHER or CODEC_* */
export function requireInBlock(evidence: ItemEvidence, sha256: Sha256): void {
	const { receiptsRoot, eventsRoot } = recordOf(evidence);
	const root = evidence.kind === 'receipt' ? receiptsRoot : eventsRoot;
	const item = bytesOf(evidence.item, 'item');
	if (!verifyInclusion(inclusionOf(evidence.inBlock), item, root, sha256)) refuse(evidence);
}

function refuse({ kind, record: { height } }: ItemEvidence): never {
	throw new CodedError('PROOF_PLACE_OTHER', { kind, height });
}

function recordOf({ record: { height, time, receiptsRoot, eventsRoot } }: ItemEvidence): BlockRecord {
	return {
		height,
		time,
		receiptsRoot: bytesOf(receiptsRoot, 'receiptsRoot'),
		eventsRoot: bytesOf(eventsRoot, 'eventsRoot'),
	};
}

function inclusionOf({ index, count, siblings }: InclusionEvidence): InclusionProof {
	return { index, count, siblings: siblings.map((sibling) => bytesOf(sibling, 'sibling')) };
}
