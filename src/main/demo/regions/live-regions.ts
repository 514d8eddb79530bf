import { StepBoard } from '../../api/host/step-board.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { LIVE_STEPS, type LiveDemo, type LiveDemoOptions, runLive, STALL_TIMEOUT_MS } from '../live-market.ts';
import type { OpenDemoModules } from '../open-demo.ts';
import { openRegions } from './open-regions.ts';
import { RegionalMarket } from './regional-market.ts';

/**
 * Starts or resumes the networks of several regions for people to look at: the console stands on the first region's node,
 * whose participants it plays; the other regions, the traders between them and the relayers run beside it.
 * @throws CodedError as `liveDemo`, DEMO_REGIONS_HOMES
 */
export async function liveRegions(
	options: LiveDemoOptions & { readonly regions: number },
	modules: OpenDemoModules & { signal: AbortSignal },
): Promise<LiveDemo> {
	const { log, signal } = modules;
	const steps = modules.steps ?? new StepBoard(() => performance.now());
	steps.plan(LIVE_STEPS);
	const network = await openRegions(options, { ...modules, steps });
	const { clock, regions } = network;
	const [{ plan, network: own }] = regions;
	const market = new RegionalMarket(
		{ played: options.played, stallTimeoutMs: STALL_TIMEOUT_MS },
		{ network, hasher, log },
	);
	const { node } = own;
	const stop = () => network.stop();
	return runLive(options, { network: { node, plan, clock, market: network.market, stop }, market, signal, steps, log });
}
