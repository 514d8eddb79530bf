import { forms } from '../../../../shared/codec/calls.ts';
import { type Contract, method } from '../engine/contract.ts';
import { BRIDGE } from './bridge-leaves.ts';
import { freezeClient } from './client-fork.ts';
import { updateClient } from './client-update.ts';
import { acknowledgePackets, timeOutPackets } from './closing.ts';
import { sendMoney } from './money.ts';
import { receivePackets } from './receiving.ts';

/** Light clients of other chains, and channels with them: packets that arrive once, in order, or are given back. */
export const bridgeContract: Contract = {
	name: BRIDGE,
	version: 1,
	methods: [
		method(forms.bridge.update, (context, { chain, update }) => void updateClient(context, chain, update)),
		method(forms.bridge.freeze, freezeClient),
		method(forms.bridge.receive, receivePackets),
		method(forms.bridge.acknowledge, acknowledgePackets),
		method(forms.bridge.timeOut, timeOutPackets),
		method(forms.bridge.sendMoney, sendMoney),
	],
	tasks: {},
};
