import type { GrantView } from '../../shared/contract/index.ts';
import type { GrantEntry } from './read-model/access-log.ts';
import { type ConsoleServices, isMine } from './services.ts';

export function grantView(grant: GrantEntry, services: Pick<ConsoleServices, 'model' | 'node'>): GrantView {
	const { directory } = services.model;
	const { id, grantor, grantee, ended, requests, releases, ...rest } = grant;
	return {
		grant: id,
		grantor,
		grantorName: directory.nameOf(grantor),
		grantee,
		granteeName: directory.nameOf(grantee),
		...rest,
		state: ended?.state ?? 'in-force',
		endedAt: ended?.at ?? null,
		endedHeight: ended?.height ?? null,
		reason: ended?.reason ?? null,
		byMe: isMine(services, grantor),
		toMe: isMine(services, grantee),
		requests: [...requests],
		releases: releases.map((release) => ({ ...release, byName: directory.nameOf(release.by) })),
	};
}

/** Whether the grant names the document, or its key was asked for or handed over under it. */
export function isOfDocument({ scope, requests, releases }: GrantEntry, document: string): boolean {
	return (
		(scope.kind === 'document' && scope.id === document) ||
		[...requests, ...releases].some((each) => each.document === document)
	);
}
