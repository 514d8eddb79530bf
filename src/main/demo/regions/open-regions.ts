import { StepBoard } from '../../api/host/step-board.ts';
import { chainRootOf } from '../../node/bridge/chain-root.ts';
import type { MarketPlan } from '../market/market-plan.ts';
import { OPERATORS } from '../market/terms.ts';
import { SharedClock } from '../network/shared-clock.ts';
import { createValidatorNetwork, type ValidatorNetwork } from '../network/validator-network.ts';
import type { OpenDemoModules, OpenDemoOptions } from '../open-demo.ts';
import { connectChains } from './connect-chains.ts';
import { prepareRegionalHome } from './regional-home.ts';
import { ANCHOR_TERMS, TIE_TERMS, TRAVELLERS } from './terms.ts';

export interface OpenRegionsOptions extends OpenDemoOptions {
	readonly regions: number;
}

export interface RegionNetwork {
	readonly network: ValidatorNetwork;
	readonly plan: MarketPlan;
}

/** Running networks of regions and of their main chain, connected with each other, on one clock. */
export interface RegionsNetwork {
	readonly regions: readonly [RegionNetwork, ...RegionNetwork[]];
	readonly main: ValidatorNetwork;
	readonly clock: SharedClock;
	/** Of each network. */
	readonly validators: number;
	/** Display name of the market. */
	readonly market: string;
	/** Stops every validator of every network. Safe to call twice. */
	stop(): Promise<void>;
}

/** @throws CodedError IMPORT_* | DEMO_* and what a host node's start throws */
export async function openRegions(options: OpenRegionsOptions, modules: OpenDemoModules): Promise<RegionsNetwork> {
	const { log, signal, steps = new StepBoard(() => performance.now()) } = modules;
	const { settings, layout, directories } = await steps.run('market', () => prepareRegionalHome(options));
	const { plans } = layout;
	const { passphrase, workerUrls } = options;
	const clock = { anchorChainMs: plans[0]?.genesisTime ?? 0, anchorWallMs: Date.now(), speed: 1 };
	const networks = await Promise.all(
		directories.map((each) => createValidatorNetwork({ directories: each, clock, passphrase, workerUrls }, modules)),
	);
	const [first, ...rest] = networks as [ValidatorNetwork, ...ValidatorNetwork[]];
	const shared = new SharedClock({
		host: first.node.clock,
		tell: (setting) => {
			first.tellClock(setting);
			for (const { node, tellClock } of rest) {
				node.clock.set(setting);
				tellClock(setting);
			}
		},
		wallMs: () => Date.now(),
	});
	const stop = async (): Promise<void> => void (await Promise.all(networks.map((network) => network.stop())));
	const giveUp = () => void stop().catch(() => undefined);
	signal?.addEventListener('abort', giveUp, { once: true });
	try {
		signal?.throwIfAborted();
		await Promise.all([
			steps.startNode(first.node),
			...rest.map(({ node }) => node.start()),
			steps.run('validators', async () => void (await Promise.all(networks.map((network) => network.startOthers())))),
		]);
		const heads = networks.map(({ node }) => node.snapshot().headTime ?? 0);
		shared.jumpTo(Math.max(...heads) + 1);
		for (const { node } of networks) node.onBlock(({ block }) => shared.jumpTo(block.header.time));
		await connect(networks, directories, passphrase);
	} catch (error) {
		await stop();
		throw error;
	} finally {
		signal?.removeEventListener('abort', giveUp);
	}
	const chains = networks.map(({ node }) => node.chainId);
	log.info({ validators: settings.validators, chains }, 'regions are up and connected');
	const regions = plans.map((plan, index) => ({ plan, network: networks[index] as ValidatorNetwork }));
	return {
		regions: regions as [RegionNetwork, ...RegionNetwork[]],
		main: networks.at(-1) as ValidatorNetwork,
		clock: shared,
		validators: settings.validators,
		market: settings.market,
		stop,
	};
}

/** Every region with every other, and the main chain with each; the regions know nothing of the main chain. */
async function connect(
	networks: readonly ValidatorNetwork[],
	directories: readonly (readonly string[])[],
	passphrase: string | undefined,
): Promise<void> {
	const last = networks.length - 1;
	const roots = networks.map(({ node }) => chainRootOf(node));
	await Promise.all(
		networks.map(({ node }, index) => {
			const terms = index === last ? ANCHOR_TERMS : TIE_TERMS;
			const others = roots.slice(0, last).filter((_, other) => other !== index);
			return connectChains(
				others.map((root) => ({ root, terms })),
				{
					node,
					directories: directories[index] as string[],
					passphrase,
					proposer: index === last ? TRAVELLERS.relayer : OPERATORS.market,
				},
			);
		}),
	);
}
