import {
	inPeriod,
	type ProductFees,
	type ProductTerms,
	periodStart,
	periodsOf,
	QUARTER_MS,
} from '../../../../shared/codec/product-terms.ts';
import type { MicroPerKwh, TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';

export const AUCTION = 'auction';

/** State paths that are also read from outside a call. */
export const productPaths = {
	terms: (product: string): string => `${AUCTION}/product/${product}`,
	progress: (product: string): string => `${AUCTION}/progress/${product}`,
	slot: (zone: string, quarterHour: TimeMs): string => `${AUCTION}/${slotKey(zone, quarterHour)}`,
} as const;

/** What a product is: written once, when it is opened. */
export type OpenedTerms = ProductTerms & ProductFees;

/** How far a product has come. */
export interface Progress {
	/** `open` from its opening, though orders wait for the gate; `cancelling` while orders get back what they hold. */
	readonly status: 'open' | 'revealing' | 'clearing' | 'cleared' | 'settling' | 'settled' | 'cancelling' | 'cancelled';
	/** Orders taken so far, cancelled ones included: the next order's number. */
	readonly orders: number;
	/** Trades made so far, and so deeds. */
	readonly trades: number;
}

export type Product = OpenedTerms & Progress;

/** What remains of a product whose details have been pruned: its id stays taken. */
interface PrunedProduct {
	readonly status: 'pruned';
}

/** Undefined when it never was, or its details are gone. */
export function findProduct(context: CallContext, product: string): Product | undefined {
	const space = context.space(AUCTION);
	const progress = space.get<Progress | PrunedProduct>(`progress/${product}`);
	if (!progress || progress.status === 'pruned') return undefined;
	return { ...(space.get<OpenedTerms>(`product/${product}`) as OpenedTerms), ...progress };
}

/** True for a product that never clears. */
export function isCancelled({ status }: Pick<Progress, 'status'>): boolean {
	return status === 'cancelling' || status === 'cancelled';
}

/** @throws CodedError PRODUCT_UNKNOWN when it never was, or its details are gone */
export function requireProduct(context: CallContext, product: string): Product {
	const found = findProduct(context, product);
	if (!found) throw new CodedError('PRODUCT_UNKNOWN', { product });
	return found;
}

/** Notes how far the product has come; its terms never change. */
export function writeProduct(context: CallContext, { product, status, orders, trades }: Product): void {
	const progress: Progress = { status, orders, trades };
	context.space(AUCTION).set(`progress/${product}`, progress);
}

/** @throws CodedError PRODUCT_EXISTS or PRODUCT_OVERLAP */
export function addProduct(context: CallContext, terms: OpenedTerms): void {
	const space = context.space(AUCTION);
	const { product } = terms;
	if (space.get(`progress/${product}`)) throw new CodedError('PRODUCT_EXISTS', { product });
	for (const slot of slotsOf(terms)) {
		const other = space.get<string>(slot);
		if (other) throw new CodedError('PRODUCT_OVERLAP', { product, other });
		space.set(slot, product);
	}
	space.set(`product/${product}`, terms);
	writeProduct(context, { ...terms, status: 'open', orders: 0, trades: 0 });
}

/** Gives a product's quarter-hours back, so that another may have them. */
export function freeSlots(context: CallContext, product: Product): void {
	for (const slot of slotsOf(product)) context.space(AUCTION).delete(slot);
}

export function forgetProduct(context: CallContext, product: Product): void {
	const space = context.space(AUCTION);
	if (!isCancelled(product)) freeSlots(context, product);
	const remains: PrunedProduct = { status: 'pruned' };
	space.set(`progress/${product.product}`, remains);
	space.delete(`product/${product.product}`);
}

/** Product that holds a quarter-hour of a zone, if any. */
export function productAt(context: CallContext, zone: string, quarterHour: TimeMs): Product | null {
	const product = context.space(AUCTION).get<string>(slotKey(zone, quarterHour));
	return product === undefined ? null : requireProduct(context, product);
}

/** Number of the period that holds the whole interval, or null. */
export function periodOf(product: ProductTerms, start: TimeMs, end: TimeMs): number | null {
	const period = Math.floor((start - product.deliveryStart) / product.periodMs);
	if (period < 0 || period >= periodsOf(product)) return null;
	return end <= periodStart(product, period + 1) ? period : null;
}

/**
 * What carriage between two zones costs where orders trade one by one: the buyer's zone's fee, and that of the border,
 * if the terms name one between the two.
 */
export function carriageFees(
	product: Product,
	sellerZone: number,
	buyerZone: number,
	period: number,
): { readonly zone: MicroPerKwh; readonly border: MicroPerKwh } {
	const { zones, borders, borderFees } = product;
	const ends = [zones[sellerZone], zones[buyerZone]];
	const at = borders.findIndex(({ from, to }) => from !== to && ends.includes(from) && ends.includes(to));
	return {
		zone: zoneFee(product, zones[buyerZone] as string, period),
		border: sellerZone === buyerZone || at === -1 ? 0 : inPeriod(borderFees[at] ?? [0], period),
	};
}

/** Carriage fee of a zone of the product in a period. */
export function zoneFee({ zones, zoneFees }: Product, zone: string, period: number): MicroPerKwh {
	return inPeriod(zoneFees[zones.indexOf(zone)] as readonly MicroPerKwh[], period);
}

function* slotsOf({ zones, deliveryStart, deliveryEnd }: ProductTerms): Generator<string> {
	for (const zone of zones) for (let at = deliveryStart; at < deliveryEnd; at += QUARTER_MS) yield slotKey(zone, at);
}

function slotKey(zone: string, quarterHour: TimeMs): string {
	return `slot/${zone}/${quarterHour}`;
}
