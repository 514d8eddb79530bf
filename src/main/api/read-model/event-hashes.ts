import { toHex } from '../../../shared/codec/bytes.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import { signatureId } from '../../../shared/codec/ids.ts';
import type { ProvenanceNode } from '../../../shared/codec/provenance.ts';
import { digestOfCid } from '../../../shared/documents/cid.ts';

export interface NamedHash {
	readonly node: ProvenanceNode;
	/** Lower-case hex. */
	readonly hash: string;
}

/** The digests by which people may look for what an event is about; a CID stands under the digest in it. */
export function hashesOf(event: ContractEvent): readonly NamedHash[] {
	switch (event.kind) {
		case 'deed-drafted':
		case 'deed-amended':
			return [named('deed', event.deed, event.digest)];
		case 'deed-signed':
			return [named('signature', signatureId(event.deed, event.participant), event.signature)];
		case 'document-signed':
			return [named('signature', signatureId(event.document, event.participant), event.signature)];
		case 'document-deposited':
			return [event.digest, event.commitment, digestOfCid(event.cid)].map((hash) =>
				named('document', event.document, hash),
			);
		case 'readings-submitted':
			return [named('readings', event.batch, event.root)];
		default:
			return NONE;
	}
}

const NONE: readonly NamedHash[] = [];

function named(type: ProvenanceNode['type'], id: string, hash: Uint8Array): NamedHash {
	return { node: { type, id }, hash: toHex(hash) };
}
