import { CodedError } from '../../errors/coded-error.ts';
import { MARKET_LIMITS } from '../market.ts';
import type { Verdict } from '../outcome.ts';

/** A limit order; its place in the book is its position in the chain, which decides ties. */
export interface BookOrder {
	readonly side: 'bid' | 'offer';
	/** Limit, a multiple of the tick. A bid's limit includes the fee. */
	readonly price: number;
	/** A positive multiple of the lot. */
	readonly quantity: number;
}

/** Limit orders of one zone and one period. All numbers are safe integers. */
export interface Book {
	readonly orders: readonly BookOrder[];
	readonly tick: number;
	readonly lot: number;
	/** What the buyer pays per unit on top of the price, a multiple of the tick. */
	readonly fee: number;
}

export type BookVerdict = Extract<Verdict, { kind: 'accepted' | 'marginal' | 'out-of-price' | 'no-cross' }>;

/** Two orders, by position or by index in their book, and the quantity between them. */
export interface Pairing {
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
export interface BookResult {
	/** What sellers get; buyers pay it and the fee. Null when nothing crosses. */
	readonly price: number | null;
	readonly priceLow: number | null;
	readonly priceHigh: number | null;
	readonly volume: number;
	/** Σ price × quantity of accepted bids net of the fee, less that of accepted offers. */
	readonly welfare: bigint;
	/** Accepted quantity by position. */
	readonly fills: readonly number[];
	readonly verdicts: readonly BookVerdict[];
	readonly trades: readonly Pairing[];
	readonly duals: Duals;
}

/** A bid's limit without the fee: what it can pay the seller. */
export function netLimit(order: BookOrder, fee: number): number {
	return order.side === 'bid' ? order.price - fee : order.price;
}

/** @throws CodedError CLEARING_INPUT naming the first order that is no market order */
export function requireMarket(market: Book): void {
	const { tick, lot, fee, orders } = market;
	if (!isPositive(tick)) refuse('tick', null);
	if (!isPositive(lot)) refuse('lot', null);
	if (!Number.isSafeInteger(fee) || fee < 0 || fee % tick !== 0) refuse('fee', null);
	const totals = { bid: 0, offer: 0 };
	orders.forEach(({ side, price, quantity }, position) => {
		if (side !== 'bid' && side !== 'offer') refuse('side', position);
		const isBounded = Math.abs(price) <= MARKET_LIMITS.price && price - fee >= -MARKET_LIMITS.price;
		if (!Number.isSafeInteger(price) || !isBounded || price % tick !== 0) refuse('price', position);
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
