import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import type { SettlementStatement, StatementColumns } from '../../../../shared/codec/events.ts';
import { periodsOf } from '../../../../shared/codec/product-terms.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { forgetPrices } from '../auction/cleared-prices.ts';
import { schedulePruning } from '../auction/closure.ts';
import { findProduct, isCancelled, type Product, writeProduct } from '../auction/products.ts';
import { startAllocation } from '../certificates/allocation.ts';
import { deedCount } from '../depository/pairing.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { Contract } from '../engine/contract.ts';
import { startDistribution } from '../incentive/pool.ts';
import { balanceOf } from '../ledger.ts';
import { countLots } from './lots.ts';
import { measureParties, meteredIn } from './measurements.ts';
import { settleDeeds } from './positions.ts';
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
import { addColumns, gridStatement, statementTotals } from './statement-sums.ts';
import { settleParticipant } from './statements.ts';

/** After delivery: trades are paid, and what was metered beside them is settled with the grid operator. */
export const settlementContract: Contract = {
	name: SETTLEMENT,
	version: 1,
	methods: [],
	tasks: { settle: settleProduct },
};

/** Participants, and participants × periods, that one block settles: none grows large. */
const BLOCK_PARTIES = 128;
const BLOCK_PARTY_PERIODS = 512;

/** Goes as far as one block may: first the trades, then the participants; the next block goes on. */
function settleProduct(context: CallContext, id: string): void {
	const product = findProduct(context, id);
	if (!product || isCancelled(product)) return;
	let run = readRun(context, product);
	if (run.pages === null) run = payTrades(context, product, run);
	if (run.pages === null) return goOn(context, product, run);
	const limit = Math.max(1, Math.min(BLOCK_PARTIES, Math.floor(BLOCK_PARTY_PERIODS / periodsOf(product))));
	if (run.measured !== null) run = measureSome(context, product, run, limit);
	if (run.measured !== null) return goOn(context, product, run);
	const statements: SettlementStatement[] = [];
	const parties = partiesFrom(context, id, run.party, limit);
	for (const participant of parties) {
		const statement = settleParticipant(context, product, participant, run.imbalances);
		if (!statement) continue;
		statements.push(statement);
		run = { ...run, sums: addColumns(run.sums, statement.byPeriod) };
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

/** First the deeds, then the lots of other regions; when all of them are counted, everybody who gets a statement is known. */
function payTrades(context: CallContext, product: Product, before: SettlementRun): SettlementRun {
	const { product: id } = product;
	const deeds = deedCount(context, product);
	const paid = settleDeeds(context, product, before.deeds, deeds);
	const congestion = before.congestion + paid.congestion;
	let run = noteMoved(context, id, { ...before, deeds: paid.next, congestion }, paid.traders);
	if (paid.next < deeds) return run;
	const counted = countLots(context, product, run.lots, run.lotsWh);
	run = noteMoved(context, id, { ...run, lots: counted.next, lotsWh: counted.lotsWh }, counted.traders);
	if (!counted.isLast) return run;
	const everyone = meteredIn(context, product);
	for (const trader of takeTraders(context, id, run.traderPages)) everyone.add(trader);
	everyone.delete(context.market.gridOperator);
	return { ...run, pages: writeParties(context, id, everyone) };
}

function noteMoved(
	context: CallContext,
	product: string,
	run: SettlementRun,
	traders: readonly string[],
): SettlementRun {
	if (traders.length === 0) return run;
	noteTraders(context, product, run.traderPages, traders);
	return { ...run, traderPages: run.traderPages + 1 };
}

/** Zones' imbalances are known once everybody is measured. */
function measureSome(context: CallContext, product: Product, run: SettlementRun, limit: number): SettlementRun {
	const { measured, imbalances } = run;
	if (measured === null || imbalances === null) return run;
	const parties = partiesFrom(context, product.product, measured, limit);
	const to = measured + parties.length;
	const isLast = partiesFrom(context, product.product, to, 1).length === 0;
	const sums = measureParties(context, product, parties, imbalances);
	return { ...run, imbalances: sums, measured: isLast ? null : to };
}

function finish(
	context: CallContext,
	product: Product,
	run: SettlementRun,
	statements: readonly SettlementStatement[],
): void {
	const grid = gridStatement(context.market.gridOperator, run.sums);
	requireCarried(run);
	const residue = requireBalance(context, product, addColumns(run.sums, grid.byPeriod), run.congestion);
	forgetPrices(context, product);
	forgetRun(context, product, run);
	writeProduct(context, { ...product, status: 'settled' });
	context.emit({
		kind: 'product-settled',
		product: product.product,
		statements: [...statements, grid],
		congestion: run.congestion,
		residue,
	});
	startAllocation(context, product);
	startDistribution(context);
	schedulePruning(context, product);
}

/** @throws CodedError ENGINE_CONSERVATION when money or energy does not balance, or collateral is left over */
function requireBalance(
	context: CallContext,
	{ product }: Product,
	sums: StatementColumns,
	congestion: MicroMoney,
): MicroMoney {
	const { traded, wheeling, border, residual, residualWh } = statementTotals(sums);
	const money = traded + wheeling + border + residual + congestion;
	const leftOver = balanceOf(context, escrowAccount(product));
	for (const total of [money, ...sums.contractedWh, residualWh, leftOver])
		if (total !== 0) throw new CodedError('ENGINE_CONSERVATION', { total });
	return money;
}

/** @throws CodedError ENGINE_CONSERVATION when what all contracts come to is not what left the region less what came */
function requireCarried({ sums, lotsWh }: SettlementRun): void {
	sums.contractedWh.forEach((contractedWh, period) => {
		const total = contractedWh - (lotsWh[period] as number);
		if (total !== 0) throw new CodedError('ENGINE_CONSERVATION', { total });
	});
}
