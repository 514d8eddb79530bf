import type { SettlementStatement } from '../codec/events.ts';
import { type ProductTerms, periodStart } from '../codec/product-terms.ts';
import { costOf, type EnergyWh, type MicroMoney, type MicroPerKwh, type TimeMs } from '../codec/units.ts';

/** Figures that add up over periods, days and products; money is received (positive) or paid (negative). */
export interface StatementFigures {
	readonly contractedWh: EnergyWh;
	readonly meteredWh: EnergyWh;
	/** metered − contracted. */
	readonly residualWh: EnergyWh;
	readonly traded: MicroMoney;
	readonly wheeling: MicroMoney;
	readonly border: MicroMoney;
	readonly residual: MicroMoney;
	/** traded + wheeling + border + residual. */
	readonly total: MicroMoney;
	/** Of the wheeling fees, what incentive points have paid back from the pool: received beside the total, ≥ 0. */
	readonly byPoints: MicroMoney;
	/** What the metered energy alone comes to without a market: short at the tariff, beyond at the feed-in price. */
	readonly atTariff: MicroMoney;
}

/** One period of one product on one participant's bill. */
export interface StatementLine extends StatementFigures {
	readonly product: string;
	readonly period: number;
	readonly start: TimeMs;
	readonly end: TimeMs;
	/** Per kWh of the residual; null where there is none, and for the grid operator. */
	readonly imbalancePrice: MicroPerKwh | null;
	/** A reading was missing and the contracted position stood in. */
	readonly isSubstituted: boolean;
}

export type StatementProduct = Pick<ProductTerms, 'product' | 'deliveryStart' | 'periodMs' | 'tariff' | 'feedIn'>;

/**
 * A statement's periods in order.
 * @param byPoints Wheeling fees of the whole product that points have paid back; the first period with such a fee has it
 */
export function statementLines(
	product: StatementProduct,
	{ byPeriod }: SettlementStatement,
	byPoints: MicroMoney = 0,
): StatementLine[] {
	const { contractedWh, meteredWh, traded, wheeling, border, residual, imbalancePrice, substituted } = byPeriod;
	const refunded = Math.max(
		0,
		wheeling.findIndex((fee) => fee < 0),
	);
	return contractedWh.map((contracted, period) => {
		const at = (column: readonly number[]): number => column[period] as number;
		return {
			product: product.product,
			period,
			start: periodStart({ ...product, deliveryEnd: product.deliveryStart }, period),
			end: periodStart({ ...product, deliveryEnd: product.deliveryStart }, period + 1),
			contractedWh: contracted,
			meteredWh: at(meteredWh),
			residualWh: at(meteredWh) - contracted,
			traded: at(traded),
			wheeling: at(wheeling),
			border: at(border),
			residual: at(residual),
			total: at(traded) + at(wheeling) + at(border) + at(residual),
			byPoints: period === refunded ? byPoints : 0,
			atTariff: withoutMarket(at(meteredWh), product),
			imbalancePrice: imbalancePrice[period] ?? null,
			isSubstituted: substituted.includes(period),
		};
	});
}

export const NO_FIGURES: StatementFigures = {
	contractedWh: 0,
	meteredWh: 0,
	residualWh: 0,
	traded: 0,
	wheeling: 0,
	border: 0,
	residual: 0,
	total: 0,
	byPoints: 0,
	atTariff: 0,
};

/** Whoever pays keeps the fraction of a micro-unit. */
function withoutMarket(meteredWh: EnergyWh, { tariff, feedIn }: StatementProduct): MicroMoney {
	return meteredWh >= 0 ? costOf(meteredWh, feedIn) : 0 - costOf(-meteredWh, tariff);
}

export function addFigures(sum: StatementFigures, more: StatementFigures): StatementFigures {
	return {
		contractedWh: sum.contractedWh + more.contractedWh,
		meteredWh: sum.meteredWh + more.meteredWh,
		residualWh: sum.residualWh + more.residualWh,
		traded: sum.traded + more.traded,
		wheeling: sum.wheeling + more.wheeling,
		border: sum.border + more.border,
		residual: sum.residual + more.residual,
		total: sum.total + more.total,
		byPoints: sum.byPoints + more.byPoints,
		atTariff: sum.atTariff + more.atTariff,
	};
}
