import type { Delegation } from '../../../shared/codec/delegation.ts';
import type { IdentityEvent } from '../../../shared/codec/identity-events.ts';
import type { Role } from '../../../shared/codec/roles.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { EventStep } from './block-step.ts';

export interface ParticipantEntry {
	readonly id: string;
	readonly name: string;
	readonly role: Role;
	/** Zone after the last move, which may be ahead. */
	readonly zone: string;
	/** The last move; null for one that never moved, or whose move was taken back. */
	readonly moved: { readonly from: string; readonly at: TimeMs } | null;
	readonly publicKey: Uint8Array;
	readonly encryptionKey: Uint8Array;
	readonly eic: string | null;
	readonly suspended: { readonly by: string; readonly reason: string; readonly height: number } | null;
	/** By scope and delegate; in force or not. */
	readonly delegations: ReadonlyMap<string, Delegation>;
	/** Meters whose energy is its own. */
	readonly meters: readonly string[];
	readonly registeredAtHeight: number;
}

/** Who and what is registered: as many entries as the chain's own state holds. */
export class Directory {
	readonly participants = new Map<string, ParticipantEntry>();
	/** Meter to the participant whose energy it measures. */
	readonly meters = new Map<string, { readonly participant: string; readonly operator: string }>();

	take(event: IdentityEvent, { height }: Pick<EventStep, 'height'>): void {
		switch (event.kind) {
			case 'participant-registered':
				return this.#register(event, height);
			case 'meter-registered': {
				const { meter, participant, operator } = event;
				this.meters.set(meter, { participant, operator });
				return this.#change(participant, ({ meters }) => ({ meters: [...meters, meter] }));
			}
			case 'key-rotated':
				return this.#change(event.participant, () => ({ publicKey: event.publicKey }));
			case 'encryption-key-rotated':
				return this.#change(event.participant, () => ({ encryptionKey: event.encryptionKey }));
			case 'participant-renamed':
				return this.#change(event.participant, () => ({ name: event.name }));
			case 'participant-moved': {
				const { from, to, at } = event;
				return this.#change(event.participant, () => ({ zone: to, moved: from === to ? null : { from, at } }));
			}
			case 'participant-role-changed':
				return this.#change(event.participant, () => ({ role: event.to }));
			case 'participant-eic-assigned':
				return this.#change(event.participant, () => ({ eic: event.eic }));
			case 'participant-suspended': {
				const { by, reason } = event;
				return this.#change(event.participant, () => ({ suspended: { by, reason, height } }));
			}
			case 'participant-readmitted':
				return this.#change(event.participant, () => ({ suspended: null }));
			case 'delegation-granted': {
				const { kind: _kind, participant, ...delegation } = event;
				return this.#delegate(participant, delegation, delegation);
			}
			case 'delegation-revoked':
				return this.#delegate(event.participant, event, null);
		}
	}

	isMetered(participant: string): boolean {
		return (this.participants.get(participant)?.meters.length ?? 0) > 0;
	}

	/** The registered name, or the id itself for one that is not registered. */
	nameOf(participant: string): string {
		return this.participants.get(participant)?.name ?? participant;
	}

	/** Zone to which a participant's energy of a time belongs; empty for one that is not registered. */
	zoneOf(participant: string, at: TimeMs): string {
		const entry = this.participants.get(participant);
		return entry?.moved && at < entry.moved.at ? entry.moved.from : (entry?.zone ?? '');
	}

	#register(event: Extract<IdentityEvent, { kind: 'participant-registered' }>, height: number): void {
		const { kind: _kind, participant: id, ...terms } = event;
		const fresh = { moved: null, suspended: null, delegations: new Map(), meters: [], registeredAtHeight: height };
		this.participants.set(id, { id, ...terms, ...fresh });
	}

	#delegate(participant: string, { to, scope }: Pick<Delegation, 'to' | 'scope'>, terms: Delegation | null): void {
		this.#change(participant, (entry) => {
			const delegations = new Map(entry.delegations);
			if (terms) delegations.set(`${scope} ${to}`, terms);
			else delegations.delete(`${scope} ${to}`);
			return { delegations };
		});
	}

	#change(participant: string, change: (entry: ParticipantEntry) => Partial<ParticipantEntry>): void {
		const entry = this.participants.get(participant);
		if (entry) this.participants.set(participant, { ...entry, ...change(entry) });
	}
}
