import type { Delegation, DelegationScope } from './delegation.ts';
import type { Device } from './device.ts';
import type { Role } from './roles.ts';
import type { TimeMs } from './units.ts';

/** Who takes part, under which terms; genesis tells of its participants with the same events. */
export type IdentityEvent =
	| {
			kind: 'participant-registered';
			participant: string;
			role: Role;
			name: string;
			zone: string;
			publicKey: Uint8Array;
			encryptionKey: Uint8Array;
			/** Energy Identification Code, where the participant has one. */
			eic: string | null;
	  }
	| {
			kind: 'meter-registered';
			meter: string;
			participant: string;
			operator: string;
			/** Of a meter that signs its own readings. */
			publicKey: Uint8Array | null;
			device: Device | null;
	  }
	| { kind: 'key-rotated'; participant: string; publicKey: Uint8Array }
	| { kind: 'encryption-key-rotated'; participant: string; encryptionKey: Uint8Array }
	| { kind: 'participant-renamed'; participant: string; name: string }
	/** What is delivered from `at` on belongs to the new zone; `from` and `to` are one where a move ahead is taken back. */
	| { kind: 'participant-moved'; participant: string; from: string; to: string; at: TimeMs }
	| { kind: 'participant-role-changed'; participant: string; from: Role; to: Role }
	| { kind: 'participant-eic-assigned'; participant: string; eic: string | null }
	/** `by` is the market operator that decided it. */
	| { kind: 'participant-suspended'; participant: string; by: string; reason: string }
	| { kind: 'participant-readmitted'; participant: string; by: string; reason: string }
	/** Replaces an earlier one to the same delegate in the same scope. */
	| ({ kind: 'delegation-granted'; participant: string } & Delegation)
	| { kind: 'delegation-revoked'; participant: string; to: string; scope: DelegationScope };
