import { StepBoard } from '../../api/host/step-board.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { endOfMorning, LIVE_STEPS, type LiveDemo, type LiveDemoOptions, requirePlayers } from '../live-demo.ts';
import { operatorNode } from '../network/operator-node.ts';
import type { OpenDemoModules } from '../open-demo.ts';
import { openRegions } from './open-regions.ts';
import { RegionalMarket } from './regional-market.ts';

const STALL_TIMEOUT_MS = 60_000;

/**
 * Starts or resumes the networks of several regions for people to look at: the console stands on the first region's node,
 * whose participants it plays; the other regions, the traders between them and the relayers run beside it.
 * @throws CodedError as `liveDemo`, DEMO_REGIONS_HOMES
 */
export async function liveRegions(
	options: LiveDemoOptions & { readonly regions: number },
	modules: OpenDemoModules & { signal: AbortSignal },
): Promise<LiveDemo> {
	const { log } = modules;
	const steps = modules.steps ?? new StepBoard(() => performance.now());
	steps.plan(LIVE_STEPS);
	const network = await openRegions(options, { ...modules, steps });
	const { clock, regions } = network;
	const [{ plan, network: own }] = regions;
	const stopping = new AbortController();
	const signal = AbortSignal.any([stopping.signal, modules.signal]);
	try {
		requirePlayers(plan, options.played);
	} catch (error) {
		await network.stop();
		throw error;
	}
	const market = new RegionalMarket(
		{ played: options.played, stallTimeoutMs: STALL_TIMEOUT_MS },
		{ network, hasher, log },
	);
	let played = options.played;
	return {
		console: {
			node: operatorNode(own.node, () => played),
			market: network.market,
			utcOffsetMinutes: plan.utcOffsetMinutes,
		},
		live: async () => {
			await steps.run('morning', async () => {
				await market.open();
				const morning = endOfMorning(plan);
				if (clock.now() >= morning) return;
				log.info({}, 'the first hours of the markets run ahead');
				await market.hurry(morning, signal);
			});
			clock.runAt(options.speed);
			await market.live(signal);
			if (market.isOver) log.info({ products: plan.hours.length }, 'the data ends here: every product is settled');
		},
		play: (next) => {
			requirePlayers(plan, next);
			played = next;
			market.play(next);
		},
		stop: async () => {
			stopping.abort();
			await market.close();
			await network.stop();
		},
	};
}
