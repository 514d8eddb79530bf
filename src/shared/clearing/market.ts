import { CodedError } from '../errors/coded-error.ts';

/** A limit order; its place in the market's list is its position in the chain, which decides ties. */
export interface ClearingOrder {
	readonly side: 'bid' | 'offer';
	/** Limit, a multiple of the tick. A bid's limit includes the fee. */
	readonly price: number;
	/** A positive multiple of the lot. */
	readonly quantity: number;
}

/** One period of one zone. All numbers are safe integers. */
export interface ClearingMarket {
	readonly orders: readonly ClearingOrder[];
	readonly tick: number;
	readonly lot: number;
	/** What the buyer pays per unit on top of the price, a multiple of the tick. */
	readonly fee: number;
}

/** Why an order fared as it did. Quantities of `marginal` are those of its whole price level. */
export type Verdict =
	| { readonly kind: 'accepted' }
	| { readonly kind: 'marginal'; readonly shareOf: number; readonly acceptedOf: number }
	| { readonly kind: 'out-of-price' }
	| { readonly kind: 'no-cross' };

/** Positions of two orders and the quantity between them. */
export interface Trade {
	readonly bid: number;
	readonly offer: number;
	readonly quantity: number;
}

/** The orders that hold the price: limits net of the fee, null where there is none. */
export interface Duals {
	readonly lastAcceptedBid: number | null;
	readonly nextRejectedBid: number | null;
	readonly lastAcceptedOffer: number | null;
	readonly nextRejectedOffer: number | null;
}

/** Outcome of one clearing, with what a checker needs to accept it without clearing again. */
export interface ClearingResult {
	/** What sellers get; buyers pay it and the fee. Null when nothing crosses. */
	readonly price: number | null;
	readonly priceLow: number | null;
	readonly priceHigh: number | null;
	readonly volume: number;
	/** Σ price × quantity of accepted bids net of the fee, less that of accepted offers. */
	readonly welfare: bigint;
	/** Accepted quantity by position. */
	readonly fills: readonly number[];
	readonly verdicts: readonly Verdict[];
	readonly trades: readonly Trade[];
	readonly duals: Duals;
}

/** A market mechanism: a pure function of the market, and its own independent checker. */
export interface Mechanism<Code extends string> {
	readonly name: string;
	/** @throws CodedError CLEARING_INPUT */
	clear(market: ClearingMarket): ClearingResult;
	/** Every way in which the result is not this market's outcome; empty when it is. Never throws on a well-typed result. */
	check(market: ClearingMarket, result: ClearingResult): readonly ClearingFault<Code>[];
	/** Engine steps that clearing this many orders costs. */
	cost(orders: number): number;
}

export interface ClearingFault<Code extends string> {
	readonly code: Code;
	/** Order or trade that shows the fault, by position; null where it is of the whole. */
	readonly at: number | null;
}

/** A bid's limit without the fee: what it can pay the seller. */
export function netLimit(order: ClearingOrder, fee: number): number {
	return order.side === 'bid' ? order.price - fee : order.price;
}

/** @throws CodedError CLEARING_INPUT naming the first order that is no market order */
export function requireMarket(market: ClearingMarket): void {
	const { tick, lot, fee, orders } = market;
	if (!isPositive(tick)) refuse('tick', null);
	if (!isPositive(lot)) refuse('lot', null);
	if (!Number.isSafeInteger(fee) || fee < 0 || fee % tick !== 0) refuse('fee', null);
	const totals = { bid: 0, offer: 0 };
	orders.forEach(({ side, price, quantity }, position) => {
		if (side !== 'bid' && side !== 'offer') refuse('side', position);
		if (!Number.isSafeInteger(price) || !Number.isSafeInteger(price - fee) || price % tick !== 0)
			refuse('price', position);
		if (!isPositive(quantity) || quantity % lot !== 0) refuse('quantity', position);
		totals[side] += quantity;
		if (!Number.isSafeInteger(totals[side])) refuse('total quantity', position);
	});
}

function isPositive(value: number): boolean {
	return Number.isSafeInteger(value) && value > 0;
}

function refuse(field: string, position: number | null): never {
	throw new CodedError('CLEARING_INPUT', { field, position });
}
