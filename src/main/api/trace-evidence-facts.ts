import { toHex } from '../../shared/codec/bytes.ts';
import { cidText } from '../../shared/documents/cid.ts';
import type { PartRow } from './read-model/certificate-parts.ts';
import type { ReadModel } from './read-model/read-model.ts';
import { type Fact, facts } from './trace-facts.ts';

/** A signed batch of readings. */
export function readingsFacts(id: string, { evidence }: ReadModel): Fact[] {
	const batch = evidence.batches.get(id);
	return facts(
		['source', batch && `${batch.source.kind} ${batch.source.id}`, 'text'],
		['readings', batch?.count, 'text'],
		['root', batch && toHex(batch.root), 'hash'],
		['time', batch?.at, 'time'],
	);
}

export function certificateFacts(id: string, { certificates }: ReadModel): Fact[] {
	const certificate = certificates.find(id);
	const energyIn = (state: PartRow['state']): number | undefined =>
		certificate?.parts.reduce((sum, part) => sum + (part.state === state ? part.toWh - part.fromWh : 0), 0);
	return facts(
		['producer', certificate?.producer, 'text'],
		['meter', certificate?.meter, 'text'],
		['technology', certificate?.technology, 'text'],
		['start', certificate?.start, 'time'],
		['end', certificate?.end, 'time'],
		['issued', certificate?.quantityWh, 'Wh'],
		['held', energyIn('held'), 'Wh'],
		['cancelled', energyIn('cancelled'), 'Wh'],
		['expired', energyIn('expired'), 'Wh'],
		['expires', certificate?.expiresAt, 'time'],
	);
}

/** What the chain says of a document; its text is for those who may read it. */
export function documentFacts(id: string, { evidence }: ReadModel): Fact[] {
	const document = evidence.documents.get(id);
	return facts(
		['documentType', document?.type, 'text'],
		['state', document?.state, 'text'],
		['depositor', document?.depositor, 'text'],
		['about', document?.about && `${document.about.type} ${document.about.id}`, 'text'],
		['signed', document && `${document.signed.size} / ${document.threshold}`, 'text'],
		['readers', document?.readers.join(', '), 'text'],
		['digest', document && toHex(document.digest), 'hash'],
		['cid', document && cidText(document.cid), 'hash'],
		['commitment', document && toHex(document.commitment), 'hash'],
		['deadline', document?.signers.length ? document.deadline : null, 'time'],
		['ended', document?.endedAt, 'time'],
	);
}

/** `G-<document>-<participant>`, split where a known document ends. */
export function documentSignerOf(id: string, { evidence }: ReadModel) {
	for (let dash = id.indexOf('-', 2); dash > 0; dash = id.indexOf('-', dash + 1)) {
		const participant = id.slice(dash + 1);
		const signed = evidence.documents.get(id.slice(2, dash))?.signed.get(participant);
		if (signed) return { participant, ...signed };
	}
	return undefined;
}

export function grantFacts(id: string, { access }: ReadModel): Fact[] {
	const grant = access.grants.get(id);
	return facts(
		['grantor', grant?.grantor, 'text'],
		['grantee', grant?.grantee, 'text'],
		['scope', grant && `${grant.scope.kind} ${grant.scope.id}`, 'text'],
		['purpose', grant?.purpose, 'text'],
		['right', grant?.right, 'text'],
		['state', grant && (grant.ended?.state ?? 'inForce'), 'text'],
		['until', grant?.until, 'time'],
		['released', grant?.released, 'text'],
		['ended', grant?.ended?.at, 'time'],
	);
}
