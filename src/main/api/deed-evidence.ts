import { encodeEvent } from '../../shared/codec/block-record.ts';
import { toHex } from '../../shared/codec/bytes.ts';
import { DEED_DOMAIN } from '../../shared/codec/deed.ts';
import type { InclusionProof } from '../../shared/codec/merkle.ts';
import type { DeedEvidenceView } from '../../shared/contract/index.ts';
import { type EvidenceSignature, evidenceFaults } from '../../shared/deeds/deed-evidence.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { CertifiedEventProof } from '../node/types.ts';
import type { DeedRow } from './read-model/product.ts';
import type { ConsoleServices } from './services.ts';
import { stateProofView } from './state-proof-view.ts';

/**
 * A sealed deed with all that proves it, checked here and to be checked again by whoever asks.
 * @throws CodedError CONSOLE_DEED_UNKNOWN or DEED_NO_EVIDENCE
 */
export async function deedEvidence(id: string, services: ConsoleServices): Promise<DeedEvidenceView> {
	const { node, model, proofs } = services;
	const deed = model.products.deed(id);
	if (!deed) throw new CodedError('CONSOLE_DEED_UNKNOWN', { deed: id });
	const proof = await sealProof(deed, services);
	if (!proof) throw new CodedError('DEED_NO_EVIDENCE', { deed: id });
	const { event, history, state } = proof;
	const signatures = signaturesOf(deed);
	const { chainId } = node;
	const { document, digest } = deed;
	const faults = evidenceFaults(
		{ deed: id, chainId, document, digest, signatures, event, history },
		state.stateRoot,
		proofs,
	);
	const { height, time, receiptsRoot, eventsRoot } = history.record;
	const view = stateProofView(state, node, proofs);
	return {
		deed: id,
		chainId,
		domain: DEED_DOMAIN,
		version: deed.version,
		document: toHex(document),
		digest: toHex(digest),
		signatures: deed.signers.flatMap(({ participant, as, signed }) =>
			signed
				? [
						{
							participant,
							as,
							publicKey: toHex(signed.publicKey),
							signature: toHex(signed.signature),
							height: signed.height,
							time: signed.time,
							transactionId: signed.transactionId,
						},
					]
				: [],
		),
		sealed: { height, time },
		event: toHex(encodeEvent(event)),
		record: { height, time, receiptsRoot: toHex(receiptsRoot), eventsRoot: toHex(eventsRoot) },
		inBlock: inclusionView(history.inBlock),
		inHistory: inclusionView(history.inHistory),
		state: view,
		verified: view.verified && faults.length === 0,
	};
}

async function sealProof(deed: DeedRow, { node }: ConsoleServices): Promise<CertifiedEventProof | null> {
	if (deed.state !== 'sealed' || !deed.ended) return null;
	const { height } = deed.ended;
	for await (const { events } of node.readBlocks(height, height)) {
		const index = events.findIndex((event) => event.kind === 'deed-sealed' && event.deed === deed.id);
		return index === -1 ? null : node.proveEvent(height, index);
	}
	return null;
}

function signaturesOf({ signers }: DeedRow): EvidenceSignature[] {
	return signers.flatMap(({ participant, signed }) => (signed ? [{ participant, ...signed }] : []));
}

function inclusionView({ index, count, siblings }: InclusionProof): DeedEvidenceView['inBlock'] {
	return { index, count, siblings: siblings.map(toHex) };
}
