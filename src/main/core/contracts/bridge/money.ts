import { bridgeAccount } from '../../../../shared/codec/accounts.ts';
import type { SendMoney } from '../../../../shared/codec/bridge-calls.ts';
import type { ChainClient } from '../../../../shared/codec/bridge-client.ts';
import { bridgePaths } from '../../../../shared/codec/bridge-state.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireActiveSender, requireParticipant } from '../identity/participants.ts';
import { balanceOf, pay, settle } from '../ledger.ts';
import { deleteLeaf, readLeaf, writeLeaf } from './bridge-leaves.ts';
import { sendPacket } from './channel.ts';
import { requireClient } from './client-state.ts';
import type { ContentsOf, PacketHandler } from './packet-handler.ts';

/**
 * Money of a chain never leaves its ledger: what goes to another chain lies in that chain's account, and what comes
 * from there is paid out of it, below zero if need be. The terms bound the account in both directions, and what open
 * packets and offers may still take from it is reserved, so that giving back cannot fail.
 */
export const moneyPackets: PacketHandler<ContentsOf<'money'>> = {
	receive(context, { chain, packet }, { to, amount }) {
		const client = requireClient(context, chain);
		requireSameCurrency(context, chain, client);
		requireParticipant(context, to);
		requireAbove(context, chain, client, amount);
		settle(context, { from: bridgeAccount(chain), to, amount, reason: 'bridge-received', subject: packet });
	},
	delivered(context, { chain }, { amount }) {
		releaseMoney(context, chain, amount);
	},
	giveBack(context, { chain, packet }, { from, amount }) {
		releaseMoney(context, chain, amount);
		settle(context, { from: bridgeAccount(chain), to: from, amount, reason: 'bridge-returned', subject: packet });
	},
};

/** @throws CodedError as `sendPacket`, BRIDGE_CURRENCY, BRIDGE_MONEY_LIMIT, FUNDS_SHORT */
export function sendMoney(context: CallContext, { chain, to, amount, timeoutAt }: SendMoney): void {
	const { id: from } = requireActiveSender(context);
	const packet = sendPacket(context, chain, { kind: 'money', from, to, amount }, timeoutAt);
	takeMoney(context, chain, from, amount, packet);
	writeReserved(context, chain, reservedMoney(context, chain) + amount);
}

/**
 * Moves money from a participant to the account of another chain, for good.
 * @throws CodedError BRIDGE_CURRENCY, BRIDGE_MONEY_LIMIT, FUNDS_SHORT
 */
export function takeMoney(context: CallContext, chain: string, from: string, amount: MicroMoney, packet: string): void {
	const client = requireClient(context, chain);
	requireSameCurrency(context, chain, client);
	const { moneyLimit } = client.terms;
	const balance = balanceOf(context, bridgeAccount(chain)) + amount;
	if (balance > moneyLimit) throw new CodedError('BRIDGE_MONEY_LIMIT', { chain, balance, limit: moneyLimit });
	pay(context, { from, to: bridgeAccount(chain), amount, reason: 'bridge-sent', subject: packet });
}

/**
 * Makes sure that the account of another chain can pay so much more later.
 * @throws CodedError BRIDGE_CURRENCY, BRIDGE_MONEY_LIMIT
 */
export function reserveMoney(context: CallContext, chain: string, amount: MicroMoney): void {
	const client = requireClient(context, chain);
	requireSameCurrency(context, chain, client);
	requireAbove(context, chain, client, amount);
	writeReserved(context, chain, reservedMoney(context, chain) + amount);
}

/** Ends a reservation, before its money is paid or because none will be. */
export function releaseMoney(context: CallContext, chain: string, amount: MicroMoney): void {
	const left = reservedMoney(context, chain) - amount;
	if (left < 0) throw new CodedError('ENGINE_CONSERVATION', { total: left });
	writeReserved(context, chain, left);
}

/** @throws CodedError BRIDGE_CURRENCY */
export function requireSameCurrency({ market }: CallContext, chain: string, { currency }: ChainClient): void {
	if (currency !== market.currency) throw new CodedError('BRIDGE_CURRENCY', { chain, currency, own: market.currency });
}

/** The account may go down to minus the limit, and what is reserved counts as gone. */
function requireAbove(context: CallContext, chain: string, { terms }: ChainClient, amount: MicroMoney): void {
	const balance = balanceOf(context, bridgeAccount(chain)) - reservedMoney(context, chain) - amount;
	if (balance < -terms.moneyLimit)
		throw new CodedError('BRIDGE_MONEY_LIMIT', { chain, balance, limit: terms.moneyLimit });
}

function reservedMoney(context: CallContext, chain: string): MicroMoney {
	return readLeaf<MicroMoney>(context, bridgePaths.reserved(chain)) ?? 0;
}

function writeReserved(context: CallContext, chain: string, amount: MicroMoney): void {
	if (amount > 0) writeLeaf(context, bridgePaths.reserved(chain), amount);
	else deleteLeaf(context, bridgePaths.reserved(chain));
}
