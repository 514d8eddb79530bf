import { ACCESS_LIMITS, type ReleaseKey, type RequestKey } from '../../../../shared/codec/access.ts';
import { equalBytes } from '../../../../shared/codec/bytes.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { type DocumentRecord, requireDocument } from '../depository/documents.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Participant, requireActive, requireActiveSender, requireParticipant } from '../identity/participants.ts';
import { derive } from '../provenance.ts';
import { covers, requireStanding } from './authority.ts';
import { type Grant, requestsOf, requireGrantInForce, TRACEABILITY, writeRequests } from './grants.ts';

/** One key that was handed over; what it was wrapped to tells whether it still serves after a rotation. */
export interface KeyRelease {
	readonly grant: string;
	readonly by: string;
	readonly encryptionKey: Uint8Array;
	/** `wrapKey`, bound to the document's commitment. */
	readonly wrappedKey: Uint8Array;
	readonly time: TimeMs;
}

/**
 * Puts on record that a grantee wants the key of a document.
 * @throws CodedError GRANT_UNKNOWN, GRANT_ENDED, GRANT_NOT_GRANTEE, GRANT_NOT_COVERED, KEY_HELD, KEY_RELEASED,
 * KEY_REQUESTED, KEY_REQUESTS_TOO_MANY
 */
export function requestKey(context: CallContext, { grant: id, document }: RequestKey): void {
	const sender = requireActiveSender(context);
	const grant = requireGrantInForce(context, id);
	if (grant.grantee !== sender.id) throw new CodedError('GRANT_NOT_GRANTEE', { grant: id, participant: sender.id });
	requireStanding(sender, grant);
	const record = requireCovered(context, grant, document);
	if (record.readers.includes(sender.id)) throw new CodedError('KEY_HELD', { document, participant: sender.id });
	// A release by somebody else may be of a wrong key; the grantor's own stands.
	if (releasesOf(context, document, sender.id).some((release) => isBy(release, grant.grantor, grant, sender)))
		throw new CodedError('KEY_RELEASED', { grant: id, document, participant: sender.id });
	const requests = requestsOf(context, id);
	if (requests.includes(document)) throw new CodedError('KEY_REQUESTED', { grant: id, document });
	if (requests.length >= ACCESS_LIMITS.requestsPerGrant)
		throw new CodedError('KEY_REQUESTS_TOO_MANY', { grant: id, max: ACCESS_LIMITS.requestsPerGrant });
	writeRequests(context, grant, [...requests, document]);
	context.emit({ kind: 'key-requested', grant: id, document, grantee: sender.id });
}

/**
 * Hands the key of a document to the grantee, asked for or not. That it is the right key, only the grantee can tell;
 * it opens nothing else, since what it opens must match the document's commitment.
 * @throws CodedError GRANT_UNKNOWN, GRANT_ENDED, GRANT_NOT_COVERED, KEY_NOT_HELD, KEY_HELD, KEY_RELEASED,
 * PARTICIPANT_SUSPENDED for either
 */
export function releaseKey(context: CallContext, { grant: id, document, wrappedKey }: ReleaseKey): void {
	const sender = requireActiveSender(context);
	const grant = requireGrantInForce(context, id);
	const grantee = requireParticipant(context, grant.grantee);
	requireActive(grantee);
	requireStanding(grantee, grant);
	const record = requireCovered(context, grant, document);
	requireReader(context, document, record, sender);
	if (record.readers.includes(grantee.id)) throw new CodedError('KEY_HELD', { document, participant: grantee.id });
	const { encryptionKey } = grantee;
	const releases = releasesOf(context, document, grantee.id);
	if (releases.some((release) => isBy(release, sender.id, grant, grantee)))
		throw new CodedError('KEY_RELEASED', { grant: id, document, participant: grantee.id });
	const release: KeyRelease = { grant: id, by: sender.id, encryptionKey, wrappedKey, time: context.time };
	const kept = [...releases, release].slice(-ACCESS_LIMITS.releasesPerGrantee);
	context.space(TRACEABILITY).set(keyOfReleases(document, grantee.id), kept);
	const requests = requestsOf(context, id);
	if (requests.includes(document))
		writeRequests(
			context,
			grant,
			requests.filter((each) => each !== document),
		);
	context.emit({
		kind: 'key-released',
		grant: id,
		document,
		grantee: grantee.id,
		by: sender.id,
		encryptionKey,
		wrappedKey,
	});
	// A grant of the document itself has that edge from the start.
	if (grant.scope.kind !== 'document' && !releases.some((each) => each.grant === id))
		derive(context, { type: 'grant', id }, { type: 'document', id: document });
}

/** Whether that one released it under this grant already, to the encryption key that the grantee still has. */
function isBy(release: KeyRelease, holder: string, { id }: Grant, { encryptionKey }: Participant): boolean {
	return release.grant === id && release.by === holder && equalBytes(release.encryptionKey, encryptionKey);
}

/** @throws CodedError DOCUMENT_UNKNOWN, GRANT_NOT_COVERED */
function requireCovered(context: CallContext, grant: Grant, document: string): DocumentRecord {
	const record = requireDocument(context, document);
	if (!covers(grant, document, record)) throw new CodedError('GRANT_NOT_COVERED', { grant: grant.id, document });
	return record;
}

/** @throws CodedError KEY_NOT_HELD when the sender neither is a reader of the document nor was released its key */
function requireReader(context: CallContext, document: string, record: DocumentRecord, { id }: Participant): void {
	if (record.readers.includes(id) || releasesOf(context, document, id).length > 0) return;
	throw new CodedError('KEY_NOT_HELD', { document, participant: id });
}

function releasesOf(context: CallContext, document: string, grantee: string): readonly KeyRelease[] {
	return context.space(TRACEABILITY).get<readonly KeyRelease[]>(keyOfReleases(document, grantee)) ?? [];
}

function keyOfReleases(document: string, grantee: string): string {
	return `released/${document}/${grantee}`;
}
