import type { ProductTerms } from '../../../../shared/codec/calls.ts';
import { HOUR_MS, type MicroPerKwh, type TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';

export const AUCTION = 'auction';
export const QUARTER_MS: TimeMs = HOUR_MS / 4;

export interface Product extends ProductTerms {
	readonly status: 'open' | 'cleared' | 'settled';
	/** Orders taken so far, cancelled ones included: the next order's number. */
	readonly orders: number;
	/** Trades of the clearing, and so deeds. */
	readonly trades: number;
	readonly price: MicroPerKwh | null;
}

/** What remains of a product whose details have been pruned: its id stays taken. */
interface PrunedProduct {
	readonly status: 'pruned';
}

/** @throws CodedError PRODUCT_UNKNOWN when it never was, or its details are gone */
export function requireProduct(context: CallContext, product: string): Product {
	const found = context.space(AUCTION).get<Product | PrunedProduct>(`product/${product}`);
	if (!found || found.status === 'pruned') throw new CodedError('PRODUCT_UNKNOWN', { product });
	return found;
}

export function writeProduct(context: CallContext, product: Product): void {
	context.space(AUCTION).set(`product/${product.product}`, product);
}

export function forgetProduct(context: CallContext, { product, zone, deliveryStart, deliveryEnd }: Product): void {
	const space = context.space(AUCTION);
	for (let at = deliveryStart; at < deliveryEnd; at += QUARTER_MS) space.delete(slotKey(zone, at));
	const remains: PrunedProduct = { status: 'pruned' };
	space.set(`product/${product}`, remains);
}

/** Opens one product. @throws CodedError PRODUCT_EXISTS, PRODUCT_TERMS or PRODUCT_OVERLAP */
export function openProduct(context: CallContext, terms: ProductTerms): void {
	const space = context.space(AUCTION);
	if (space.get(`product/${terms.product}`)) throw new CodedError('PRODUCT_EXISTS', { product: terms.product });
	requireTerms(terms, context.time);
	for (let at = terms.deliveryStart; at < terms.deliveryEnd; at += QUARTER_MS) {
		const taken = space.get<string>(slotKey(terms.zone, at));
		if (taken) throw new CodedError('PRODUCT_OVERLAP', { product: terms.product, other: taken });
		space.set(slotKey(terms.zone, at), terms.product);
	}
	writeProduct(context, { ...terms, status: 'open', orders: 0, trades: 0, price: null });
	const subject = terms.product;
	context.schedule(terms.gateClosure, { contract: AUCTION, task: 'close', subject });
	context.schedule(terms.signingDeadline, { contract: 'depository', task: 'expire', subject });
	context.schedule(terms.settlementTime, { contract: 'settlement', task: 'settle', subject });
	context.emit({ kind: 'product-opened', ...terms });
}

/** Product that holds a quarter-hour of a zone, if any. */
export function productAt(context: CallContext, zone: string, quarterHour: TimeMs): Product | null {
	const product = context.space(AUCTION).get<string>(slotKey(zone, quarterHour));
	return product === undefined ? null : requireProduct(context, product);
}

function slotKey(zone: string, quarterHour: TimeMs): string {
	return `slot/${zone}/${quarterHour}`;
}

function requireTerms(terms: ProductTerms, now: TimeMs): void {
	const need = (isMet: boolean, field: keyof ProductTerms, reason: string): void => {
		if (!isMet) throw new CodedError('PRODUCT_TERMS', { product: terms.product, field, reason });
	};
	const { deliveryStart, deliveryEnd, gateOpening, gateClosure, signingDeadline, settlementTime } = terms;
	need(deliveryStart % QUARTER_MS === 0, 'deliveryStart', 'not on the quarter-hour');
	need(isPeriod(deliveryEnd - deliveryStart), 'deliveryEnd', 'not 15, 30 or 60 minutes after deliveryStart');
	need(gateClosure > now, 'gateClosure', 'not after the block time');
	need(gateOpening < gateClosure, 'gateOpening', 'not before gateClosure');
	need(gateClosure <= deliveryStart, 'gateClosure', 'after deliveryStart');
	need(signingDeadline > gateClosure, 'signingDeadline', 'not after gateClosure');
	need(settlementTime > signingDeadline, 'settlementTime', 'not after signingDeadline');
	need(settlementTime > deliveryEnd, 'settlementTime', 'not after deliveryEnd');
	need(terms.priceMin <= terms.priceMax, 'priceMin', 'above priceMax');
	for (const field of ['priceMin', 'priceMax', 'wheelingFee'] as const)
		need(terms[field] % terms.tick === 0, field, 'not a multiple of the tick');
	need(terms.feedIn <= terms.tariff, 'feedIn', 'above the tariff');
}

/** Delivery and metering periods: 15, 30 or 60 minutes. */
export function isPeriod(lengthMs: number): boolean {
	return lengthMs === QUARTER_MS || lengthMs === 2 * QUARTER_MS || lengthMs === HOUR_MS;
}
