import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import type { SettlementStatement } from '../../../../shared/codec/events.ts';
import { periodsOf } from '../../../../shared/codec/product-terms.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { schedulePruning } from '../auction/closure.ts';
import { findProduct, isCancelled, type Product, writeProduct } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { Contract } from '../engine/contract.ts';
import { startDistribution } from '../incentive/pool.ts';
import { balanceOf } from '../ledger.ts';
import { meteredIn } from './measurements.ts';
import { settleTrades } from './positions.ts';
import {
	forgetRun,
	noteTraders,
	partiesFrom,
	readRun,
	SETTLEMENT,
	type SettlementRun,
	takeTraders,
	writeParties,
	writeRun,
} from './run.ts';
import { settleParticipant } from './statements.ts';

/** After delivery: trades are paid, and what was metered beside them is settled with the grid operator. */
export const settlementContract: Contract = {
	name: SETTLEMENT,
	version: 1,
	methods: [],
	tasks: { settle: settleProduct },
};

/** Trades that one block pays, and participants, and participants × periods, that it settles: none grows large. */
const BLOCK_TRADES = 128;
const BLOCK_PARTIES = 128;
const BLOCK_PARTY_PERIODS = 512;

/** Goes as far as one block may: first the trades, then the participants; the next block goes on. */
function settleProduct(context: CallContext, id: string): void {
	const product = findProduct(context, id);
	if (!product || isCancelled(product)) return;
	let run = readRun(context, id);
	if (run.pages === null) run = payTrades(context, product, run);
	if (run.pages === null) return goOn(context, product, run);
	const statements: SettlementStatement[] = [];
	const limit = Math.max(1, Math.min(BLOCK_PARTIES, Math.floor(BLOCK_PARTY_PERIODS / periodsOf(product))));
	const parties = partiesFrom(context, id, run.party, limit);
	for (const participant of parties) {
		const statement = settleParticipant(context, product, participant);
		if (!statement) continue;
		statements.push(statement);
		run = addStatement(run, statement);
	}
	run = { ...run, party: run.party + parties.length };
	if (partiesFrom(context, id, run.party, 1).length === 0) return finish(context, product, run, statements);
	context.emit({ kind: 'product-settling', product: id, statements });
	goOn(context, product, run);
}

function goOn(context: CallContext, product: Product, run: SettlementRun): void {
	writeRun(context, product.product, run);
	if (product.status !== 'settling') writeProduct(context, { ...product, status: 'settling' });
	context.continueTask();
}

function payTrades(context: CallContext, product: Product, run: SettlementRun): SettlementRun {
	const { product: id, trades } = product;
	const to = Math.min(run.deeds + BLOCK_TRADES, trades);
	const paid = settleTrades(context, product, run.deeds, to);
	if (paid.traders.length > 0) noteTraders(context, id, run.traderPages, paid.traders);
	const traderPages = run.traderPages + (paid.traders.length > 0 ? 1 : 0);
	const next = { ...run, deeds: to, traderPages, congestion: run.congestion + paid.congestion };
	if (to < trades) return next;
	const everyone = meteredIn(context, product);
	for (const trader of takeTraders(context, id, traderPages)) everyone.add(trader);
	everyone.delete(context.market.gridOperator);
	return { ...next, pages: writeParties(context, id, everyone) };
}

function addStatement(run: SettlementRun, statement: SettlementStatement): SettlementRun {
	return {
		...run,
		traded: run.traded + statement.traded,
		wheeling: run.wheeling + statement.wheeling,
		residual: run.residual + statement.residual,
		contractedWh: run.contractedWh + statement.contractedWh,
		residualWh: run.residualWh + statement.residualWh,
	};
}

function finish(
	context: CallContext,
	product: Product,
	run: SettlementRun,
	statements: readonly SettlementStatement[],
): void {
	const grid = gridStatement(context.market.gridOperator, run);
	const residue = requireBalance(context, product, addStatement(run, grid));
	forgetRun(context, product, run);
	writeProduct(context, { ...product, status: 'settled' });
	context.emit({
		kind: 'product-settled',
		product: product.product,
		statements: [...statements, grid],
		congestion: run.congestion,
		residue,
	});
	startDistribution(context);
	schedulePruning(context, product);
}

/** The other side of everybody's residuals and fees. */
function gridStatement(participant: string, run: SettlementRun): SettlementStatement {
	const residualWh = 0 - run.residualWh;
	return {
		participant,
		contractedWh: 0,
		meteredWh: residualWh,
		residualWh,
		traded: 0,
		wheeling: 0 - run.wheeling,
		residual: 0 - run.residual,
		substituted: false,
		byPeriod: null,
	};
}

/** @throws CodedError ENGINE_CONSERVATION when money or energy does not balance, or collateral is left over */
function requireBalance(context: CallContext, { product }: Product, run: SettlementRun): MicroMoney {
	const money = run.traded + run.wheeling + run.residual + run.congestion;
	const leftOver = balanceOf(context, escrowAccount(product));
	for (const total of [money, run.contractedWh, run.residualWh, leftOver])
		if (total !== 0) throw new CodedError('ENGINE_CONSERVATION', { total });
	return money;
}
