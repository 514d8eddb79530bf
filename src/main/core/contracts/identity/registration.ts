import { GENESIS_LIMITS } from '../../../../shared/codec/genesis.ts';
import type { RegisterMeter } from '../../../../shared/codec/identity-calls.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { requireEic } from '../../../../shared/formats/eic.ts';
import { requireSoundEncryptionKey } from '../../../../shared/signatures/encryption-key-rule.ts';
import { requireSoundKey } from '../../../../shared/signatures/key-rule.ts';
import { type CallContext, STEPS } from '../engine/call-context.ts';
import { attribute } from '../provenance.ts';
import {
	IDENTITY,
	type MeterRecord,
	type Participant,
	requireParticipant,
	writeParticipant,
	writeZoneMembers,
	zoneMembers,
	zonesOf,
} from './participants.ts';

/** @throws CodedError KEY_LENGTH, KEY_ENCODING, KEY_SMALL_ORDER or KEY_TORSION */
export function admitKey(context: CallContext, participant: string, publicKey: Uint8Array): void {
	context.charge(STEPS.keyCheck);
	requireSoundKey(publicKey, participant);
}

/** @throws CodedError ENCRYPTION_KEY_ENCODING or ENCRYPTION_KEY_SMALL_ORDER */
export function admitEncryptionKey(context: CallContext, participant: string, encryptionKey: Uint8Array): void {
	context.charge(STEPS.hash);
	requireSoundEncryptionKey(encryptionKey, participant);
}

/** What a new participant says of itself; it has neither meters nor a past. */
export type Newcomer = Pick<Participant, 'id' | 'role' | 'name' | 'zone' | 'publicKey' | 'encryptionKey' | 'eic'>;

/** @throws CodedError PARTICIPANT_EXISTS, EIC_* */
export function addParticipant(context: CallContext, newcomer: Newcomer): void {
	const { id: participant, role, name, zone, publicKey, encryptionKey, eic } = newcomer;
	if (context.space(IDENTITY).get(`participant/${participant}`))
		throw new CodedError('PARTICIPANT_EXISTS', { participant });
	if (eic !== null) takeEic(context, participant, eic);
	const terms = { role, name, zone, publicKey, encryptionKey, eic };
	writeParticipant(context, { id: participant, ...terms, former: null, suspended: null, meters: [] });
	context.emit({ kind: 'participant-registered', participant, ...terms });
}

/** @throws CodedError EIC_INVALID, EIC_CHECK_WRONG or EIC_TAKEN */
export function takeEic(context: CallContext, participant: string, eic: string): void {
	requireEic(eic);
	const space = context.space(IDENTITY);
	const holder = space.get<string>(`eic/${eic}`);
	if (holder !== undefined) throw new CodedError('EIC_TAKEN', { code: eic, holder });
	space.set(`eic/${eic}`, participant);
}

/** @throws CodedError EIC_*; the present code stays taken when it is the new one too */
export function assignEic(context: CallContext, participant: Participant, eic: string | null): void {
	if (participant.eic !== null) context.space(IDENTITY).delete(`eic/${participant.eic}`);
	if (eic !== null) takeEic(context, participant.id, eic);
	writeParticipant(context, { ...participant, eic });
	context.emit({ kind: 'participant-eic-assigned', participant: participant.id, eic });
}

/** @throws CodedError METER_EXISTS, METERS_TOO_MANY, KEY_*, or CALL_FORBIDDEN when the operator is no meter operator */
export function addMeter(context: CallContext, terms: RegisterMeter): void {
	const { meter, participant, operator, publicKey, device } = terms;
	const space = context.space(IDENTITY);
	if (space.get(`meter/${meter}`)) throw new CodedError('METER_EXISTS', { meter });
	const owner = requireParticipant(context, participant);
	if (requireParticipant(context, operator).role !== 'meter-operator')
		throw new CodedError('CALL_FORBIDDEN', { sender: operator, needed: 'meter-operator' });
	if (owner.meters.length >= GENESIS_LIMITS.metersPerParticipant)
		throw new CodedError('METERS_TOO_MANY', { participant, max: GENESIS_LIMITS.metersPerParticipant });
	if (owner.meters.length === 0)
		for (const zone of zonesOf(owner)) writeZoneMembers(context, zone, [...zoneMembers(context, zone), participant]);
	writeParticipant(context, { ...owner, meters: [...owner.meters, meter] });
	if (publicKey !== null) admitKey(context, meter, publicKey);
	const record: MeterRecord = { participant, operator, publicKey, device };
	space.set(`meter/${meter}`, record);
	context.emit({ kind: 'meter-registered', meter, participant, operator, publicKey, device });
	attribute(context, { type: 'meter', id: meter }, participant);
}
