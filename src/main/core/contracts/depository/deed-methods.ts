import { forms } from '../../../../shared/codec/calls.ts';
import { type ContractMethod, method } from '../engine/contract.ts';
import { requireParticipant, requireSender } from '../identity/participants.ts';
import { amendDeed } from './amending.ts';
import { firstTradeOf, releaseCollateral, requireDeed, writeDeed } from './deeds.ts';
import { requireSignerOf, signDeed } from './signing.ts';

/** What a deed's signers do with it before its deadline. */
export const deedMethods: readonly ContractMethod[] = [
	method(forms.depository.signDeeds, (context, { signatures }) => {
		const sender = requireSender(context);
		for (const { deed, signature } of signatures) signDeed(context, sender, requireDeed(context, deed), signature);
	}),
	method(forms.depository.carrySignatures, (context, { signer: id, signatures }) => {
		requireSender(context);
		const signer = requireParticipant(context, id);
		for (const { deed, signature } of signatures) signDeed(context, signer, requireDeed(context, deed), signature);
	}),
	method(forms.depository.refuseDeed, (context, { deed: id, reason }) => {
		const sender = requireSender(context);
		const deed = requireDeed(context, id);
		requireSignerOf(context, deed, sender.id);
		writeDeed(context, { ...deed, status: 'refused' });
		context.emit({ kind: 'deed-refused', deed: id, trade: firstTradeOf(deed), participant: sender.id, reason });
		releaseCollateral(context, deed);
	}),
	method(forms.depository.amendDeed, (context, amendment) => amendDeed(context, requireSender(context), amendment)),
];
