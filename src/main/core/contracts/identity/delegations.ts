import {
	DELEGATION_LIMITS,
	type Delegation,
	type DelegationScope,
	faultOfDelegation,
	type OrderLimits,
} from '../../../../shared/codec/delegation.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { IDENTITY, type Participant, requireActive, requireParticipant, requireSender } from './participants.ts';

type DelegationRecord = Pick<Delegation, 'validFrom' | 'validUntil' | 'limits'>;

/**
 * Grants a delegation, or replaces the one to the same delegate in the same scope.
 * @throws CodedError DELEGATION_TERMS, DELEGATIONS_TOO_MANY or PARTICIPANT_UNKNOWN
 */
export function grantDelegation(context: CallContext, owner: string, delegation: Delegation): void {
	const { to, scope, validFrom, validUntil, limits } = delegation;
	const fault = faultOfDelegation(owner, delegation);
	if (fault) throw new CodedError('DELEGATION_TERMS', { participant: owner, to, reason: fault });
	requireParticipant(context, to);
	const space = context.space(IDENTITY);
	const key = delegationKey(owner, scope, to);
	const count = delegationsOf(context, owner);
	if (!space.get(key)) {
		if (count >= DELEGATION_LIMITS.perOwner)
			throw new CodedError('DELEGATIONS_TOO_MANY', { participant: owner, max: DELEGATION_LIMITS.perOwner });
		space.set(`delegations/${owner}`, count + 1);
	}
	const record: DelegationRecord = { validFrom, validUntil, limits };
	space.set(key, record);
	context.emit({ kind: 'delegation-granted', participant: owner, to, scope, ...record });
}

/** Orders that the delegate has placed stay; the owner may cancel them. @throws CodedError DELEGATION_UNKNOWN */
export function revokeDelegation(context: CallContext, owner: string, to: string, scope: DelegationScope): void {
	const space = context.space(IDENTITY);
	const key = delegationKey(owner, scope, to);
	if (!space.get(key)) throw new CodedError('DELEGATION_UNKNOWN', { participant: owner, to, scope });
	space.delete(key);
	const left = delegationsOf(context, owner) - 1;
	if (left > 0) space.set(`delegations/${owner}`, left);
	else space.delete(`delegations/${owner}`);
	context.emit({ kind: 'delegation-revoked', participant: owner, to, scope });
}

/** Whose orders they are, and how far the sender may go with them. */
export interface Acting {
	readonly owner: Participant;
	/** The sender where it acts for another, else null. */
	readonly delegate: string | null;
	/** The owner's limits for this delegate; null: none, as always for oneself. */
	readonly limits: OrderLimits | null;
}

/**
 * For placing, amending and taking: the owner itself where `owner` is null, else one that made the sender its delegate.
 * @throws CodedError PARTICIPANT_UNKNOWN, CALL_FORBIDDEN without a delegation in force, PARTICIPANT_SUSPENDED when
 * either is suspended
 */
export function requireOwner(context: CallContext, owner: string | null, scope: DelegationScope): Acting {
	const acting = requireActing(context, owner, scope);
	requireActive(acting.owner);
	return acting;
}

/** As `requireOwner`, for what a suspended owner may still do: cancel. A suspended delegate may not. */
export function requireActing(context: CallContext, owner: string | null, scope: DelegationScope): Acting {
	const sender = requireSender(context);
	if (owner === null || owner === sender.id) return { owner: sender, delegate: null, limits: null };
	const principal = requireParticipant(context, owner);
	const found = delegationInForce(context, owner, scope, sender.id);
	if (!found) throw new CodedError('CALL_FORBIDDEN', { sender: sender.id, needed: `${scope} delegate of ${owner}` });
	requireActive(sender);
	return { owner: principal, delegate: sender.id, limits: found.limits };
}

/** The delegation that holds at the block's time, or null. */
export function delegationInForce(
	context: CallContext,
	owner: string,
	scope: DelegationScope,
	to: string,
): DelegationRecord | null {
	const found = context.space(IDENTITY).get<DelegationRecord>(delegationKey(owner, scope, to));
	return found && found.validFrom <= context.time && context.time < found.validUntil ? found : null;
}

function delegationsOf(context: CallContext, owner: string): number {
	return context.space(IDENTITY).get<number>(`delegations/${owner}`) ?? 0;
}

function delegationKey(owner: string, scope: DelegationScope, to: string): string {
	return `delegation/${owner}/${scope}/${to}`;
}
