import type { DelegationScope } from '../../../../shared/codec/genesis.ts';
import type { Role } from '../../../../shared/codec/roles.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';

export const IDENTITY = 'identity';

export const identityPaths = { participant: (id: string): string => `${IDENTITY}/participant/${id}` } as const;

export interface ParticipantRecord {
	readonly role: Role;
	readonly name: string;
	readonly zone: string;
	/** Ed25519, 32 bytes. */
	readonly publicKey: Uint8Array;
	readonly meters: readonly string[];
	readonly delegates: readonly { readonly participant: string; readonly scope: DelegationScope }[];
}

export interface MeterRecord {
	readonly participant: string;
	readonly operator: string;
}

export type Participant = ParticipantRecord & { readonly id: string };

/** @throws CodedError PARTICIPANT_UNKNOWN */
export function requireParticipant(context: CallContext, id: string): Participant {
	const found = context.space(IDENTITY).get<ParticipantRecord>(`participant/${id}`);
	if (!found) throw new CodedError('PARTICIPANT_UNKNOWN', { participant: id });
	return { id, ...found };
}

/** @throws CodedError METER_UNKNOWN */
export function requireMeter(context: CallContext, id: string): MeterRecord {
	const found = context.space(IDENTITY).get<MeterRecord>(`meter/${id}`);
	if (!found) throw new CodedError('METER_UNKNOWN', { meter: id });
	return found;
}

/** The signing participant. @throws CodedError CALL_FORBIDDEN when its role is not among those allowed */
export function requireSender(context: CallContext, ...allowed: readonly Role[]): Participant {
	const sender = requireParticipant(context, context.sender ?? '');
	if (allowed.length > 0 && !allowed.includes(sender.role))
		throw new CodedError('CALL_FORBIDDEN', { sender: sender.id, needed: allowed.join(', ') });
	return sender;
}

/** The participant for whom the sender acts: itself where `owner` is null, else one that made it its delegate. */
export function requireOwner(context: CallContext, owner: string | null, scope: DelegationScope): Participant {
	const sender = requireSender(context);
	if (owner === null || owner === sender.id) return sender;
	const principal = requireParticipant(context, owner);
	const isDelegate = principal.delegates.some((each) => each.participant === sender.id && each.scope === scope);
	if (!isDelegate)
		throw new CodedError('CALL_FORBIDDEN', { sender: sender.id, needed: `${scope} delegate of ${owner}` });
	return principal;
}

/** Participants of a zone that have meters, in the order of their first meter's registration. */
export function meteredParticipants(context: CallContext, zone: string): readonly string[] {
	const found = context.space(IDENTITY).get<readonly string[]>(`zone/${zone}`) ?? [];
	context.charge(found.length);
	return found;
}
