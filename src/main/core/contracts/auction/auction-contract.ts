import { forms } from '../../../../shared/codec/calls.ts';
import { type Contract, method } from '../engine/contract.ts';
import { requireOwner } from '../identity/delegations.ts';
import { requireActiveSender } from '../identity/participants.ts';
import { cancelProduct, closeProduct, pruneProduct } from './closure.ts';
import { setFees } from './fees.ts';
import { takeListed } from './listing.ts';
import { orderMethods } from './orders-methods.ts';
import { openProduct } from './product-opening.ts';
import { AUCTION, requireProduct } from './products.ts';

/** Products of delivery, their orders, and the clearing at gate closure. */
export const auctionContract: Contract = {
	name: AUCTION,
	version: 1,
	methods: [
		method(forms.auction.openProducts, (context, { products }) => {
			requireActiveSender(context, 'market-operator');
			for (const terms of products) openProduct(context, terms);
		}),
		method(forms.auction.cancelProduct, (context, { product, reason }) => {
			requireActiveSender(context, 'market-operator');
			cancelProduct(context, requireProduct(context, product), reason);
		}),
		method(forms.auction.setFees, (context, fees) => {
			requireActiveSender(context, 'grid-operator');
			setFees(context, fees);
		}),
		...orderMethods,
		method(forms.auction.take, (context, { owner, ...take }) =>
			takeListed(context, requireOwner(context, owner, 'orders'), take),
		),
	],
	tasks: { close: closeProduct, prune: pruneProduct },
};
