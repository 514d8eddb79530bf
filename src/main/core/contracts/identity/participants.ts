import type { Device } from '../../../../shared/codec/device.ts';
import type { Role } from '../../../../shared/codec/roles.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';

export const IDENTITY = 'identity';

export const identityPaths = {
	participant: (id: string): string => `${IDENTITY}/participant/${id}`,
	meter: (id: string): string => `${IDENTITY}/meter/${id}`,
} as const;

export interface ParticipantRecord {
	readonly role: Role;
	readonly name: string;
	/** Zone at the end of the last move, if any; `zoneAt` says which one holds at a time. */
	readonly zone: string;
	/** Zone of what is delivered before `until`, when the participant has moved. */
	readonly former: { readonly zone: string; readonly until: TimeMs } | null;
	/** Ed25519, 32 bytes. */
	readonly publicKey: Uint8Array;
	/** X25519, 32 bytes. */
	readonly encryptionKey: Uint8Array;
	readonly eic: string | null;
	readonly suspended: { readonly since: TimeMs; readonly reason: string } | null;
	readonly meters: readonly string[];
}

export interface MeterRecord {
	readonly participant: string;
	readonly operator: string;
	/** Ed25519, 32 bytes, of a meter that signs its own readings. */
	readonly publicKey: Uint8Array | null;
	readonly device: Device | null;
}

export type Participant = ParticipantRecord & { readonly id: string };

/** @throws CodedError PARTICIPANT_UNKNOWN */
export function requireParticipant(context: CallContext, id: string): Participant {
	const found = context.space(IDENTITY).get<ParticipantRecord>(`participant/${id}`);
	if (!found) throw new CodedError('PARTICIPANT_UNKNOWN', { participant: id });
	return { id, ...found };
}

export function writeParticipant(context: CallContext, { id, ...record }: Participant): void {
	context.space(IDENTITY).set(`participant/${id}`, record);
}

/** @throws CodedError METER_UNKNOWN */
export function requireMeter(context: CallContext, id: string): MeterRecord {
	const found = context.space(IDENTITY).get<MeterRecord>(`meter/${id}`);
	if (!found) throw new CodedError('METER_UNKNOWN', { meter: id });
	return found;
}

/**
 * True for a participant that may neither place, change nor take orders, nor use a role's powers. It may still sign
 * and refuse pending deeds, cancel, pay, rotate its keys and revoke; what is owed is settled as ever.
 */
export function isSuspended({ suspended }: Pick<ParticipantRecord, 'suspended'>): boolean {
	return suspended !== null;
}

/** @throws CodedError PARTICIPANT_SUSPENDED */
export function requireActive(participant: Participant): void {
	const { id, suspended } = participant;
	if (suspended) throw new CodedError('PARTICIPANT_SUSPENDED', { participant: id, reason: suspended.reason });
}

/** The signing participant, suspended or not: for what a suspension leaves it. */
export function requireSender(context: CallContext): Participant {
	return requireParticipant(context, context.sender ?? '');
}

/**
 * The signing participant, for what takes one of these roles; without any, for whatever a suspension forbids.
 * @throws CodedError CALL_FORBIDDEN when its role is not among them, PARTICIPANT_SUSPENDED
 */
export function requireActiveSender(context: CallContext, ...allowed: readonly Role[]): Participant {
	const sender = requireSender(context);
	if (allowed.length > 0 && !allowed.includes(sender.role))
		throw new CodedError('CALL_FORBIDDEN', { sender: sender.id, needed: allowed.join(', ') });
	requireActive(sender);
	return sender;
}

/** Zone to which the participant's energy of a time belongs. */
export function zoneAt({ zone, former }: Pick<ParticipantRecord, 'zone' | 'former'>, at: TimeMs): string {
	return former && at < former.until ? former.zone : zone;
}

/** The zones that a participant belongs to, or did before its last move. */
export function zonesOf({ zone, former }: Pick<ParticipantRecord, 'zone' | 'former'>): readonly string[] {
	return former ? [former.zone, zone] : [zone];
}

/**
 * Participants with meters whose energy of a time belongs to the zone, in the order of their first meter's
 * registration there.
 */
export function meteredParticipants(context: CallContext, zone: string, at: TimeMs): readonly string[] {
	const found = zoneMembers(context, zone);
	return found.filter((id) => zoneAt(requireParticipant(context, id), at) === zone);
}

/** Participants with meters that belong to the zone, or did before their last move. */
export function zoneMembers(context: CallContext, zone: string): readonly string[] {
	const found = context.space(IDENTITY).get<readonly string[]>(`zone/${zone}`) ?? [];
	context.charge(found.length);
	return found;
}

export function writeZoneMembers(context: CallContext, zone: string, members: readonly string[]): void {
	if (members.length > 0) context.space(IDENTITY).set(`zone/${zone}`, members);
	else context.space(IDENTITY).delete(`zone/${zone}`);
}
