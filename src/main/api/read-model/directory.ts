import type { Role } from '../../../shared/codec/roles.ts';
import type { EventOf } from './block-step.ts';

export interface ParticipantEntry {
	readonly id: string;
	readonly name: string;
	readonly role: Role;
	readonly zone: string;
	readonly publicKey: Uint8Array;
	readonly registeredAtHeight: number;
}

/** Who and what is registered: as many entries as the chain's own state holds. */
export class Directory {
	readonly participants = new Map<string, ParticipantEntry>();
	/** Meter to the participant whose energy it measures. */
	readonly meters = new Map<string, { readonly participant: string; readonly operator: string }>();

	readonly #metered = new Set<string>();

	register(event: EventOf<'participant-registered'>, height: number): void {
		const { participant: id, name, role, zone, publicKey } = event;
		this.participants.set(id, { id, name, role, zone, publicKey, registeredAtHeight: height });
	}

	registerMeter({ meter, participant, operator }: EventOf<'meter-registered'>): void {
		this.meters.set(meter, { participant, operator });
		this.#metered.add(participant);
	}

	rotateKey({ participant, publicKey }: EventOf<'key-rotated'>): void {
		const entry = this.participants.get(participant);
		if (entry) this.participants.set(participant, { ...entry, publicKey });
	}

	isMetered(participant: string): boolean {
		return this.#metered.has(participant);
	}

	/** The registered name, or the id itself for one that is not registered. */
	nameOf(participant: string): string {
		return this.participants.get(participant)?.name ?? participant;
	}
}
