import { forms } from '../../../../shared/codec/calls.ts';
import { type Contract, method } from '../engine/contract.ts';
import { BRIDGE } from './bridge-leaves.ts';
import { sendMoney } from './money.ts';

/** Light clients of other chains, and channels with them: packets that arrive once, in order, or are given back. */
export const bridgeContract: Contract = {
	name: BRIDGE,
	version: 1,
	methods: [method(forms.bridge.sendMoney, sendMoney)],
	tasks: {},
};
