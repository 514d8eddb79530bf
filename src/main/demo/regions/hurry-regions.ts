import { hasher } from '../../node/crypto/sha256.ts';
import type { OpenDemoModules } from '../open-demo.ts';
import { createReport, type DemoReport } from '../report.ts';
import { type OpenRegionsOptions, openRegions } from './open-regions.ts';
import { RegionalMarket } from './regional-market.ts';
import { type RegionalReport, regionalReport } from './regional-report.ts';
import { auditSupply } from './supply/audit-supply.ts';
import { compareStates } from './supply/final-states.ts';
import { SupplyRecorder } from './supply/supply-recorder.ts';

const STALL_TIMEOUT_MS = 60_000;

/**
 * Runs the markets of several regions to their end as fast as their chains allow, lets everything arrive that is on its
 * way between them, and reports once all networks have stopped.
 * @throws CodedError IMPORT_* | DEMO_*, or the signal's reason when it aborts
 */
export async function hurryRegions(
	options: OpenRegionsOptions,
	modules: OpenDemoModules & { signal: AbortSignal },
): Promise<RegionalReport> {
	const { log, signal } = modules;
	const startedMs = performance.now();
	const network = await openRegions(options, modules);
	const { regions, main, validators } = network;
	const supply = new SupplyRecorder();
	const market = new RegionalMarket(
		{ played: [], stallTimeoutMs: STALL_TIMEOUT_MS },
		{ network, hasher, log, observe: (chain, block) => supply.record(chain, block) },
	);
	let reports: DemoReport[] = [];
	let faults: string[] = [];
	let crossed = { packets: 0, lotsMoved: 0 };
	let mainRoots: readonly (string | null)[] = [];
	try {
		await market.open();
		await market.hurry(Number.POSITIVE_INFINITY, signal);
		if (market.isOver) await market.finish(signal);
		await market.close();
		const ledger = auditSupply(supply.histories);
		const ends = regions.map(({ network: { node } }) => ({ node, accounts: supply.accountsOf(node.chainId) }));
		faults = ledger.faults.map(({ chain, height, what }) => `${chain} at ${height}: ${what}`);
		faults.push(...(await compareStates(ledger, ends)));
		crossed = { packets: ledger.executed, lotsMoved: ledger.lotsMoved };
		mainRoots = await main.rootsAt(market.anchors.height);
		reports = await Promise.all(
			market.runs.map(async (run, index) => {
				const roots = await (regions[index] as (typeof regions)[0]).network.rootsAt(run.view.totals.height);
				return createReport(run, { validators, roots, startedMs });
			}),
		);
	} finally {
		await market.close();
		await network.stop();
	}
	for (const fault of faults) log.error({ fault }, 'a sum does not hold');
	return regionalReport(reports, {
		...crossed,
		anchors: market.anchors.count,
		isSupplyConstant: faults.length === 0,
		mainRoots,
		latenciesMs: market.runs.flatMap(({ desk }) => desk.latenciesMs),
		startedMs,
	});
}
