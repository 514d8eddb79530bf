import { forms } from '../../../../shared/codec/calls.ts';
import { GENESIS_LIMITS } from '../../../../shared/codec/genesis.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { requireSoundKey } from '../../../../shared/signatures/key-rule.ts';
import { type CallContext, STEPS } from '../engine/call-context.ts';
import { type Contract, method } from '../engine/contract.ts';
import { attribute } from '../traceability.ts';
import {
	IDENTITY,
	type MeterRecord,
	meteredParticipants,
	type Participant,
	type ParticipantRecord,
	requireParticipant,
	requireSender,
} from './participants.ts';

/** Who takes part, with which key, role, zone and meters. Admission is the market operator's. */
export const identityContract: Contract = {
	name: IDENTITY,
	version: 1,
	methods: [
		method(forms.identity.registerParticipant, (context, { participant, role, name, zone, publicKey }) => {
			requireSender(context, 'market-operator');
			admitKey(context, participant, publicKey);
			addParticipant(context, { id: participant, role, name, zone, publicKey, meters: [], delegates: [] });
		}),
		method(forms.identity.registerMeter, (context, { meter, participant, operator }) => {
			requireSender(context, 'market-operator');
			addMeter(context, meter, participant, operator);
		}),
		method(forms.identity.rotateKey, (context, { publicKey }) => {
			const { id, ...record } = requireSender(context);
			admitKey(context, id, publicKey);
			writeParticipant(context, id, { ...record, publicKey });
			context.emit({ kind: 'key-rotated', participant: id, publicKey });
		}),
	],
	tasks: {},
};

/** @throws CodedError KEY_LENGTH, KEY_ENCODING, KEY_SMALL_ORDER or KEY_TORSION */
function admitKey(context: CallContext, participant: string, publicKey: Uint8Array): void {
	context.charge(STEPS.keyCheck);
	requireSoundKey(publicKey, participant);
}

/** @throws CodedError PARTICIPANT_EXISTS */
export function addParticipant(context: CallContext, { id, ...record }: Participant): void {
	if (context.space(IDENTITY).get(`participant/${id}`)) throw new CodedError('PARTICIPANT_EXISTS', { participant: id });
	writeParticipant(context, id, record);
	const { role, name, zone, publicKey } = record;
	context.emit({ kind: 'participant-registered', participant: id, role, name, zone, publicKey });
}

/** @throws CodedError METER_EXISTS, METERS_TOO_MANY, or CALL_FORBIDDEN when the operator is no meter operator */
export function addMeter(context: CallContext, meter: string, participant: string, operator: string): void {
	const space = context.space(IDENTITY);
	if (space.get(`meter/${meter}`)) throw new CodedError('METER_EXISTS', { meter });
	const { id, ...owner } = requireParticipant(context, participant);
	if (requireParticipant(context, operator).role !== 'meter-operator')
		throw new CodedError('CALL_FORBIDDEN', { sender: operator, needed: 'meter-operator' });
	if (owner.meters.length >= GENESIS_LIMITS.metersPerParticipant)
		throw new CodedError('METERS_TOO_MANY', { participant, max: GENESIS_LIMITS.metersPerParticipant });
	if (owner.meters.length === 0) space.set(`zone/${owner.zone}`, [...meteredParticipants(context, owner.zone), id]);
	writeParticipant(context, id, { ...owner, meters: [...owner.meters, meter] });
	const record: MeterRecord = { participant, operator };
	space.set(`meter/${meter}`, record);
	context.emit({ kind: 'meter-registered', meter, participant, operator });
	attribute(context, { type: 'meter', id: meter }, participant);
}

function writeParticipant(context: CallContext, id: string, record: ParticipantRecord): void {
	context.space(IDENTITY).set(`participant/${id}`, record);
}
