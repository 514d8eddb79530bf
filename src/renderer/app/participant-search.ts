import type { ParticipantView } from '../../shared/contract/index.ts';

/** Participants whose id or name has the text, in their order. */
export function matchingParticipants(everybody: readonly ParticipantView[], text: string): readonly ParticipantView[] {
	const wanted = text.trim().toLowerCase();
	return everybody.filter(({ participant, name }) => `${participant} ${name}`.toLowerCase().includes(wanted));
}
