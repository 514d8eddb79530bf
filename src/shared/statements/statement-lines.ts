import type { SettlementStatement } from '../codec/events.ts';
import { type ProductTerms, periodStart } from '../codec/product-terms.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh, TimeMs } from '../codec/units.ts';

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

export type StatementProduct = Pick<ProductTerms, 'product' | 'deliveryStart' | 'periodMs'>;

/** A statement's periods in order. */
export function statementLines(product: StatementProduct, { byPeriod }: SettlementStatement): StatementLine[] {
	const { contractedWh, meteredWh, traded, wheeling, border, residual, imbalancePrice, substituted } = byPeriod;
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
};

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
	};
}
