import { identifier } from './ids.ts';
import { integer, list, literal, nullable, type Reader, record } from './reader.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh, TimeMs } from './units.ts';

export const DELEGATION_LIMITS = {
	/** Delegations that one owner may have in force or ahead at once. */
	perOwner: 16,
	/** Zones that one delegation names. */
	zones: 32,
} as const;

/** What a delegate may do for an owner: place and cancel orders, or submit readings of the owner's meters. */
export type DelegationScope = 'orders' | 'readings';

/** How far a delegate may go with orders, as the owner signed it. */
export interface OrderLimits {
	/** Zones of the products; null for any. */
	readonly zones: readonly string[] | null;
	/** At least one, each once. */
	readonly sides: readonly ('bid' | 'offer')[];
	/** Inclusive bounds of an order's price. */
	readonly priceMin: MicroPerKwh;
	readonly priceMax: MicroPerKwh;
	/** All live orders that the delegate has placed for the owner in one product, together. */
	readonly quantityWhPerProduct: EnergyWh;
	/** Collateral that may be held for all live orders that the delegate has placed for the owner. */
	readonly collateralMax: MicroMoney;
}

/** One participant's word that another may act for it in one scope. One per delegate and scope. */
export interface Delegation {
	/** The delegate. */
	readonly to: string;
	readonly scope: DelegationScope;
	/** In force in blocks whose time is in [validFrom, validUntil). */
	readonly validFrom: TimeMs;
	readonly validUntil: TimeMs;
	/** Null: none but the owner's own. Always null for readings. */
	readonly limits: OrderLimits | null;
}

const readLimits: Reader<OrderLimits> = record<OrderLimits>({
	zones: nullable(list(identifier(), DELEGATION_LIMITS.zones)),
	sides: list(literal('bid', 'offer'), 2),
	priceMin: integer(Number.MIN_SAFE_INTEGER),
	priceMax: integer(Number.MIN_SAFE_INTEGER),
	quantityWhPerProduct: integer(),
	collateralMax: integer(),
});

export const readScope: Reader<DelegationScope> = literal('orders', 'readings');

export const readDelegation: Reader<Delegation> = record<Delegation>({
	to: identifier(),
	scope: readScope,
	validFrom: integer(),
	validUntil: integer(),
	limits: nullable(readLimits),
});

/** What is wrong with a delegation's terms by themselves, or null. */
export function faultOfDelegation(
	owner: string,
	{ to, scope, validFrom, validUntil, limits }: Delegation,
): string | null {
	if (to === owner) return 'to oneself';
	if (validFrom >= validUntil) return 'validUntil not after validFrom';
	if (limits === null) return null;
	if (scope === 'readings') return 'limits of orders on readings';
	if (limits.sides.length === 0) return 'no side';
	if (new Set(limits.sides).size < limits.sides.length) return 'a side twice';
	if (limits.zones !== null && new Set(limits.zones).size < limits.zones.length) return 'a zone twice';
	return limits.priceMin > limits.priceMax ? 'priceMin above priceMax' : null;
}
