import { hasher } from '../node/crypto/sha256.ts';
import { MarketRun } from './market/market-run.ts';
import { type OpenDemoModules, type OpenDemoOptions, openDemo } from './open-demo.ts';
import { createReport, type DemoReport } from './report.ts';

const STALL_TIMEOUT_MS = 60_000;

/**
 * Runs a market to its end as fast as the chain allows, every signature given, and reports once the network has stopped.
 * @throws CodedError IMPORT_* | DEMO_*, or the signal's reason when it aborts
 */
export async function hurryDemo(
	options: OpenDemoOptions,
	modules: OpenDemoModules & { signal: AbortSignal },
): Promise<DemoReport> {
	const startedMs = performance.now();
	const network = await openDemo(options, modules);
	const { node, plan, clock, validators } = network;
	const run = new MarketRun(
		{ plan, played: [], stallTimeoutMs: STALL_TIMEOUT_MS },
		{ node, clock, hasher, log: modules.log },
	);
	let roots: (string | null)[] = [];
	try {
		await run.open();
		await run.hurry(Number.POSITIVE_INFINITY, modules.signal);
		roots = await network.rootsAt(run.view.totals.height);
	} finally {
		run.close();
		await network.stop();
	}
	return createReport(run, { validators, roots, startedMs });
}
