import { type StartSteps, StepBoard } from '../api/host/step-board.ts';
import { createNode, readNodeOptions } from '../node/create-node.ts';
import type { ClockSetting, GridquorumNode } from '../node/types.ts';
import type { DemoLog } from './demo-log.ts';
import type { MarketPlan } from './market/market-plan.ts';
import { type DemoHomeOptions, prepareDemoHome } from './network/prepare-home.ts';
import { SharedClock } from './network/shared-clock.ts';
import { rootAt } from './network/validator-process.ts';
import { type SpawnValidator, ValidatorSupervisor } from './network/validator-supervisor.ts';

export interface OpenDemoOptions extends DemoHomeOptions {
	/** Entry files of the host node's worker threads, where a bundle has them elsewhere. */
	readonly workerUrls?: { readonly execution?: URL; readonly verification?: URL };
}

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

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
/** Time enough for a validator that was killed at the very end to start again and catch up. */
const ROOT_TIMEOUT_MS = 30_000;

/** @throws CodedError IMPORT_* | DEMO_* and what the host node's start throws */
export async function openDemo(options: OpenDemoOptions, modules: OpenDemoModules): Promise<DemoNetwork> {
	const { spawn, log, signal, steps = new StepBoard(() => performance.now()) } = modules;
	const { plan, directories, settings } = await steps.run('market', () => prepareDemoHome(options));
	const [own = '', ...others] = directories;
	const clock: ClockSetting = { anchorChainMs: plan.genesisTime, anchorWallMs: Date.now(), speed: 1 };
	const node = await createNode(
		await readNodeOptions(own, {
			clock,
			...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
			...(options.workerUrls === undefined ? {} : { workerUrls: options.workerUrls }),
		}),
	);
	const supervisors = others.map(
		(directory, index) =>
			new ValidatorSupervisor(
				{ validator: index + 1, directory, startTimeoutMs: START_TIMEOUT_MS, stopTimeoutMs: STOP_TIMEOUT_MS },
				{ spawn, log, clock: () => node.clock.setting },
			),
	);
	const shared = new SharedClock({
		host: node.clock,
		tell: (setting) => {
			for (const supervisor of supervisors) supervisor.setClock(setting);
		},
		wallMs: () => Date.now(),
	});
	const stopping = new AbortController();
	const stop = async (): Promise<void> => {
		stopping.abort();
		await Promise.all([node.stop(), ...supervisors.map((supervisor) => supervisor.stop())]);
	};
	const giveUp = () => void stop().catch(() => undefined);
	signal?.addEventListener('abort', giveUp, { once: true });
	try {
		signal?.throwIfAborted();
		// All at once, for a starting node waits a while for its peers.
		await Promise.all([
			steps.startNode(node),
			steps.run('validators', () => Promise.all(supervisors.map((supervisor) => supervisor.start()))),
		]);
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
	return {
		node,
		plan,
		clock: shared,
		validators: directories.length,
		market: settings.market,
		pids: () => supervisors.map(({ pid }) => pid),
		rootsAt: (height) =>
			Promise.all([
				rootAt(node, height, stopping.signal),
				...supervisors.map((supervisor) => supervisor.rootAt(height, ROOT_TIMEOUT_MS)),
			]),
		stop,
	};
}
