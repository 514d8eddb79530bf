import { forms } from '../../../../shared/codec/calls.ts';
import { type ContractMethod, method } from '../engine/contract.ts';
import { requireOwner } from '../identity/delegations.ts';
import { placeBatch } from './batches.ts';
import { amendOrders, cancelOrders, placeOrders } from './orders.ts';
import { commitOrders, revealOrders } from './sealed.ts';

/** How orders come into a product's book, change, and leave it. */
export const orderMethods: readonly ContractMethod[] = [
	method(forms.auction.placeOrders, (context, { owner, orders }) =>
		placeOrders(context, requireOwner(context, owner, 'orders'), orders),
	),
	method(forms.auction.amendOrders, (context, { orders }) => amendOrders(context, orders)),
	method(forms.auction.cancelOrders, (context, { orders }) => cancelOrders(context, orders)),
	method(forms.auction.placeBatch, (context, call) =>
		placeBatch(context, requireOwner(context, call.owner, 'orders'), call),
	),
	method(forms.auction.commitOrders, (context, call) =>
		commitOrders(context, requireOwner(context, call.owner, 'orders'), call),
	),
	method(forms.auction.revealOrders, (context, call) => revealOrders(context, call)),
];
