import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import { compareText } from '../../../../shared/codec/bytes.ts';
import type { SettlementStatement } from '../../../../shared/codec/events.ts';
import { settlementId } from '../../../../shared/codec/ids.ts';
import { type EnergyWh, type MicroMoney, mulDivFloor } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { amountOf } from '../amounts.ts';
import { AUCTION, type Product, requireProduct, writeProduct } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { Contract } from '../engine/contract.ts';
import { meteredParticipants } from '../identity/participants.ts';
import { startDistribution } from '../incentive/pool.ts';
import { awardPoints, moveCredit, STANDING } from '../incentive/standing.ts';
import { balanceOf, settle } from '../ledger.ts';
import { forgetMeasurements, type Measurement, measure } from './measurements.ts';
import { type Position, settleTrades } from './positions.ts';
import { traceSettlement } from './tracing.ts';

export const SETTLEMENT = 'settlement';

/** After delivery: trades are paid, and what was metered beside them is settled with the grid operator. */
export const settlementContract: Contract = {
	name: SETTLEMENT,
	version: 1,
	methods: [],
	tasks: { settle: settleProduct },
};

const NO_POSITION: Position = { contractedWh: 0, traded: 0, wheeling: 0, deeds: [] };

function settleProduct(context: CallContext, id: string): void {
	const product = requireProduct(context, id);
	const positions = settleTrades(context, product);
	const everyone = new Set([
		...positions.keys(),
		...meteredParticipants(context, product.zones[0] as string, product.deliveryStart),
	]);
	everyone.delete(context.market.gridOperator);
	const statements: SettlementStatement[] = [];
	for (const participant of [...everyone].sort(compareText)) {
		const position = positions.get(participant) ?? NO_POSITION;
		const measurement = measure(context, product, participant, position.contractedWh);
		if (measurement.isMissing && position.deeds.length === 0) continue;
		const statement = settleParticipant(context, product, participant, position, measurement);
		statements.push(statement);
		judgeDelivery(context, statement, settlementId(id, participant));
		traceSettlement(context, product, statement, position.deeds, measurement);
	}
	statements.push(gridStatement(context.market.gridOperator, statements));
	forgetMeasurements(context, product);
	writeProduct(context, { ...product, status: 'settled' });
	context.emit({
		kind: 'product-settled',
		product: id,
		statements,
		residue: requireBalance(context, product, statements),
	});
	startDistribution(context);
	context.schedule(context.time + context.market.retentionMs, { contract: AUCTION, task: 'prune', subject: `${id}/0` });
}

/** Energy beyond the contract earns the feed-in price, energy short of it costs the tariff. */
function settleParticipant(
	context: CallContext,
	product: Product,
	participant: string,
	{ contractedWh, traded, wheeling }: Position,
	{ meteredWh, isMissing }: Measurement,
): SettlementStatement {
	const residualWh = meteredWh - contractedWh;
	const residual = residualWh >= 0 ? amountOf(residualWh, product.feedIn) : -amountOf(-residualWh, product.tariff) + 0;
	const { gridOperator } = context.market;
	const [from, to] = residual >= 0 ? [gridOperator, participant] : [participant, gridOperator];
	const subject = settlementId(product.product, participant);
	settle(context, { from, to, amount: Math.abs(residual), reason: 'residual', subject });
	return { participant, contractedWh, meteredWh, residualWh, traded, wheeling, residual, substituted: isMissing };
}

/** The other side of everybody's residuals and fees. */
function gridStatement(participant: string, statements: readonly SettlementStatement[]): SettlementStatement {
	const opposite = (of: (statement: SettlementStatement) => number): number =>
		0 - statements.reduce((sum, statement) => sum + of(statement), 0);
	const residualWh = opposite((statement) => statement.residualWh);
	return {
		participant,
		contractedWh: 0,
		meteredWh: residualWh,
		residualWh,
		traded: 0,
		wheeling: opposite((statement) => statement.wheeling),
		residual: opposite((statement) => statement.residual),
		substituted: false,
	};
}

/** A position that was delivered, or taken, in full is honoured; a shortfall costs credit by its share. */
function judgeDelivery(context: CallContext, statement: SettlementStatement, subject: string): void {
	const { participant, contractedWh, meteredWh, substituted } = statement;
	if (contractedWh === 0 || substituted) return;
	const owed = Math.abs(contractedWh);
	const delivered = Math.max(0, Math.min(owed, contractedWh > 0 ? meteredWh : -meteredWh));
	if (delivered === owed) {
		moveCredit(context, participant, STANDING.deliveredInFull, 'delivered', subject);
		awardPoints(context, participant, 'order-honoured');
	} else {
		const loss = mulDivFloor(STANDING.deliveredNothing, owed - delivered, owed);
		moveCredit(context, participant, loss, 'delivered', subject);
	}
}

/** @throws CodedError ENGINE_CONSERVATION when money or energy does not balance, or collateral is left over */
function requireBalance(
	context: CallContext,
	{ product }: Product,
	statements: readonly SettlementStatement[],
): MicroMoney {
	let money: MicroMoney = 0;
	let contracted: EnergyWh = 0;
	let residual: EnergyWh = 0;
	for (const statement of statements) {
		money += statement.traded + statement.wheeling + statement.residual;
		contracted += statement.contractedWh;
		residual += statement.residualWh;
	}
	const leftOver = balanceOf(context, escrowAccount(product));
	for (const total of [money, contracted, residual, leftOver])
		if (total !== 0) throw new CodedError('ENGINE_CONSERVATION', { total });
	return money;
}
