import { quantileOf } from '../market/errand-desk.ts';
import { type DemoReport, rounded } from '../report.ts';

/** What a headless demo of several regions prints: the demo's own report, summed over the regions, and more. */
export interface RegionalReport extends DemoReport {
	readonly regions: number;
	/** Executed on another chain than the sender's, each exactly once. */
	readonly packets: number;
	/** Energy lots that another region admitted. */
	readonly lotsMoved: number;
	/** State roots of regions that were anchored on the main chain. */
	readonly anchors: number;
	/**
	 * Money between the regions, every certificate and every lot add up over both chains and the way between them after
	 * every call of any chain, and the final states say the same.
	 */
	readonly supplyConstant: boolean;
}

export interface RegionalFacts {
	readonly packets: number;
	readonly lotsMoved: number;
	readonly anchors: number;
	readonly isSupplyConstant: boolean;
	/** Each main validator's own state root after one height. */
	readonly mainRoots: readonly (string | null)[];
	readonly latenciesMs: readonly number[];
	readonly startedMs: number;
}

/** @param reports one per region */
export function regionalReport(reports: readonly DemoReport[], facts: RegionalFacts): RegionalReport {
	const sum = (of: (report: DemoReport) => number): number => reports.reduce((total, report) => total + of(report), 0);
	const [first] = facts.mainRoots;
	const isMainAtOne = first !== undefined && first !== null && facts.mainRoots.every((root) => root === first);
	const stateRootsIdentical = isMainAtOne && reports.every((report) => report.stateRootsIdentical);
	const { packets, lotsMoved, anchors, isSupplyConstant: supplyConstant } = facts;
	return {
		ok: stateRootsIdentical && supplyConstant && reports.every(({ ok }) => ok),
		validators: sum(({ validators }) => validators),
		height: sum(({ height }) => height),
		transactions: sum(({ transactions }) => transactions),
		auctions: sum(({ auctions }) => auctions),
		trades: sum(({ trades }) => trades),
		energyWh: sum(({ energyWh }) => energyWh),
		deedsSealed: sum(({ deedsSealed }) => deedsSealed),
		settlementImbalance: sum(({ settlementImbalance }) => Math.abs(settlementImbalance)),
		stateRootsIdentical,
		commitLatencyMs: {
			p50: rounded(quantileOf(facts.latenciesMs, 0.5)),
			p99: rounded(quantileOf(facts.latenciesMs, 0.99)),
		},
		wallSeconds: Math.round((performance.now() - facts.startedMs) / 10) / 100,
		regions: reports.length,
		packets,
		lotsMoved,
		anchors,
		supplyConstant,
	};
}
