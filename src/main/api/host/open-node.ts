import { resolve } from 'node:path';
import type { HostChoice } from '../../../shared/contract/index.ts';
import { createNode, readNodeOptions } from '../../node/create-node.ts';
import type { NodeOptions } from '../../node/options.ts';
import type { GridquorumNode } from '../../node/types.ts';
import type { NetworkSource, RunningNetwork, StartModules } from './network-source.ts';
import { NODE_STEPS } from './node-steps.ts';

export interface OpenNodeModules {
	/** Of a directory's keys where the person gave none; undefined leaves it to the environment and the directory. */
	readonly passphraseOf: (directory: string) => Promise<string | undefined>;
	/** Entry files of worker threads, where a bundle has them elsewhere. */
	readonly workerUrls?: NodeOptions['workerUrls'];
}

/** The validator or observer of a data directory that is there already. */
export function openNode(choice: Extract<HostChoice, { kind: 'open' }>, modules: OpenNodeModules): NetworkSource {
	const directory = resolve(choice.directory);
	return {
		network: { kind: 'node', directory, played: [] },
		remembered: { kind: 'node', directory },
		start: async (start) => {
			start.steps.plan(NODE_STEPS);
			return startNode(directory, choice.passphrase ?? undefined, start, modules);
		},
	};
}

/** @throws CodedError as reading the directory and the node's start do; nothing of it runs then */
export async function startNode(
	directory: string,
	given: string | undefined,
	{ steps, signal }: StartModules,
	{ passphraseOf, workerUrls }: OpenNodeModules,
): Promise<RunningNetwork> {
	const passphrase = given ?? (await passphraseOf(directory));
	const node = await createNode(
		await readNodeOptions(directory, {
			...(passphrase === undefined ? {} : { passphrase }),
			...(workerUrls === undefined ? {} : { workerUrls }),
		}),
	);
	const stop = (): void => void node.stop();
	signal.addEventListener('abort', stop, { once: true });
	try {
		signal.throwIfAborted();
		await steps.startNode(node);
	} catch (error) {
		await node.stop();
		throw error;
	} finally {
		signal.removeEventListener('abort', stop);
	}
	return runningNode(node);
}

function runningNode(node: GridquorumNode): RunningNetwork {
	return {
		node,
		market: node.genesis.name,
		utcOffsetMinutes: 0,
		ended: new Promise(() => undefined),
		play: null,
		stop: () => node.stop(),
	};
}
