import { forms } from '../../../../shared/codec/calls.ts';
import { forgetDeeds } from '../depository/deeds.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Contract, method } from '../engine/contract.ts';
import { requireOwner } from '../identity/delegations.ts';
import { requireActiveSender } from '../identity/participants.ts';
import { closeProduct } from './closure.ts';
import { cancelOrder, forgetOrders, placeOrder } from './orders.ts';
import { openProduct } from './product-opening.ts';
import { AUCTION, forgetProduct, requireProduct } from './products.ts';

/** Orders and deeds that one task of pruning removes. */
const PRUNE_BATCH = 2_000;

/** Products of delivery, their orders, and the clearing at gate closure. */
export const auctionContract: Contract = {
	name: AUCTION,
	version: 1,
	methods: [
		method(forms.auction.openProducts, (context, { products }) => {
			requireActiveSender(context, 'market-operator');
			for (const terms of products) openProduct(context, terms);
		}),
		method(forms.auction.placeOrders, (context, { owner, orders }) => {
			const acting = requireOwner(context, owner, 'orders');
			for (const [index, terms] of orders.entries()) placeOrder(context, acting, terms, index);
		}),
		method(forms.auction.cancelOrders, (context, { orders }) => {
			for (const order of orders) cancelOrder(context, order);
		}),
	],
	tasks: { close: closeProduct, prune },
};

/** Subject `<product>/<first order or deed to remove>`: what is settled leaves the state and stays in the events. */
function prune(context: CallContext, subject: string): void {
	const [id, first] = subject.split('/') as [string, string];
	const product = requireProduct(context, id);
	const from = Number(first);
	const to = from + PRUNE_BATCH;
	forgetOrders(context, id, from, Math.min(to, product.orders));
	forgetDeeds(context, id, from, Math.min(to, product.trades));
	if (to >= Math.max(product.orders, product.trades)) forgetProduct(context, product);
	else context.schedule(context.time, { contract: AUCTION, task: 'prune', subject: `${id}/${to}` });
}
