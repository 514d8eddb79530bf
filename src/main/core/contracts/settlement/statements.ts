import type { SettlementStatement } from '../../../../shared/codec/events.ts';
import { settlementId } from '../../../../shared/codec/ids.ts';
import { periodsOf } from '../../../../shared/codec/product-terms.ts';
import { type EnergyWh, mulDivFloor } from '../../../../shared/codec/units.ts';
import { amountOf } from '../amounts.ts';
import type { Product } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { awardPoints, moveCredit, STANDING } from '../incentive/standing.ts';
import { settle } from '../ledger.ts';
import { measure } from './measurements.ts';
import { forgetPosition, NO_POSITION, positionOf } from './positions.ts';
import { type SettledPeriod, traceSettlement } from './tracing.ts';

/**
 * Settles one participant's part of a product: in each period, energy beyond the contract earns the feed-in price and
 * energy short of it costs the tariff. Null where it neither traded nor was measured.
 */
export function settleParticipant(
	context: CallContext,
	product: Product,
	participant: string,
): SettlementStatement | null {
	const position = positionOf(context, product.product, participant);
	const { contracted, traded, wheeling } = position ?? NO_POSITION;
	const contractedWh = new Array<EnergyWh>(periodsOf(product)).fill(0);
	for (const [period, energyWh] of contracted) contractedWh[period] = energyWh;
	const measurements = measure(context, product, participant, contractedWh);
	if (!position && measurements.every(({ isMissing }) => isMissing)) return null;
	if (position) forgetPosition(context, product.product, participant);
	const periods = measurements.map(
		(measurement, period): SettledPeriod => ({ contractedWh: contractedWh[period] as EnergyWh, measurement }),
	);
	const residual = periods.reduce((sum, period) => sum + residualOf(product, period), 0);
	const subject = settlementId(product.product, participant);
	const { gridOperator } = context.market;
	const [from, to] = residual >= 0 ? [gridOperator, participant] : [participant, gridOperator];
	settle(context, { from, to, amount: Math.abs(residual), reason: 'residual', subject });
	const sumOf = (energyOf: (period: SettledPeriod) => EnergyWh): EnergyWh =>
		periods.reduce((sum, period) => sum + energyOf(period), 0);
	judgeDelivery(context, participant, periods, subject);
	traceSettlement(context, subject, participant, periods);
	return {
		participant,
		contractedWh: sumOf((period) => period.contractedWh),
		meteredWh: sumOf(({ measurement }) => measurement.meteredWh),
		residualWh: sumOf(({ contractedWh: owed, measurement }) => measurement.meteredWh - owed),
		traded,
		wheeling,
		residual,
		substituted: measurements.some(({ isMissing }) => isMissing),
		byPeriod:
			periods.length === 1
				? null
				: {
						contractedWh,
						meteredWh: measurements.map(({ meteredWh }) => meteredWh),
						substituted: measurements.flatMap(({ isMissing }, period) => (isMissing ? [period] : [])),
					},
	};
}

function residualOf({ feedIn, tariff }: Product, { contractedWh, measurement }: SettledPeriod): number {
	const residualWh = measurement.meteredWh - contractedWh;
	return residualWh >= 0 ? amountOf(residualWh, feedIn) : -amountOf(-residualWh, tariff) + 0;
}

/** Positions that were delivered, or taken, in full are honoured; a shortfall costs credit by its share. */
function judgeDelivery(
	context: CallContext,
	participant: string,
	periods: readonly SettledPeriod[],
	subject: string,
): void {
	let owed = 0;
	let delivered = 0;
	for (const { contractedWh, measurement } of periods) {
		if (measurement.isMissing) continue;
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
