import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Participant, writeParticipant } from './participants.ts';

/** @throws CodedError PARTICIPANT_INDISPENSABLE, or PARTICIPANT_SUSPENDED when it is already */
export function suspend(context: CallContext, participant: Participant, by: string, reason: string): void {
	requireDispensable(context, participant);
	if (participant.suspended)
		throw new CodedError('PARTICIPANT_SUSPENDED', {
			participant: participant.id,
			reason: participant.suspended.reason,
		});
	writeParticipant(context, { ...participant, suspended: { since: context.time, reason } });
	context.emit({ kind: 'participant-suspended', participant: participant.id, by, reason });
}

/** @throws CodedError PARTICIPANT_ACTIVE */
export function readmit(context: CallContext, participant: Participant, by: string, reason: string): void {
	if (!participant.suspended) throw new CodedError('PARTICIPANT_ACTIVE', { participant: participant.id });
	writeParticipant(context, { ...participant, suspended: null });
	context.emit({ kind: 'participant-readmitted', participant: participant.id, by, reason });
}

/** The market cannot do without the two operators that its genesis names. @throws CodedError PARTICIPANT_INDISPENSABLE */
export function requireDispensable(context: CallContext, { id, role }: Participant): void {
	const { marketOperator, gridOperator } = context.market;
	if (id === marketOperator || id === gridOperator)
		throw new CodedError('PARTICIPANT_INDISPENSABLE', { participant: id, role });
}
