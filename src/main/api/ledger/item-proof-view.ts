import { encodeEvent, encodeReceipt } from '../../../shared/codec/block-record.ts';
import { toHex } from '../../../shared/codec/bytes.ts';
import type { InclusionProof } from '../../../shared/codec/merkle.ts';
import type { ItemProofView } from '../../../shared/contract/index.ts';
import type { ConsoleServices } from '../services.ts';
import { stateProofView } from '../state-proof-view.ts';

interface ItemPlace {
	readonly kind: ItemProofView['kind'];
	readonly height: number;
	readonly index: number;
}

/** Proves one receipt or event; null where this node cannot. */
export async function proveItem(
	{ kind, height, index }: ItemPlace,
	{ node, proofs }: Pick<ConsoleServices, 'node' | 'proofs'>,
): Promise<ItemProofView | null> {
	const proven = await (kind === 'event' ? node.proveEvent(height, index) : node.proveReceipt(height, index));
	if (!proven) return null;
	const { record, inBlock, inHistory } = proven.history;
	return {
		kind,
		item: toHex('event' in proven ? encodeEvent(proven.event) : encodeReceipt(proven.receipt)),
		record: { ...record, receiptsRoot: toHex(record.receiptsRoot), eventsRoot: toHex(record.eventsRoot) },
		inBlock: inclusionView(inBlock),
		inHistory: inclusionView(inHistory),
		state: stateProofView(proven.state, node, proofs),
	};
}

function inclusionView({ index, count, siblings }: InclusionProof): ItemProofView['inBlock'] {
	return { index, count, siblings: siblings.map(toHex) };
}
