import { DEED_TRADES_MAX } from '../../../../shared/codec/deed.ts';
import { THREE_PARTY_SIGNING } from '../../../../shared/codec/signing-policy.ts';
import type { Product } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { DEPOSITORY, type TradeTerms } from './deeds.ts';
import { draftDeed } from './drafting.ts';

/** How far the deeds of a product's counterparties have been drafted. */
interface Pairing {
	readonly deeds: number;
	/** Trades of one pair that wait for the rest of theirs. */
	readonly open: readonly TradeTerms[];
}

/** Whether one deed holds all trades of two counterparties, which are numbered in a row then. */
export function isPaired({ signing }: Pick<Product, 'signing'>): boolean {
	return (signing ?? THREE_PARTY_SIGNING).deedPer === 'counterparties';
}

/** Deeds drafted so far. */
export function deedCount(context: CallContext, product: Product): number {
	return isPaired(product) ? readPairing(context, product.product).deeds : product.trades;
}

/** Takes the next trades of the product, in their order, and drafts the deeds of all pairs that have theirs together. */
export function draftPairs(
	context: CallContext,
	product: Product,
	trades: readonly TradeTerms[],
	isLast: boolean,
): void {
	let { deeds, open } = readPairing(context, product.product);
	for (const trade of trades) {
		const before = open[0];
		const isFull = open.length === DEED_TRADES_MAX;
		if (before && (isFull || before.seller !== trade.seller || before.buyer !== trade.buyer)) {
			draftDeed(context, product, deeds++, open);
			open = [];
		}
		open = [...open, trade];
	}
	if (isLast && open.length > 0) {
		draftDeed(context, product, deeds++, open);
		open = [];
	}
	context.charge(open.length);
	const next: Pairing = { deeds, open };
	context.space(DEPOSITORY).set(key(product.product), next);
}

export function forgetPairing(context: CallContext, product: string): void {
	context.space(DEPOSITORY).delete(key(product));
}

function readPairing(context: CallContext, product: string): Pairing {
	return context.space(DEPOSITORY).get<Pairing>(key(product)) ?? { deeds: 0, open: [] };
}

function key(product: string): string {
	return `pairing/${product}`;
}
