import { StepBoard } from '../api/host/step-board.ts';
import { hasher } from '../node/crypto/sha256.ts';
import { LIVE_STEPS, type LiveDemo, type LiveDemoOptions, runLive, STALL_TIMEOUT_MS } from './live-market.ts';
import { MarketRun } from './market/market-run.ts';
import { type OpenDemoModules, openDemo } from './open-demo.ts';

/**
 * Starts or resumes the network of the demo that people look at. Resolves when it runs, so that a console can watch
 * the first hours of a new market pass in seconds.
 * @throws CodedError IMPORT_* | DEMO_* | HOST_PLAYER_UNKNOWN when nobody of the market has a played name
 */
export async function liveDemo(
	options: LiveDemoOptions,
	modules: OpenDemoModules & { signal: AbortSignal },
): Promise<LiveDemo> {
	const { log, signal } = modules;
	const steps = modules.steps ?? new StepBoard(() => performance.now());
	steps.plan(LIVE_STEPS);
	const network = await openDemo(options, { ...modules, steps });
	const { node, plan, clock } = network;
	const market = new MarketRun(
		{ plan, played: options.played, stallTimeoutMs: STALL_TIMEOUT_MS },
		{ node, clock, hasher, log },
	);
	return runLive(options, { network, market, signal, steps, log });
}
