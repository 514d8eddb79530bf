import { createNode, readNodeOptions } from '../../node/create-node.ts';
import type { ClockSetting, GridquorumNode } from '../../node/types.ts';
import type { DemoLog } from '../demo-log.ts';
import { rootAt } from './validator-process.ts';
import { type SpawnValidator, ValidatorSupervisor } from './validator-supervisor.ts';

export interface ValidatorNetworkOptions {
	/** Data directory of each validator, the host's first. */
	readonly directories: readonly string[];
	readonly clock: ClockSetting;
	readonly passphrase?: string | undefined;
	/** Entry files of the host node's worker threads, where a bundle has them elsewhere. */
	readonly workerUrls?: { readonly execution?: URL; readonly verification?: URL } | undefined;
}

/** The validators of one chain: the first in this process, each other in its own. */
export interface ValidatorNetwork {
	readonly node: GridquorumNode;
	/** Resolves when all validators but the host's are up. */
	startOthers(): Promise<void>;
	/** Tells the clock to all validators but the host's. */
	tellClock(setting: ClockSetting): void;
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

/** The network of validators' data directories; nothing runs yet. */
export async function createValidatorNetwork(
	options: ValidatorNetworkOptions,
	{ spawn, log }: { readonly spawn: SpawnValidator; readonly log: DemoLog },
): Promise<ValidatorNetwork> {
	const [own = '', ...others] = options.directories;
	const { clock, passphrase, workerUrls } = options;
	const node = await createNode(
		await readNodeOptions(own, {
			clock,
			...(passphrase === undefined ? {} : { passphrase }),
			...(workerUrls === undefined ? {} : { workerUrls }),
		}),
	);
	const supervisors = others.map(
		(directory, index) =>
			new ValidatorSupervisor(
				{ validator: index + 1, directory, startTimeoutMs: START_TIMEOUT_MS, stopTimeoutMs: STOP_TIMEOUT_MS },
				{ spawn, log, clock: () => node.clock.setting },
			),
	);
	const stopping = new AbortController();
	return {
		node,
		startOthers: async () => void (await Promise.all(supervisors.map((supervisor) => supervisor.start()))),
		tellClock: (setting) => {
			for (const supervisor of supervisors) supervisor.setClock(setting);
		},
		pids: () => supervisors.map(({ pid }) => pid),
		rootsAt: (height) =>
			Promise.all([
				rootAt(node, height, stopping.signal),
				...supervisors.map((supervisor) => supervisor.rootAt(height, ROOT_TIMEOUT_MS)),
			]),
		stop: async () => {
			stopping.abort();
			await Promise.all([node.stop(), ...supervisors.map((supervisor) => supervisor.stop())]);
		},
	};
}
