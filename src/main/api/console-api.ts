import { availableParallelism } from 'node:os';
import type { Topic } from '../../shared/contract/index.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { ProofModules } from '../../shared/proofs/certificates.ts';
import { runLab } from '../lab/run/worker-pool.ts';
import type { GridquorumNode } from '../node/types.ts';
import { createAlarmService } from './alarms/alarm-service.ts';
import type { AlarmService } from './alarms/types.ts';
import type { DesktopDesk } from './desktop/types.ts';
import { fixedHost } from './host/fixed-host.ts';
import type { HostDesk } from './host/host-desk.ts';
import { LabDesk } from './lab/lab-desk.ts';
import { DEFAULT_LIVE_OPTIONS, LiveHub, type LiveHubOptions } from './live-hub.ts';
import type { ConsoleLog } from './log.ts';
import { NodeDesk } from './node-desk/node-desk.ts';
import type { Port } from './port.ts';
import { type FollowedNode, followNode } from './read-model/follow-node.ts';
import { ReadModel } from './read-model/read-model.ts';
import type { Retention } from './read-model/retention.ts';
import { RoundSummaries } from './read-model/round-summaries.ts';
import { type ConsoleRouter, createRouter } from './router/index.ts';
import { type ServeConsoleOptions, serveConsole } from './serve-console.ts';

/** How long an answer waits for the read model to take a block that is final, ms. */
const REACH_TIMEOUT_MS = 5_000;

export interface ConsoleApiOptions {
	/** Version of the product. */
	readonly version: string;
	/** Display name of the market. Default: the chain's name. */
	readonly market?: string;
	/** Fixed offset of the market zone from UTC. Default 0. */
	readonly utcOffsetMinutes?: number;
	readonly retention?: Partial<Retention>;
	readonly live?: Partial<LiveHubOptions>;
}

export interface ConsoleApiModules {
	readonly node: GridquorumNode;
	readonly proofs: ProofModules;
	readonly log: ConsoleLog;
	/** The program around the node. Default: one whose network is fixed. */
	readonly host?: HostDesk;
	/** The program around the window, where there is one. */
	readonly desktop?: DesktopDesk | undefined;
	/** Unix wall ms. */
	readonly wallNow?: () => number;
}

/** The console contract on one running node. */
export interface ConsoleApi {
	readonly router: ConsoleRouter;
	readonly model: ReadModel;
	/** Open `live.subscribe` streams of all consoles. */
	readonly subscribers: number;
	/** Resolves when the blocks on disk are replayed. @throws CodedError CONSOLE_REPLAY_GAP */
	readonly ready: Promise<void>;
	/** What stands and is not held back; `worst` is for a tray. */
	readonly alarms: Pick<AlarmService, 'worst'>;
	/** Tells consoles that these views have changed where no block said so. */
	changed(topics: Iterable<Topic>): void;
	/** Serves one console until its port closes. */
	serve(port: Port, options: ServeConsoleOptions): void;
	/** Stops following the node and ends every subscription and lab run; the node itself goes on. */
	close(): void;
}

/** Builds the read models from the node's blocks, follows it, and answers consoles. The node must have started. */
export function createConsoleApi(options: ConsoleApiOptions, modules: ConsoleApiModules): ConsoleApi {
	const { node, proofs, log, wallNow = Date.now } = modules;
	const utcOffsetMinutes = options.utcOffsetMinutes ?? 0;
	const model = new ReadModel({
		genesis: node.genesis,
		hasher: proofs,
		utcOffsetMinutes,
		wallNow,
		...(options.retention && { retention: options.retention }),
	});
	const live = new LiveHub(
		{ ...DEFAULT_LIVE_OPTIONS, ...options.live },
		{
			read: () => ({
				height: model.asOfHeight,
				now: Math.floor(node.clock.now()),
				speed: node.clock.setting.speed,
			}),
		},
	);
	const lab = new LabDesk(
		{ threads: Math.max(1, availableParallelism() - 1) },
		{ runLab, wallNow: () => performance.now() },
	);
	const nodeDesk = new NodeDesk(
		{ version: options.version },
		{ node, log, wallNow, onLocked: () => live.changed(['status']) },
	);
	const waiting = new Set<() => void>();
	const followed = followNode(model, node, (topics) => {
		live.changed(topics);
		for (const check of waiting) check();
	});
	const readiness = watchReadiness(followed, node, model, log);
	const rounds = new RoundSummaries({ log: model.rounds, wallNow });
	let hasReplayed = false;
	followed.ready.then(
		() => {
			hasReplayed = true;
		},
		() => undefined,
	);
	const alarms = createAlarmService({
		node,
		model,
		rounds,
		log,
		wallNow,
		isReady: () => hasReplayed,
		lastBackup: async () => (await node.keys.lastBackup())?.atMs ?? null,
		onChange: () => live.changed(['alarms']),
	});
	const router = createRouter({
		node,
		model,
		rounds,
		alarms,
		live,
		lab,
		nodeDesk,
		desktop: modules.desktop,
		host: modules.host ?? fixedHost({ version: options.version, since: wallNow() }, { node }),
		proofs,
		log,
		version: options.version,
		market: options.market ?? node.genesis.name,
		utcOffsetMinutes,
		requireReady: readiness,
		reached: (height) => waitForHeight(height, model, waiting),
	});
	return {
		router,
		model,
		get subscribers() {
			return live.subscribers;
		},
		ready: followed.ready,
		alarms,
		changed: (topics) => live.changed(topics),
		serve: (port, serveOptions) => serveConsole(router, port, serveOptions, { log }),
		close: () => {
			void alarms.close();
			followed.close();
			live.close();
			lab.close();
			nodeDesk.close();
		},
	};
}

function watchReadiness(followed: FollowedNode, node: GridquorumNode, model: ReadModel, log: ConsoleLog): () => void {
	let state: 'replaying' | 'ready' | CodedError = 'replaying';
	followed.ready.then(
		() => {
			state = 'ready';
		},
		(error: unknown) => {
			log.error({ err: error }, 'the console could not read the chain from disk');
			state =
				error instanceof CodedError
					? error
					: new CodedError('CONSOLE_REPLAY_GAP', { height: model.asOfHeight + 1, head: node.snapshot().height });
		},
	);
	return () => {
		if (state === 'ready') return;
		if (state !== 'replaying') throw state;
		throw new CodedError('CONSOLE_STARTING', { height: model.asOfHeight, head: node.snapshot().height });
	};
}

function waitForHeight(height: number, model: ReadModel, waiting: Set<() => void>): Promise<void> {
	if (model.asOfHeight >= height) return Promise.resolve();
	return new Promise((resolve) => {
		const finish = (): void => {
			clearTimeout(timer);
			waiting.delete(check);
			resolve();
		};
		const check = (): void => {
			if (model.asOfHeight >= height) finish();
		};
		const timer = setTimeout(finish, REACH_TIMEOUT_MS);
		waiting.add(check);
	});
}
