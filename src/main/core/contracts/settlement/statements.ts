import type { SettlementStatement, StatementPeriods } from '../../../../shared/codec/events.ts';
import { settlementId } from '../../../../shared/codec/ids.ts';
import { type EnergyWh, mulDivFloor } from '../../../../shared/codec/units.ts';
import type { Product } from '../auction/products.ts';
import { meetConsumption } from '../bridge/admitted-lots.ts';
import { certifyParticipant } from '../certificates/issuing.ts';
import type { CallContext } from '../engine/call-context.ts';
import { refundFees } from '../incentive/fee-points.ts';
import { awardPoints, moveCredit, STANDING } from '../incentive/standing.ts';
import { settle } from '../ledger.ts';
import { imbalancePrice, residualAmount, type ZoneBalance, type ZoneImbalances, zoneBalance } from './imbalance.ts';
import { consumedIn } from './measurement.ts';
import { contractedOf, measure, takeMeasured } from './measurements.ts';
import { forgetPosition, type Position, positionOf } from './positions.ts';
import { statementTotals } from './statement-sums.ts';
import { type SettledPeriod, traceSettlement } from './tracing.ts';

/**
 * Settles one participant's part of a product: what it metered beside its contract is priced in each period.
 * @param imbalances Of the product's zones; null where it has no imbalance rule
 * @returns null where it neither traded nor was measured
 */
export function settleParticipant(
	context: CallContext,
	product: Product,
	participant: string,
	imbalances: ZoneImbalances | null,
): SettlementStatement | null {
	const position = positionOf(context, product.product, participant);
	const contractedWh = contractedOf(product, position);
	const measurements =
		takeMeasured(context, product, participant) ?? measure(context, product, participant, contractedWh);
	if (!position && measurements.every(({ isMissing }) => isMissing)) return null;
	if (position) forgetPosition(context, product.product, participant);
	const periods = measurements.map(
		(measurement, period): SettledPeriod => ({ contractedWh: contractedWh[period] as EnergyWh, measurement }),
	);
	const byPeriod = periodsOfStatement(
		product,
		position ?? [],
		periods,
		zoneBalance(context, product, participant, imbalances),
	);
	const totals = statementTotals(byPeriod);
	const subject = settlementId(product.product, participant);
	const { gridOperator } = context.market;
	const [from, to] = totals.residual >= 0 ? [gridOperator, participant] : [participant, gridOperator];
	settle(context, { from, to, amount: Math.abs(totals.residual), reason: 'residual', subject });
	const taken = meetConsumption(context, product.product, participant, measurements.map(consumedIn));
	judgeDelivery(context, participant, periods, { subject, cameWh: taken.cameWh });
	refundFees(context, participant, 0 - totals.wheeling, subject);
	traceSettlement(context, subject, participant, periods);
	const { metWh } = taken;
	certifyParticipant(context, product, participant, { measurements, hasTraded: position !== undefined, metWh });
	return { participant, ...totals, substituted: byPeriod.substituted.length > 0, byPeriod };
}

function periodsOfStatement(
	product: Product,
	position: Position,
	periods: readonly SettledPeriod[],
	balance: ZoneBalance,
): StatementPeriods {
	const traded = periods.map(() => 0);
	const wheeling = periods.map(() => 0);
	const border = periods.map(() => 0);
	for (const [period, , trade, zoneFee, borderFee] of position) {
		traded[period] = trade;
		wheeling[period] = zoneFee;
		border[period] = borderFee;
	}
	const residualWh = periods.map(({ contractedWh, measurement }) => measurement.meteredWh - contractedWh);
	const prices = residualWh.map((energyWh, period) => imbalancePrice(product, energyWh, balance, period));
	return {
		contractedWh: periods.map(({ contractedWh }) => contractedWh),
		meteredWh: periods.map(({ measurement }) => measurement.meteredWh),
		traded,
		wheeling,
		border,
		residual: residualWh.map((energyWh, period) => residualAmount(energyWh, prices[period] ?? null)),
		imbalancePrice: prices,
		substituted: periods.flatMap(({ measurement }, period) => (measurement.isMissing ? [period] : [])),
	};
}

/**
 * Positions that were delivered, or taken, in full are honoured; a shortfall costs credit by its share. Nobody owes that
 * energy of another region is used which came to it.
 */
function judgeDelivery(
	context: CallContext,
	participant: string,
	periods: readonly SettledPeriod[],
	{ subject, cameWh }: { readonly subject: string; readonly cameWh: readonly EnergyWh[] },
): void {
	let owed = 0;
	let delivered = 0;
	for (const [period, { contractedWh: settledWh, measurement }] of periods.entries()) {
		if (measurement.isMissing) continue;
		const contractedWh = settledWh > 0 ? settledWh : Math.min(0, settledWh + (cameWh[period] ?? 0));
		const due = Math.abs(contractedWh);
		const given = contractedWh > 0 ? measurement.meteredWh : -measurement.meteredWh;
		owed += due;
		delivered += Math.max(0, Math.min(due, given));
	}
	if (owed === 0) return;
	if (delivered === owed) {
		moveCredit(context, participant, STANDING.deliveredInFull, 'delivered', subject);
		awardPoints(context, participant, 'order-honoured');
	} else {
		const loss = mulDivFloor(STANDING.deliveredNothing, owed - delivered, owed);
		moveCredit(context, participant, loss, 'delivered', subject);
	}
}
