import { decode } from '../../../../shared/codec/cbor.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { type DocumentRecord, documentPaths } from '../depository/documents.ts';
import { identityPaths, isSuspended, type ParticipantRecord } from '../identity/participants.ts';
import { hasStanding } from './authority.ts';
import { accessPaths, type GrantRecord } from './grants.ts';
import type { KeyRelease } from './keys.ts';

/** Bytes of the longest leaf: eight releases, a thousand grant ids. */
const LEAF_MAX_BYTES = 262_144;

/** Reads one leaf of the committed state; null where there is none. */
export type LeafReader = (path: string) => Promise<Uint8Array | null>;

export async function readGrant(read: LeafReader, grant: string): Promise<GrantRecord | null> {
	return (await leaf<GrantRecord>(read, accessPaths.grant(grant))) ?? null;
}

export async function readDocumentRecord(read: LeafReader, document: string): Promise<DocumentRecord | null> {
	return (await leaf<DocumentRecord>(read, documentPaths.document(document))) ?? null;
}

export async function readParticipant(read: LeafReader, participant: string): Promise<ParticipantRecord | null> {
	return (await leaf<ParticipantRecord>(read, identityPaths.participant(participant))) ?? null;
}

/** Keys of a document that a participant was handed, oldest first, whatever became of their grants. */
export async function readReleases(
	read: LeafReader,
	document: string,
	grantee: string,
): Promise<readonly KeyRelease[]> {
	return (await leaf<readonly KeyRelease[]>(read, accessPaths.releases(document, grantee))) ?? [];
}

/** Grants of a participant under which keys were asked for, with the documents, in the order asked. */
export async function readAwaiting(
	read: LeafReader,
	grantor: string,
): Promise<readonly { readonly grant: string; readonly documents: readonly string[] }[]> {
	const grants = (await leaf<readonly string[]>(read, accessPaths.awaiting(grantor))) ?? [];
	return Promise.all(
		grants.map(async (grant) => ({
			grant,
			documents: (await leaf<readonly string[]>(read, accessPaths.requests(grant))) ?? [],
		})),
	);
}

/**
 * Whether a participant holds a key of the document that was released under a grant in force: nodes hand its blocks to
 * such a one, as to readers and signers, while it is not suspended. Keys that were read before the end of a grant still open what is kept.
 */
export async function holdsReleasedKey(
	read: LeafReader,
	of: { readonly document: string; readonly participant: string; readonly now: TimeMs },
): Promise<boolean> {
	const releases = await readReleases(read, of.document, of.participant);
	if (releases.length === 0) return false;
	const grantee = await readParticipant(read, of.participant);
	if (!grantee || isSuspended(grantee)) return false;
	const grants = await Promise.all(releases.map(({ grant }) => readGrant(read, grant)));
	return grants.some(
		(grant) =>
			grant !== null && grant.status === 'in-force' && of.now < grant.until && hasStanding(grantee.role, grant.right),
	);
}

async function leaf<T>(read: LeafReader, path: string): Promise<T | undefined> {
	const encoded = await read(path);
	return encoded === null ? undefined : (decode(encoded, LEAF_MAX_BYTES) as T);
}
