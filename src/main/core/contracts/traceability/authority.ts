import type { GrantRight, GrantScope } from '../../../../shared/codec/access.ts';
import type { Role } from '../../../../shared/codec/roles.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { requireSigners } from '../depository/deeds.ts';
import { type DocumentRecord, requireDocument } from '../depository/documents.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Participant, requireMeter, requireParticipant } from '../identity/participants.ts';
import type { Grant } from './grants.ts';

/**
 * By what right the sender may grant: a document by its depositor and its signers, a participant's documents by that
 * participant, a meter's by its owner, a deed's by its signers, also when the settled deed itself is forgotten; and any scope by an active market operator to an
 * auditor, who is to say what for.
 * @throws CodedError CALL_FORBIDDEN, or PARTICIPANT_, METER_, DEED_ or DOCUMENT_UNKNOWN for a scope that does not exist
 */
export function rightToGrant(
	context: CallContext,
	sender: Participant,
	grantee: Participant,
	scope: GrantScope,
): GrantRight {
	const owners = ownersOf(context, scope);
	if (owners.includes(sender.id)) return 'owner';
	if (sender.role === 'market-operator' && grantee.role === 'auditor') return 'regulator';
	throw new CodedError('CALL_FORBIDDEN', { sender: sender.id, needed: `owner of ${scope.kind} ${scope.id}` });
}

function ownersOf(context: CallContext, { kind, id }: GrantScope): readonly string[] {
	switch (kind) {
		case 'document': {
			const { depositor, signers } = requireDocument(context, id);
			return [depositor, ...signers.map(({ participant }) => participant)];
		}
		case 'participant':
			return [requireParticipant(context, id).id];
		case 'meter':
			return [requireMeter(context, id).participant];
		case 'deed':
			return requireSigners(context, id);
	}
}

/** True where the grant names the document, or what the document is about. */
export function covers({ scope }: Pick<Grant, 'scope'>, id: string, { about }: Pick<DocumentRecord, 'about'>): boolean {
	if (scope.kind === 'document') return scope.id === id;
	return about !== null && about.type === scope.kind && about.id === scope.id;
}

/** An auditor that is none any more keeps what owners granted it, and loses what the regulator opened. */
export function hasStanding(role: Role, right: GrantRight): boolean {
	return right === 'owner' || role === 'auditor';
}

/** @throws CodedError CALL_FORBIDDEN */
export function requireStanding(
	{ id, role }: Pick<Participant, 'id' | 'role'>,
	grant: Pick<Grant, 'id' | 'right'>,
): void {
	if (!hasStanding(role, grant.right))
		throw new CodedError('CALL_FORBIDDEN', { sender: id, needed: `auditor for ${grant.id}` });
}
