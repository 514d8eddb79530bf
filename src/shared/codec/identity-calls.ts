import { EIC_CHARACTERS } from '../formats/eic.ts';
import { form } from './call-form.ts';
import { type Delegation, type DelegationScope, readDelegation, readScope } from './delegation.ts';
import { type Device, readDevice } from './device.ts';
import { identifier } from './ids.ts';
import { bytes, integer, literal, nullable, record, text } from './reader.ts';
import { PARTICIPANT_ROLES, type Role } from './roles.ts';
import type { TimeMs } from './units.ts';

export const IDENTITY_LIMITS = {
	nameCharacters: 120,
	/** Why a participant is suspended or readmitted. */
	reasonCharacters: 280,
} as const;

export interface RegisterParticipant {
	readonly participant: string;
	readonly role: Role;
	readonly name: string;
	/** Feeder or bidding zone whose products the participant trades. */
	readonly zone: string;
	/** Ed25519, 32 bytes; signs transactions and deeds. */
	readonly publicKey: Uint8Array;
	/** X25519, 32 bytes; what is meant for the participant alone is encrypted to it. */
	readonly encryptionKey: Uint8Array;
	/** Energy Identification Code, or null; nobody else's on this chain. */
	readonly eic: string | null;
}

export interface RegisterMeter {
	readonly meter: string;
	readonly participant: string;
	/** Meter operator who may submit its readings. */
	readonly operator: string;
	/** Ed25519, 32 bytes, of a meter that signs its own readings; null where its operator signs them. */
	readonly publicKey: Uint8Array | null;
	/** What the meter measures; null: unknown, and it earns no certificates. */
	readonly device: Device | null;
}

export interface RotateKey {
	readonly publicKey: Uint8Array;
}

export interface RotateEncryptionKey {
	readonly encryptionKey: Uint8Array;
}

export interface Rename {
	readonly name: string;
}

export interface MoveParticipant {
	readonly participant: string;
	readonly zone: string;
	/** On the full hour, at or after the block's time: what is delivered from then on belongs to the new zone. */
	readonly from: TimeMs;
}

export interface ChangeRole {
	readonly participant: string;
	readonly role: Role;
}

export interface AssignEic {
	readonly participant: string;
	/** Null takes the present one away. */
	readonly eic: string | null;
}

/** Of a suspension, or of its end. */
export interface Standing {
	readonly participant: string;
	readonly reason: string;
}

export interface Revoke {
	readonly to: string;
	readonly scope: DelegationScope;
}

const name = text(IDENTITY_LIMITS.nameCharacters, 1);
const role = literal(...PARTICIPANT_ROLES);
const eic = nullable(text(EIC_CHARACTERS, EIC_CHARACTERS));
const readStanding = record<Standing>({ participant: identifier(), reason: text(IDENTITY_LIMITS.reasonCharacters, 1) });

export const identityForms = {
	registerParticipant: form<RegisterParticipant>(
		'identity',
		'register',
		record<RegisterParticipant>({
			participant: identifier(),
			role,
			name,
			zone: identifier(),
			publicKey: bytes(32),
			encryptionKey: bytes(32),
			eic,
		}),
	),
	registerMeter: form<RegisterMeter>(
		'identity',
		'register-meter',
		record<RegisterMeter>({
			meter: identifier(),
			participant: identifier(),
			operator: identifier(),
			publicKey: nullable(bytes(32)),
			device: readDevice,
		}),
	),
	rotateKey: form<RotateKey>('identity', 'rotate-key', record<RotateKey>({ publicKey: bytes(32) })),
	rotateEncryptionKey: form<RotateEncryptionKey>(
		'identity',
		'rotate-encryption-key',
		record<RotateEncryptionKey>({ encryptionKey: bytes(32) }),
	),
	rename: form<Rename>('identity', 'rename', record<Rename>({ name })),
	move: form<MoveParticipant>(
		'identity',
		'move',
		record<MoveParticipant>({ participant: identifier(), zone: identifier(), from: integer() }),
	),
	changeRole: form<ChangeRole>('identity', 'change-role', record<ChangeRole>({ participant: identifier(), role })),
	assignEic: form<AssignEic>('identity', 'assign-eic', record<AssignEic>({ participant: identifier(), eic })),
	suspend: form<Standing>('identity', 'suspend', readStanding),
	readmit: form<Standing>('identity', 'readmit', readStanding),
	delegate: form<Delegation>('identity', 'delegate', readDelegation),
	revoke: form<Revoke>('identity', 'revoke', record<Revoke>({ to: identifier(), scope: readScope })),
} as const;
