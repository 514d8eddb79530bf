import { amountOf, type EnergyWh, type MicroMoney, type MicroPerKwh } from '../../../../shared/codec/units.ts';
import { type ClearedPrices, clearedPrices } from '../auction/cleared-prices.ts';
import { zoneOf } from '../auction/orders-terms.ts';
import type { Product } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireParticipant } from '../identity/participants.ts';

/** Metered less contracted of everybody in a zone: by zone of the product, then period. */
export type ZoneImbalances = readonly (readonly EnergyWh[])[];

/** What the imbalance prices of one participant's zone start from. */
export interface ZoneBalance {
	/** By period; empty where the product has no imbalance rule, or the zone no prices. */
	readonly cleared: readonly (MicroPerKwh | null)[];
	/** By period, as the cleared prices. */
	readonly imbalanceWh: readonly EnergyWh[];
}

/** @param imbalances Null where the product has no imbalance rule */
export function zoneBalance(
	context: CallContext,
	product: Product,
	participant: string,
	imbalances: ZoneImbalances | null,
): ZoneBalance {
	if (imbalances === null) return { cleared: [], imbalanceWh: [] };
	const zone = zoneIndex(context, product, participant);
	const prices: ClearedPrices = clearedPrices(context, product);
	return { cleared: prices[zone] ?? [], imbalanceWh: imbalances[zone] ?? [] };
}

/** Zone of the product in which a participant's imbalance counts; −1 when in none. */
export function zoneIndex(context: CallContext, product: Product, participant: string): number {
	return product.zones.indexOf(zoneOf(requireParticipant(context, participant), product));
}

/**
 * Price per kWh of one participant's residual of a period, as shared/codec/imbalance.ts states the rules; null where
 * there is no residual.
 */
export function imbalancePrice(
	{ feedIn, tariff, imbalance }: Pick<Product, 'feedIn' | 'tariff' | 'imbalance'>,
	residualWh: EnergyWh,
	{ cleared, imbalanceWh }: ZoneBalance,
	period: number,
): MicroPerKwh | null {
	if (residualWh === 0) return null;
	const price = cleared[period] ?? null;
	if (imbalance === null || price === null) return residualWh > 0 ? feedIn : tariff;
	const long = imbalance.pricing === 'dual' ? residualWh : (imbalanceWh[period] ?? 0);
	return price - Math.sign(long) * imbalance.component;
}

/** What the grid operator pays for a residual, or gets for one below zero; whoever pays keeps the fraction of a unit. */
export function residualAmount(residualWh: EnergyWh, price: MicroPerKwh | null): MicroMoney {
	if (price === null) return 0;
	return residualWh > 0 ? amountOf(residualWh, price) : 0 - amountOf(-residualWh, price);
}
