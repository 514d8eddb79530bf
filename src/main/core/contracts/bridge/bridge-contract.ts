import { forms } from '../../../../shared/codec/calls.ts';
import { type Contract, method } from '../engine/contract.ts';
import { coverLot } from './admitted-lots.ts';
import { BRIDGE } from './bridge-leaves.ts';
import { sendCertificates } from './certificates.ts';
import { freezeClient } from './client-fork.ts';
import { updateClient } from './client-update.ts';
import { acknowledgePackets, timeOutPackets } from './closing.ts';
import { expireForeign } from './foreign-expiry.ts';
import { sendLotCertificates } from './lot-certificates.ts';
import { sendLot } from './lots.ts';
import { sendMoney } from './money.ts';
import { offerGoods } from './offers.ts';
import { expireOffer, takeOffer } from './open-offers.ts';
import { receivePackets } from './receiving.ts';
import { payStranded } from './stranded-lots.ts';

/** Light clients of other chains, and channels with them: packets that arrive once, in order, or are given back. */
export const bridgeContract: Contract = {
	name: BRIDGE,
	version: 1,
	methods: [
		method(
			forms.bridge.update,
			(context, { chain, update }) => void updateClient(context, chain, update, { takesOlder: false }),
		),
		method(forms.bridge.freeze, freezeClient),
		method(forms.bridge.receive, receivePackets),
		method(forms.bridge.acknowledge, acknowledgePackets),
		method(forms.bridge.timeOut, timeOutPackets),
		method(forms.bridge.sendMoney, sendMoney),
		method(forms.bridge.sendCertificates, sendCertificates),
		method(forms.bridge.sendLot, sendLot),
		method(forms.bridge.offer, offerGoods),
		method(forms.bridge.take, takeOffer),
	],
	tasks: {
		'expire-offer': expireOffer,
		'expire-certificates': expireForeign,
		'send-lot-certificates': sendLotCertificates,
		'cover-lot': coverLot,
		'pay-stranded': payStranded,
	},
};
