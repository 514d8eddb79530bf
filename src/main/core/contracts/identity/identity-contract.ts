import { forms } from '../../../../shared/codec/calls.ts';
import { type Contract, method } from '../engine/contract.ts';
import { grantDelegation, revokeDelegation } from './delegations.ts';
import { moveParticipant } from './moves.ts';
import { IDENTITY, requireActiveSender, requireParticipant, requireSender, writeParticipant } from './participants.ts';
import { addMeter, addParticipant, admitEncryptionKey, admitKey, assignEic } from './registration.ts';
import { readmit, requireDispensable, suspend } from './suspension.ts';

/** Who takes part, with which keys, role, zone, meters and delegates. Admission is the market operator's. */
export const identityContract: Contract = {
	name: IDENTITY,
	version: 1,
	methods: [
		method(forms.identity.registerParticipant, (context, { participant, ...terms }) => {
			requireActiveSender(context, 'market-operator');
			admitKey(context, participant, terms.publicKey);
			admitEncryptionKey(context, participant, terms.encryptionKey);
			addParticipant(context, { id: participant, ...terms });
		}),
		method(forms.identity.registerMeter, (context, terms) => {
			requireActiveSender(context, 'market-operator');
			addMeter(context, terms);
		}),
		method(forms.identity.rotateKey, (context, { publicKey }) => {
			const sender = requireSender(context);
			admitKey(context, sender.id, publicKey);
			writeParticipant(context, { ...sender, publicKey });
			context.emit({ kind: 'key-rotated', participant: sender.id, publicKey });
		}),
		method(forms.identity.rotateEncryptionKey, (context, { encryptionKey }) => {
			const sender = requireSender(context);
			admitEncryptionKey(context, sender.id, encryptionKey);
			writeParticipant(context, { ...sender, encryptionKey });
			context.emit({ kind: 'encryption-key-rotated', participant: sender.id, encryptionKey });
		}),
		method(forms.identity.rename, (context, { name }) => {
			const sender = requireActiveSender(context);
			writeParticipant(context, { ...sender, name });
			context.emit({ kind: 'participant-renamed', participant: sender.id, name });
		}),
		method(forms.identity.move, (context, { participant, zone, from }) => {
			requireActiveSender(context, 'market-operator');
			moveParticipant(context, requireParticipant(context, participant), zone, from);
		}),
		method(forms.identity.changeRole, (context, { participant: id, role }) => {
			requireActiveSender(context, 'market-operator');
			const participant = requireParticipant(context, id);
			requireDispensable(context, participant);
			writeParticipant(context, { ...participant, role });
			context.emit({ kind: 'participant-role-changed', participant: id, from: participant.role, to: role });
		}),
		method(forms.identity.assignEic, (context, { participant, eic }) => {
			requireActiveSender(context, 'market-operator');
			assignEic(context, requireParticipant(context, participant), eic);
		}),
		method(forms.identity.suspend, (context, { participant, reason }) => {
			const { id } = requireActiveSender(context, 'market-operator');
			suspend(context, requireParticipant(context, participant), id, reason);
		}),
		method(forms.identity.readmit, (context, { participant, reason }) => {
			const { id } = requireActiveSender(context, 'market-operator');
			readmit(context, requireParticipant(context, participant), id, reason);
		}),
		method(forms.identity.delegate, (context, delegation) => {
			grantDelegation(context, requireActiveSender(context).id, delegation);
		}),
		method(forms.identity.revoke, (context, { to, scope }) => {
			revokeDelegation(context, requireSender(context).id, to, scope);
		}),
	],
	tasks: {},
};
