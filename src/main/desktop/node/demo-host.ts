import { join } from 'node:path';
import { certificateQuorum } from '../../../shared/proofs/certificates.ts';
import { createConsoleApi } from '../../api/console-api.ts';
import type { DesktopDesk } from '../../api/desktop/types.ts';
import { presentValidators } from '../../api/present-validators.ts';
import { liveDemo } from '../../demo/live-demo.ts';
import { defaultDemoHome } from '../../demo/network/demo-home.ts';
import { verifier } from '../../node/crypto/ed25519.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { PASSPHRASE_VARIABLE } from '../../node/keys/passphrase.ts';
import { demoPassphrase } from './demo-passphrase.ts';
import type { ConsoleHost, DesktopLog, QuorumSight } from './host.ts';
import type { StartOptions } from './start-options.ts';
import { utilityValidators } from './validator-processes.ts';

export interface DemoHostOptions extends StartOptions {
	/** Folder of the application: built files under out/, data under resources/. */
	readonly root: string;
	readonly version: string;
	/** Where the passphrase lies as the system's secret store wrapped it. */
	readonly passphraseFile: string;
}

/** Runs the demo market with one validator in this process and serves its console to the window. */
export async function startDemoHost(
	options: DemoHostOptions,
	modules: { readonly log: DesktopLog; readonly signal: AbortSignal; readonly desktop: DesktopDesk },
): Promise<ConsoleHost> {
	const { root, version, speed, played } = options;
	const { log, signal, desktop } = modules;
	const { env, platform } = process;
	const home = options.home ?? defaultDemoHome(platform, env);
	const passphrase = await demoPassphrase({ home, file: options.passphraseFile }, { environment: env, platform, log });
	const childEnvironment = passphrase === undefined ? env : { ...env, [PASSPHRASE_VARIABLE]: passphrase };
	const validatorEntry = join(root, 'out', 'main', 'validator.js');
	const demo = await liveDemo(
		{ home, resources: join(root, 'resources'), defaultHours: null, passphrase, speed, played },
		{ spawn: utilityValidators(validatorEntry, childEnvironment), log, signal },
	);
	const { node, market, utcOffsetMinutes } = demo.console;
	const api = createConsoleApi(
		{ version, market, utcOffsetMinutes },
		{ node, proofs: { verify: verifier.verify, sha256: hasher.sha256 }, log, desktop },
	);
	demo.live().catch((error: unknown) => log.error({ err: error }, 'the market stopped'));

	const quorumSight = (peers: readonly { readonly connected: boolean }[]): QuorumSight => ({
		connected: peers.filter(({ connected }) => connected).length + 1,
		needed: certificateQuorum(presentValidators(node).length),
	});
	const stop = async (): Promise<void> => {
		api.close();
		await demo.stop();
	};
	let stopping: Promise<void> | null = null;
	return {
		state() {
			const { phase, height, peers } = node.snapshot();
			return { phase, height, quorum: node.self === null ? null : quorumSight(peers), alarm: null };
		},
		serve: (port) => api.serve(port, { session: { name: 'window', permission: 'operate' } }),
		stop() {
			stopping ??= stop();
			return stopping;
		},
	};
}
