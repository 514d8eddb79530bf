import type { OrderLimits } from '../../../../shared/codec/delegation.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { IDENTITY } from './participants.ts';

/** What of an order an owner's limits speak of. */
export interface DelegatedOrder {
	readonly zone: string;
	readonly side: 'bid' | 'offer';
	/** Lowest and highest price of a curve; equal for one price. */
	readonly priceLow: MicroPerKwh;
	readonly priceHigh: MicroPerKwh;
	/** The most that it may come to in one product. */
	readonly quantityWh: EnergyWh;
	readonly collateral: MicroMoney;
}

/** What the delegate's other live orders for the owner come to. */
export interface DelegatedUse {
	/** In the order's product. */
	readonly quantityWh: EnergyWh;
	/** In all products. */
	readonly collateral: MicroMoney;
}

/**
 * Refuses an order that goes beyond what its owner signed; null limits refuse nothing.
 * @throws CodedError DELEGATION_LIMIT, which names the limit
 */
export function requireWithinLimits(limits: OrderLimits | null, order: DelegatedOrder, used: DelegatedUse): void {
	if (!limits) return;
	const need = (isMet: boolean, limit: keyof OrderLimits, given: string | number, allowed: string | number): void => {
		if (!isMet) throw new CodedError('DELEGATION_LIMIT', { limit, given, allowed });
	};
	const { zones, sides, priceMin, priceMax, quantityWhPerProduct, collateralMax } = limits;
	need(zones === null || zones.includes(order.zone), 'zones', order.zone, zones?.join(', ') ?? '');
	need(sides.includes(order.side), 'sides', order.side, sides.join(', '));
	need(order.priceLow >= priceMin, 'priceMin', order.priceLow, priceMin);
	need(order.priceHigh <= priceMax, 'priceMax', order.priceHigh, priceMax);
	const quantityWh = used.quantityWh + order.quantityWh;
	need(quantityWh <= quantityWhPerProduct, 'quantityWhPerProduct', quantityWh, quantityWhPerProduct);
	const collateral = used.collateral + order.collateral;
	need(collateral <= collateralMax, 'collateralMax', collateral, collateralMax);
}

export function delegatedUse(context: CallContext, owner: string, delegate: string, product: string): DelegatedUse {
	const space = context.space(IDENTITY);
	return {
		quantityWh: space.get<number>(quantityKey(owner, delegate, product)) ?? 0,
		collateral: space.get<number>(collateralKey(owner, delegate)) ?? 0,
	};
}

/**
 * Counts an order that a delegate has placed, whatever its limits; with negative figures, one that lives no more. The
 * figures taken away must be those that were added.
 */
export function countDelegatedUse(
	context: CallContext,
	owner: string,
	delegate: string,
	product: string,
	change: DelegatedUse,
): void {
	const before = delegatedUse(context, owner, delegate, product);
	setOrForget(context, quantityKey(owner, delegate, product), before.quantityWh + change.quantityWh);
	setOrForget(context, collateralKey(owner, delegate), before.collateral + change.collateral);
}

function setOrForget(context: CallContext, key: string, value: number): void {
	if (!Number.isSafeInteger(value) || value < 0) throw new CodedError('UNITS_OVERFLOW', { a: value, b: 1, c: 1 });
	if (value === 0) context.space(IDENTITY).delete(key);
	else context.space(IDENTITY).set(key, value);
}

function quantityKey(owner: string, delegate: string, product: string): string {
	return `delegated/${owner}/${delegate}/${product}`;
}

function collateralKey(owner: string, delegate: string): string {
	return `delegated/${owner}/${delegate}`;
}
