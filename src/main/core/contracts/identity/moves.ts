import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Participant, writeParticipant, writeZoneMembers, zoneMembers } from './participants.ts';

/** A move may follow another after this long, when everything delivered before that one is settled. */
export const MOVE_INTERVAL_MS = 35 * 86_400_000;
/** Moves lie between two periods of delivery. */
const MOVE_GRID_MS = 3_600_000;

/**
 * Moves a participant and its meters to another zone: what is delivered from `from` on belongs there. A move that is
 * still ahead is replaced, or, with the present zone, taken back.
 * @throws CodedError PARTICIPANT_MOVE
 */
export function moveParticipant(context: CallContext, participant: Participant, zone: string, from: TimeMs): void {
	const { id, former, meters } = participant;
	const refuse = (reason: string): never => {
		throw new CodedError('PARTICIPANT_MOVE', { participant: id, zone, reason });
	};
	if (from < context.time || from % MOVE_GRID_MS !== 0) refuse('not at a full hour ahead');
	const isAhead = former !== null && context.time < former.until;
	if (former && !isAhead && context.time < former.until + MOVE_INTERVAL_MS) refuse('moved not long ago');
	const present = isAhead ? former.zone : participant.zone;
	if (!isAhead && zone === present) refuse('in this zone already');
	if (meters.length > 0) {
		if (former) leave(context, isAhead ? participant.zone : former.zone, id);
		if (zone !== present) join(context, zone, id);
	}
	writeParticipant(context, { ...participant, zone, former: zone === present ? null : { zone: present, until: from } });
	context.emit({ kind: 'participant-moved', participant: id, from: present, to: zone, at: from });
}

function join(context: CallContext, zone: string, participant: string): void {
	writeZoneMembers(context, zone, [...zoneMembers(context, zone), participant]);
}

function leave(context: CallContext, zone: string, participant: string): void {
	const rest = zoneMembers(context, zone).filter((each) => each !== participant);
	writeZoneMembers(context, zone, rest);
}
