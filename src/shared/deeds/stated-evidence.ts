import { fromHex } from '../codec/bytes.ts';
import { decode } from '../codec/cbor.ts';
import type { ContractEvent } from '../codec/events.ts';
import type { InclusionProof } from '../codec/merkle.ts';
import type { DeedEvidenceView } from '../contract/index.ts';
import type { DeedEvidence } from './deed-evidence.ts';

/** Longest canonical event of a seal, bytes: two ids, a digest and a number. */
const EVENT_MAX_BYTES = 4_096;

/**
 * The evidence as `evidenceFaults` takes it, from an API's answer alone. What the event says is not looked at here.
 * @throws CodedError CODEC_* where the event is not canonical, Error where a part is not hexadecimal
 */
export function statedEvidence(view: DeedEvidenceView): DeedEvidence {
	const { deed, chainId, record, state } = view;
	return {
		deed,
		chainId,
		document: fromHex(view.document),
		digest: fromHex(view.digest),
		signatures: view.signatures.map(({ participant, publicKey, signature, height, time }) => ({
			participant,
			publicKey: fromHex(publicKey),
			signature: fromHex(signature),
			height,
			time,
		})),
		event: decode(fromHex(view.event), EVENT_MAX_BYTES) as unknown as ContractEvent,
		history: {
			record: {
				height: record.height,
				time: record.time,
				receiptsRoot: fromHex(record.receiptsRoot),
				eventsRoot: fromHex(record.eventsRoot),
			},
			inBlock: inclusionOf(view.inBlock),
			inHistory: inclusionOf(view.inHistory),
			history: fromHex(state.value ?? ''),
			inState: {
				depth: state.depth,
				bitmap: fromHex(state.bitmap),
				siblings: state.siblings.map(fromHex),
				other: state.other && { key: fromHex(state.other.key), valueHash: fromHex(state.other.valueHash) },
			},
		},
	};
}

function inclusionOf({ index, count, siblings }: DeedEvidenceView['inBlock']): InclusionProof {
	return { index, count, siblings: siblings.map(fromHex) };
}
