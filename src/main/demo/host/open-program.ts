import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HostState } from '../../../shared/contract/index.ts';
import type { DesktopDesk } from '../../api/desktop/types.ts';
import { joinNode } from '../../api/host/join-node.ts';
import type { NetworkSource, RememberedNetwork, Starters } from '../../api/host/network-source.ts';
import { type OpenNodeModules, openNode } from '../../api/host/open-node.ts';
import { createProgramHost } from '../../api/host/program-host.ts';
import type { ProgramHost } from '../../api/host/program-types.ts';
import type { ConsoleLog } from '../../api/log.ts';
import { CONFIG_FILE } from '../../node/config.ts';
import { verifier } from '../../node/crypto/ed25519.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { demoPaths } from '../network/demo-home.ts';
import type { SpawnValidator } from '../network/validator-supervisor.ts';
import { type DemoSourceOptions, demoSource } from './demo-source.ts';
import { readRemembered, writeRemembered } from './settings-file.ts';

/**
 * What the program begins with. `ask`: nothing, the console chooses. `last`: the network of the settings file, else as
 * `ask`. `demo`: this demo at once. `node`: the node of a data directory.
 */
export type FirstNetwork =
	| { readonly kind: 'ask' }
	| { readonly kind: 'last' }
	| ({ readonly kind: 'demo' } & DemoSourceOptions)
	| { readonly kind: 'node'; readonly directory: string };

export interface ProgramOptions {
	readonly version: string;
	readonly door: HostState['door'];
	/** Folder that holds `demo/fontana-summer-week`. */
	readonly resources: string;
	/** Directories that the console proposes for a new demo and a new node. */
	readonly homes: { readonly demo: string; readonly node: string };
	readonly first: FirstNetwork;
	/** False where the network was fixed from outside: it is then neither chosen nor left in a console, nor remembered. */
	readonly canChoose: boolean;
	/** JSON file with the network that runs, for the next start; see docs/operate/first-run.md. */
	readonly settingsFile: string;
	/** Entry files of worker threads, where a bundle has them elsewhere. */
	readonly workerUrls?: OpenNodeModules['workerUrls'];
}

export interface ProgramModules {
	/** Starts a demo's validators; with a passphrase, their keys lie under it. */
	readonly spawn: (passphrase: string | undefined) => SpawnValidator;
	/** Of a directory's keys, where the console gave none. Undefined leaves it to the environment and the directory's files. */
	readonly passphraseOf: (kind: 'demo' | 'node', directory: string) => Promise<string | undefined>;
	/** Answers for the program around a window. */
	readonly desktop?: DesktopDesk | undefined;
	readonly log: ConsoleLog;
}

/**
 * The program around the node, as the desktop and the headless program hold it. It answers consoles from here on; the
 * first network is under way where there is one. Never rejects: what fails is the host's failure, or in the log.
 */
export async function openProgram(options: ProgramOptions, modules: ProgramModules): Promise<ProgramHost> {
	const { resources, homes, workerUrls, settingsFile } = options;
	const { log } = modules;
	const demoModules = {
		spawn: modules.spawn,
		passphraseOf: (home: string) => modules.passphraseOf('demo', home),
		log,
	};
	const nodeModules: OpenNodeModules = {
		passphraseOf: (directory) => modules.passphraseOf('node', directory),
		...(workerUrls && { workerUrls }),
	};
	const demo = (choice: { directory: string; speed: number; played: readonly string[] }): NetworkSource =>
		demoSource(
			{
				home: choice.directory,
				resources,
				defaultHours: null,
				speed: choice.speed,
				played: choice.played,
				...(workerUrls && { workerUrls }),
			},
			demoModules,
		);
	const starters: Starters = {
		demo,
		join: (choice) => joinNode(choice, nodeModules),
		open: (choice) => openNode(choice, nodeModules),
	};
	const again = (network: RememberedNetwork | null): NetworkSource | null => {
		if (network === null) return null;
		if (network.kind === 'demo') return demo(network);
		return openNode({ kind: 'open', directory: network.directory, passphrase: null }, nodeModules);
	};
	const remembered = async (): Promise<RememberedNetwork | null> =>
		readRemembered(settingsFile).catch((error: unknown) => {
			log.warn({ err: error }, 'the last network is not known');
			return null;
		});
	const { first } = options;
	const source =
		first.kind === 'demo'
			? demoSource({ ...first, ...(workerUrls && { workerUrls }) }, demoModules)
			: first.kind === 'node'
				? again(first)
				: first.kind === 'last'
					? again(await remembered())
					: null;
	return createProgramHost(
		options,
		{
			starters,
			proofs: { verify: verifier.verify, sha256: hasher.sha256 },
			log,
			desktop: modules.desktop,
			proposed: () => ({
				demo: { directory: resolve(homes.demo), exists: existsSync(demoPaths(homes.demo).settings) },
				node: { directory: resolve(homes.node), exists: existsSync(join(homes.node, CONFIG_FILE)) },
			}),
			remember: async (network) => {
				if (!options.canChoose) return;
				await writeRemembered(settingsFile, network).catch((error: unknown) =>
					log.warn({ err: error, file: settingsFile }, 'the network is not remembered'),
				);
			},
		},
		source,
	);
}
