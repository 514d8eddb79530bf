import { join } from 'node:path';
import { certificateQuorum } from '../../../shared/proofs/certificates.ts';
import type { DesktopDesk } from '../../api/desktop/types.ts';
import type { ProgramHost } from '../../api/host/program-types.ts';
import { presentValidators } from '../../api/present-validators.ts';
import { type FirstNetwork, openProgram } from '../../demo/host/open-program.ts';
import { programPaths } from '../../demo/host/settings-file.ts';
import { defaultDemoHome, demoPaths } from '../../demo/network/demo-home.ts';
import { collectDiagnostics } from '../../node/diagnostics/collect.ts';
import { PASSPHRASE_VARIABLE } from '../../node/keys/passphrase.ts';
import { demoPassphrase } from './demo-passphrase.ts';
import type { ConsoleHost, DesktopLog, HostSight } from './host.ts';
import type { StartOptions } from './start-options.ts';
import { utilityValidators } from './validator-processes.ts';

export interface DesktopProgramOptions {
	/** What the command line names; null leaves the network to the person, or to the last start. */
	readonly demo: StartOptions | null;
	/** Folder of the application: built files under out/, data under resources/. */
	readonly root: string;
	readonly version: string;
	/** Where a demo's passphrase lies as the system's secret store wrapped it. */
	readonly passphraseFile: string;
}

/**
 * Starts the program around the node for the window: the network of the command line, else the one of the last start,
 * else the console asks. A demo's validators are utility processes.
 */
export async function startProgram(
	options: DesktopProgramOptions,
	modules: { readonly log: DesktopLog; readonly signal: AbortSignal; readonly desktop: DesktopDesk },
): Promise<ConsoleHost> {
	const { log, signal, desktop } = modules;
	const { env, platform } = process;
	const resources = join(options.root, 'resources');
	const home = options.demo?.home ?? defaultDemoHome(platform, env);
	const validatorEntry = join(options.root, 'out', 'main', 'validator.js');
	const program = await openProgram(
		{
			version: options.version,
			door: 'window',
			resources,
			...programPaths(home),
			first: firstNetwork(options.demo, home, resources),
			canChoose: options.demo === null,
		},
		{
			spawn: (passphrase) =>
				utilityValidators(
					validatorEntry,
					passphrase === undefined ? env : { ...env, [PASSPHRASE_VARIABLE]: passphrase },
				),
			passphraseOf: async (kind, directory) =>
				kind === 'demo'
					? demoPassphrase({ home: directory, file: options.passphraseFile }, { environment: env, platform, log })
					: undefined,
			desktop,
			log,
		},
	);
	const stop = (): Promise<void> => program.stop();
	if (signal.aborted) await stop();
	return {
		state: () => sightOf(program),
		serve: (port) => program.serve(port, { session: { name: 'window', permission: 'operate' } }),
		diagnostics: () => diagnosticsOf(program, options.version),
		stop,
	};
}

function firstNetwork(demo: StartOptions | null, home: string, resources: string): FirstNetwork {
	if (demo === null) return { kind: 'last' };
	const { speed, played, regions } = demo;
	return { kind: 'demo', home, resources, defaultHours: null, speed, played, regions };
}

/** What the tray shows of the program: its stage, and of a running node its height, its quorum and its worst alarm. */
export function sightOf(program: Pick<ProgramHost, 'state' | 'running'>): HostSight {
	const { stage } = program.state();
	const { running } = program;
	if (running === null || stage !== 'running') {
		const phase = stage === 'running' ? 'starting' : stage;
		return { phase, height: 0, quorum: null, alarm: null };
	}
	const { node, api } = running;
	const { phase, height, peers } = node.snapshot();
	const needed = certificateQuorum(presentValidators(node).length);
	const connected = peers.filter((peer) => peer.connected).length + 1;
	return { phase, height, quorum: node.self === null ? null : { connected, needed }, alarm: api.alarms.worst() };
}

/** Of the running node, else of what its directory says; a demo's first validator is the one of this process. */
async function diagnosticsOf(program: Pick<ProgramHost, 'state' | 'running'>, version: string) {
	const { network } = program.state();
	const node = program.running?.node ?? null;
	if (network === null) return null;
	const chosen = network.kind === 'demo' ? demoPaths(network.directory).validator(0) : network.directory;
	return collectDiagnostics({ dataDirectory: node?.dataDirectory ?? chosen, version, wallNow: Date.now() }, { node });
}
