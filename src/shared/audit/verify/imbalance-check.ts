import type { ContractEvent, SettlementStatement } from '../../codec/events.ts';
import { amountOf, type EnergyWh, type MicroMoney, type MicroPerKwh } from '../../codec/units.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { because } from '../reasons.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;
type Terms = Pick<EventOf<'product-opened'>, 'product' | 'zones' | 'tariff' | 'feedIn' | 'imbalance'>;

/** What the imbalance prices of a product follow from. */
export interface ImbalanceTerms {
	readonly terms: Terms;
	/** Null where nothing was cleared, or the bundle does not show it. */
	readonly cleared: Pick<EventOf<'product-cleared'>, 'prices'> | null;
	/** Metered less contracted of everybody by period, of a product of one zone all of whose statements are here. */
	readonly zoneWh: readonly EnergyWh[] | null;
}

/** Of the only zone. @param statements of everybody but the grid operator */
export function zoneImbalance(statements: readonly SettlementStatement[]): EnergyWh[] {
	const sums: EnergyWh[] = [];
	for (const { byPeriod } of statements)
		byPeriod.meteredWh.forEach((meteredWh, period) => {
			sums[period] = (sums[period] ?? 0) + meteredWh - (byPeriod.contractedWh[period] ?? 0);
		});
	return sums;
}

/**
 * Every residual of a statement is priced as the product's rule says. A statement does not name the zone in which it
 * counts: with several zones the price must be that of one of them.
 * @throws CodedError BUNDLE_SETTLEMENT
 */
export function requireImbalance({ participant, byPeriod }: SettlementStatement, of: ImbalanceTerms): void {
	byPeriod.meteredWh.forEach((meteredWh, period) => {
		const residualWh = meteredWh - (byPeriod.contractedWh[period] ?? 0);
		const price = byPeriod.imbalancePrice[period] ?? null;
		const isPriced = residualWh === 0 ? price === null : price !== null && duePrices(residualWh, period, of).has(price);
		if (isPriced && byPeriod.residual[period] === residualAmount(residualWh, price)) return;
		const { product } = of.terms;
		throw new CodedError('BUNDLE_SETTLEMENT', {
			product,
			...because('residual-of-in-period-is-not-priced-by-the-rule', { participant, period }),
		});
	});
}

function duePrices(residualWh: EnergyWh, period: number, { terms, cleared, zoneWh }: ImbalanceTerms): Set<MicroPerKwh> {
	const { zones, imbalance, feedIn, tariff } = terms;
	const unpriced = residualWh > 0 ? feedIn : tariff;
	if (imbalance === null) return new Set([unpriced]);
	const signs =
		imbalance.pricing === 'dual'
			? [Math.sign(residualWh)]
			: zoneWh && zones.length === 1
				? [Math.sign(zoneWh[period] ?? 0)]
				: [-1, 0, 1];
	return new Set(
		zones.flatMap((zone) => {
			const price = cleared?.prices.find((each) => each.zone === zone)?.price[period] ?? null;
			return price === null ? [unpriced] : signs.map((sign) => price - sign * imbalance.component);
		}),
	);
}

/** Whoever pays keeps the fraction of a unit. */
function residualAmount(residualWh: EnergyWh, price: MicroPerKwh | null): MicroMoney {
	if (price === null) return 0;
	return residualWh > 0 ? amountOf(residualWh, price) : 0 - amountOf(-residualWh, price);
}
