import { escrowAccount } from '../../../shared/codec/accounts.ts';
import { forms } from '../../../shared/codec/calls.ts';
import type { TransferReason } from '../../../shared/codec/events.ts';
import type { MicroMoney } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { CallContext } from './engine/call-context.ts';
import { type Contract, method } from './engine/contract.ts';
import { requireParticipant, requireSender } from './identity/participants.ts';

const NAME = 'ledger';
const ESCROW_PREFIX = escrowAccount('');

/** State paths that admission reads as well. */
export const ledgerPaths = {
	accounts: `${NAME}/account/`,
	account: (name: string): string => `${NAME}/account/${name}`,
	nonce: (participant: string): string => `${NAME}/nonce/${participant}`,
} as const;

export function balanceOf(context: CallContext, account: string): MicroMoney {
	return context.space(NAME).get<MicroMoney>(`account/${account}`) ?? 0;
}

export interface Movement {
	readonly from: string;
	readonly to: string;
	/** Not negative; 0 moves nothing and leaves no event. */
	readonly amount: MicroMoney;
	readonly reason: TransferReason;
	/** Id of the order, trade, product or participant that it is about. */
	readonly subject: string;
}

/** @throws CodedError FUNDS_SHORT when the payer holds less than the amount */
export function pay(context: CallContext, movement: Movement): void {
	const balance = balanceOf(context, movement.from);
	if (balance < movement.amount)
		throw new CodedError('FUNDS_SHORT', { account: movement.from, balance, needed: movement.amount });
	settle(context, movement);
}

/** Moves money that is owed whatever the payer holds: a balance below zero is a debt to the network. */
export function settle(context: CallContext, { from, to, amount, reason, subject }: Movement): void {
	if (amount === 0) return;
	moveMoney(context, from, to, amount);
	context.emit({ kind: 'transfer', from, to, amount, reason, subject });
}

/** Moves money whose record is another event or the receipt. */
export function moveMoney(context: CallContext, from: string, to: string, amount: MicroMoney): void {
	if (amount < 0) throw new CodedError('ENGINE_CONSERVATION', { total: amount });
	if (from === to) return;
	setBalance(context, from, balanceOf(context, from) - amount);
	setBalance(context, to, balanceOf(context, to) + amount);
}

function setBalance(context: CallContext, account: string, balance: MicroMoney): void {
	if (!Number.isSafeInteger(balance)) throw new CodedError('UNITS_OVERFLOW', { a: balance, b: 1, c: 1 });
	if (account.startsWith(ESCROW_PREFIX) && balance < 0) throw new CodedError('ENGINE_CONSERVATION', { total: balance });
	const space = context.space(NAME);
	if (balance === 0 && account.startsWith(ESCROW_PREFIX)) space.delete(`account/${account}`);
	else space.set(`account/${account}`, balance);
}

/** Money in whole micro-units between participants; the chain's own accounts move by rule only. */
export const ledgerContract: Contract = {
	name: NAME,
	version: 1,
	methods: [
		method(forms.ledger.transfer, (context, { to, amount }) => {
			const { id } = requireSender(context);
			requireParticipant(context, to);
			pay(context, { from: id, to, amount, reason: 'payment', subject: to });
		}),
	],
	tasks: {},
};
