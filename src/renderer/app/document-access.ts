import type { DocumentView, GrantView } from '../../shared/contract/index.ts';

/** Whether a grant opens the document: it names the document, or what the document is about. */
export function covers({ scope }: Pick<GrantView, 'scope'>, { document, about }: DocumentView): boolean {
	if (scope.kind === 'document') return scope.id === document;
	return about !== null && about.type === scope.kind && about.id === scope.id;
}

/** How an identity of this console comes to read a document, or what is between it and that. */
export type Reading =
	| { readonly kind: 'reader'; readonly as: string }
	/** Its key was handed over; that it was stays true when the grant has ended. */
	| { readonly kind: 'released'; readonly as: string; readonly grant: string }
	| { readonly kind: 'requested'; readonly grant: string; readonly at: number }
	| { readonly kind: 'granted'; readonly grant: string }
	| { readonly kind: 'none' };

/** @param grants of which some are to identities of this console, in any order */
export function readingOf(document: DocumentView, grants: readonly GrantView[]): Reading {
	const [as] = document.readableAs;
	if (as !== undefined) return { kind: 'reader', as };
	const mine = grants.filter(({ toMe }) => toMe);
	const isOf = (each: { readonly document: string }): boolean => each.document === document.document;
	const released = mine.find(({ releases }) => releases.some(isOf));
	if (released) return { kind: 'released', as: released.grantee, grant: released.grant };
	const inForce = mine.filter((grant) => grant.state === 'in-force' && covers(grant, document));
	for (const { grant, requests } of inForce) {
		const request = requests.find(isOf);
		if (request) return { kind: 'requested', grant, at: request.at };
	}
	const [first] = inForce;
	return first ? { kind: 'granted', grant: first.grant } : { kind: 'none' };
}
