import { type StartSteps, StepBoard } from '../api/host/step-board.ts';
import type { GridquorumNode } from '../node/types.ts';
import type { DemoLog } from './demo-log.ts';
import type { MarketPlan } from './market/market-plan.ts';
import { type DemoHomeOptions, prepareDemoHome } from './network/prepare-home.ts';
import { SharedClock } from './network/shared-clock.ts';
import { createValidatorNetwork, type ValidatorNetworkOptions } from './network/validator-network.ts';
import type { SpawnValidator } from './network/validator-supervisor.ts';

export interface OpenDemoOptions extends DemoHomeOptions, Pick<ValidatorNetworkOptions, 'workerUrls'> {}

export interface OpenDemoModules {
	readonly spawn: SpawnValidator;
	readonly log: DemoLog;
	/** Ends the start. A network that is up is stopped by its `stop`. */
	readonly signal?: AbortSignal;
	/** Hears what the start is at. */
	readonly steps?: StartSteps;
}

/** A running demo network: validator 0 in this process, each other in its own. */
export interface DemoNetwork {
	readonly node: GridquorumNode;
	readonly plan: MarketPlan;
	readonly clock: SharedClock;
	readonly validators: number;
	/** Display name of the market. */
	readonly market: string;
	/** Processes of validators 1, 2, …; undefined while one is down. */
	pids(): (number | undefined)[];
	/** Each validator's own state root after a height; null for one that cannot say. */
	rootsAt(height: number): Promise<(string | null)[]>;
	/** Stops every validator. Safe to call twice. */
	stop(): Promise<void>;
}

/** @throws CodedError IMPORT_* | DEMO_* and what the host node's start throws */
export async function openDemo(options: OpenDemoOptions, modules: OpenDemoModules): Promise<DemoNetwork> {
	const { log, signal, steps = new StepBoard(() => performance.now()) } = modules;
	const { plan, directories, settings } = await steps.run('market', () => prepareDemoHome(options));
	const { passphrase, workerUrls } = options;
	const clock = { anchorChainMs: plan.genesisTime, anchorWallMs: Date.now(), speed: 1 };
	const network = await createValidatorNetwork({ directories, clock, passphrase, workerUrls }, modules);
	const { node, pids, rootsAt, stop } = network;
	const shared = new SharedClock({ host: node.clock, tell: network.tellClock, wallMs: () => Date.now() });
	const giveUp = () => void stop().catch(() => undefined);
	signal?.addEventListener('abort', giveUp, { once: true });
	try {
		signal?.throwIfAborted();
		// All at once, for a starting node waits a while for its peers.
		await Promise.all([steps.startNode(node), steps.run('validators', network.startOthers)]);
		// Chain time goes on where the chain stands, on this node or, if that fell behind, on the others.
		shared.jumpTo((node.snapshot().headTime ?? 0) + 1);
		node.onBlock(({ block }) => shared.jumpTo(block.header.time));
	} catch (error) {
		await stop();
		throw error;
	} finally {
		signal?.removeEventListener('abort', giveUp);
	}
	log.info({ validators: directories.length, chain: node.chainId }, 'network is up');
	return { node, plan, clock: shared, validators: directories.length, market: settings.market, pids, rootsAt, stop };
}
