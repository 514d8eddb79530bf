import { ACCESS_LIMITS } from '../../../shared/codec/access.ts';
import type { DocumentView, GrantScopeView, ParticipantView } from '../../../shared/contract/index.ts';

export interface GrantDraft {
	readonly participant: string;
	readonly grantee: string | null;
	readonly scope: GrantScopeView | null;
	/** Null where the field has no date. */
	readonly until: number | null;
	readonly purpose: string;
}

export interface GrantTerms {
	readonly participant: string;
	readonly grantee: string;
	readonly scope: GrantScopeView;
	readonly until: number;
	readonly purpose: string;
}

export type GrantFault = 'participant' | 'grantee' | 'self' | 'scope' | 'until' | 'purpose' | 'right';

/** By what right the draft's participant may grant it; `chain` where only the chain knows, as for the parties of a deed. */
export type DraftRight = 'owner' | 'regulator' | 'none' | 'chain';

export interface Registry {
	readonly participants: readonly ParticipantView[];
	readonly documents: readonly DocumentView[];
}

/** The contract's rule, so far as the console can tell beforehand. */
export function rightOf(
	{ participant, grantee, scope }: GrantDraft,
	{ participants, documents }: Registry,
): DraftRight {
	if (!scope) return 'chain';
	const role = (id: string | null) => participants.find((each) => each.participant === id)?.role;
	const owners = ownersOf(scope, { participants, documents });
	if (owners?.includes(participant)) return 'owner';
	if (role(participant) === 'market-operator' && role(grantee) === 'auditor') return 'regulator';
	return owners === null ? 'chain' : 'none';
}

/** Null where they are not among what the console has read. */
function ownersOf({ kind, id }: GrantScopeView, { participants, documents }: Registry): readonly string[] | null {
	switch (kind) {
		case 'document': {
			const document = documents.find((each) => each.document === id);
			return document ? [document.depositor, ...document.signers.map(({ participant }) => participant)] : null;
		}
		case 'participant':
			return [id];
		case 'meter': {
			const owner = participants.find(({ meters }) => meters.some(({ meter }) => meter === id));
			return owner ? [owner.participant] : null;
		}
		case 'deed':
			return null;
	}
}

/** The grant that a draft stands for, or the first thing that is not good yet. @param now chain time, ms */
export function termsOf(
	draft: GrantDraft,
	now: number,
	registry: Registry,
): { readonly terms: GrantTerms } | { readonly fault: GrantFault } {
	const { participant, grantee, scope, until } = draft;
	const purpose = draft.purpose.trim();
	if (participant === '') return { fault: 'participant' };
	if (grantee === null) return { fault: 'grantee' };
	if (grantee === participant) return { fault: 'self' };
	if (scope === null) return { fault: 'scope' };
	if (rightOf(draft, registry) === 'none') return { fault: 'right' };
	if (until === null || until <= now || until > now + ACCESS_LIMITS.lifetimeMs) return { fault: 'until' };
	if (purpose.length === 0 || purpose.length > ACCESS_LIMITS.purposeCharacters) return { fault: 'purpose' };
	return { terms: { participant, grantee, scope, until, purpose } };
}

const KINDS = ['document', 'participant', 'meter', 'deed'] as const;

/** `kind:id` as an address or another person's request has it; null for anything else. */
export function parseScope(text: unknown): GrantScopeView | null {
	if (typeof text !== 'string') return null;
	const at = text.indexOf(':');
	const kind = KINDS.find((each) => each === text.slice(0, at));
	const id = text.slice(at + 1);
	return kind && /^[A-Za-z0-9._:-]{1,128}$/.test(id) ? { kind, id } : null;
}
