import { quantileOf } from './market/errand-desk.ts';
import type { MarketRun } from './market/market-run.ts';

/** What a headless demo prints. */
export interface DemoReport {
	/** Everything settled, the imbalance 0, the roots identical, every deed sealed. */
	readonly ok: boolean;
	readonly validators: number;
	readonly height: number;
	readonly transactions: number;
	/** Products whose gate closed and whose book was cleared, crossing or not. */
	readonly auctions: number;
	readonly trades: number;
	/** Energy of all trades. */
	readonly energyWh: number;
	readonly deedsSealed: number;
	/** Sum of what settlements moved, micro-units: 0 unless money was made or lost. */
	readonly settlementImbalance: number;
	/** Every validator's own process named the same state root at one height. */
	readonly stateRootsIdentical: boolean;
	/** From a call's submission until it is final and executed on the submitting node. */
	readonly commitLatencyMs: { readonly p50: number | null; readonly p99: number | null };
	readonly wallSeconds: number;
}

export function createReport(
	run: MarketRun,
	facts: { validators: number; roots: readonly (string | null)[]; startedMs: number },
): DemoReport {
	const { totals } = run.view;
	const [first] = facts.roots;
	const stateRootsIdentical =
		facts.roots.length === facts.validators && first !== null && facts.roots.every((root) => root === first);
	const isSealed = totals.deedsSealed === totals.deeds && totals.tradesInDeeds === totals.trades;
	return {
		ok: run.isOver && totals.settlementImbalance === 0 && stateRootsIdentical && isSealed,
		validators: facts.validators,
		height: totals.height,
		transactions: totals.transactions,
		auctions: totals.auctions,
		trades: totals.trades,
		energyWh: totals.energyWh,
		deedsSealed: totals.deedsSealed,
		settlementImbalance: totals.settlementImbalance,
		stateRootsIdentical,
		commitLatencyMs: {
			p50: rounded(quantileOf(run.desk.latenciesMs, 0.5)),
			p99: rounded(quantileOf(run.desk.latenciesMs, 0.99)),
		},
		wallSeconds: Math.round((performance.now() - facts.startedMs) / 10) / 100,
	};
}

/** To a tenth. */
export function rounded(ms: number | null): number | null {
	return ms === null ? null : Math.round(ms * 10) / 10;
}
