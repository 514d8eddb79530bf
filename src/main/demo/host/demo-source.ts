import { resolve } from 'node:path';
import type { NetworkSource } from '../../api/host/network-source.ts';
import type { DemoLog } from '../demo-log.ts';
import { liveDemo } from '../live-demo.ts';
import { regionsOfHome } from '../network/prepare-home.ts';
import type { SpawnValidator } from '../network/validator-supervisor.ts';
import type { OpenDemoOptions } from '../open-demo.ts';
import { liveRegions } from '../regions/live-regions.ts';

export interface DemoSourceOptions extends Omit<OpenDemoOptions, 'passphrase'> {
	/** Chain milliseconds per wall millisecond, ≥ 1. */
	readonly speed: number;
	readonly played: readonly string[];
}

export interface DemoModules {
	/** Starts validators whose keys lie under the passphrase, or under files beside them. */
	readonly spawn: (passphrase: string | undefined) => SpawnValidator;
	/** For all key stores of a demo; undefined leaves it to the environment, and a new demo gets random ones in files. */
	readonly passphraseOf: (home: string) => Promise<string | undefined>;
	readonly log: DemoLog;
}

/** The demo market of a directory, new or made before. */
export function demoSource(options: DemoSourceOptions, modules: DemoModules): NetworkSource {
	const home = resolve(options.home);
	const { speed } = options;
	let { played } = options;
	return {
		get network() {
			return { kind: 'demo' as const, directory: home, played: [...played] };
		},
		get remembered() {
			return { kind: 'demo' as const, directory: home, speed, played };
		},
		start: async ({ steps, signal }) => {
			const passphrase = await modules.passphraseOf(home);
			const live = { ...options, home, played, passphrase };
			const around = { spawn: modules.spawn(passphrase), log: modules.log, signal, steps };
			const regions = options.regions ?? (await regionsOfHome(home));
			const demo = await (regions === null ? liveDemo(live, around) : liveRegions({ ...live, regions }, around));
			return {
				...demo.console,
				ended: demo.live(),
				play: (next) => {
					demo.play(next);
					played = next;
				},
				stop: demo.stop,
			};
		},
	};
}
