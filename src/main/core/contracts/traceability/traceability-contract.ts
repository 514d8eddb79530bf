import { ACCESS_LIMITS, type GrantAccess } from '../../../../shared/codec/access.ts';
import { forms } from '../../../../shared/codec/calls.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Contract, method } from '../engine/contract.ts';
import { requireActive, requireActiveSender, requireParticipant, requireSender } from '../identity/participants.ts';
import { attribute, derive } from '../provenance.ts';
import { rightToGrant } from './authority.ts';
import { addGrant, endGrant, requireGrant, requireGrantInForce, TRACEABILITY } from './grants.ts';
import { releaseKey, requestKey } from './keys.ts';

/** Who may read what is encrypted: grants, and the record of every key that was released. */
export const traceabilityContract: Contract = {
	name: TRACEABILITY,
	version: 1,
	methods: [
		method(forms.traceability.grant, grant),
		method(forms.traceability.revoke, (context, { grant: id, reason }) => {
			const sender = requireSender(context);
			const found = requireGrantInForce(context, id);
			if (found.grantor !== sender.id)
				throw new CodedError('CALL_FORBIDDEN', { sender: sender.id, needed: `grantor of ${id}` });
			endGrant(context, found, 'revoked');
			context.emit({ kind: 'access-revoked', grant: id, by: sender.id, reason });
		}),
		method(forms.traceability.requestKey, requestKey),
		method(forms.traceability.releaseKey, releaseKey),
	],
	tasks: {
		expire: (context, id) => {
			const found = requireGrant(context, id);
			if (found.status !== 'in-force') return;
			endGrant(context, found, 'expired');
			context.emit({ kind: 'access-expired', grant: id });
		},
	},
};

/** @throws CodedError GRANT_TERMS, GRANTS_TOO_MANY, CALL_FORBIDDEN, PARTICIPANT_SUSPENDED, *_UNKNOWN */
function grant(context: CallContext, terms: GrantAccess): void {
	const { grantee, scope, until, purpose } = terms;
	const sender = requireActiveSender(context);
	const guest = requireParticipant(context, grantee);
	requireActive(guest);
	const fault = faultOfTerms(context, sender.id, terms);
	if (fault) throw new CodedError('GRANT_TERMS', { grantee, reason: fault });
	const right = rightToGrant(context, sender, guest, scope);
	const { id } = addGrant(context, sender.id, terms, right);
	context.schedule(until, { contract: TRACEABILITY, task: 'expire', subject: id });
	context.emit({ kind: 'access-granted', grant: id, grantor: sender.id, grantee, scope, until, purpose, right });
	attribute(context, { type: 'grant', id }, sender.id);
	if (scope.kind !== 'participant' || scope.id !== sender.id)
		derive(context, { type: 'grant', id }, { type: scope.kind, id: scope.id });
}

function faultOfTerms(context: CallContext, grantor: string, { grantee, until }: GrantAccess): string | null {
	if (grantee === grantor) return 'nobody grants to itself';
	if (until <= context.time) return 'it would have ended already';
	if (until > context.time + ACCESS_LIMITS.lifetimeMs) return 'it would last longer than five years';
	return null;
}
