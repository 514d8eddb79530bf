import { Command } from 'commander';
import open from 'open';
import packageJson from '../../../../package.json' with { type: 'json' };
import { openProgram } from '../../demo/host/open-program.ts';
import { programPaths } from '../../demo/host/settings-file.ts';
import { OPERATORS } from '../../demo/market/terms.ts';
import { defaultDemoHome } from '../../demo/network/demo-home.ts';
import { PASSPHRASE_VARIABLE } from '../../node/keys/passphrase.ts';
import { builtConsole } from '../built-console.ts';
import { childValidators } from '../child-validator.ts';
import { RESOURCES } from '../named-files.ts';
import { integerOption, namesOption } from '../option-values.ts';
import { attend, serveProgram } from '../program-console.ts';
import { stopSignal } from '../stop-signal.ts';
import { terminalLog } from '../terminal-log.ts';
import { type DemoFlags, openOptions, withDemoOptions } from './demo-options.ts';

const DEFAULT_SPEED = 60;
const MAX_SPEED = 3_600;

interface StartFlags extends DemoFlags {
	readonly speed: number;
	readonly play: string[];
	readonly port: number;
	readonly open?: boolean;
	readonly setup: boolean;
}

/** `start`: the live demo market with its console in the browser. */
export function startCommand(): Command {
	const command = new Command('start')
		.description('run the demo market by the clock and serve its console to the browser')
		.option('--home <dir>', 'where the demo lives (default: the user’s application data)')
		.option('--speed <factor>', 'chain seconds per second', integerOption('--speed', 1, MAX_SPEED), DEFAULT_SPEED)
		.option('--play <ids>', 'participants whose deeds you sign, by comma, or none', namesOption('--play'), [
			OPERATORS.grid,
		])
		.option(
			'--port <port>',
			'port of the console on 127.0.0.1 (0: any free one)',
			integerOption('--port', 0, 65_535),
			0,
		)
		.option('--setup', 'begin with the choice of a network instead of the demo', false)
		.option('--open', 'open a browser (the default where there is a display)')
		.option('--no-open', 'do not open a browser');
	return withDemoOptions(command).action(run);
}

async function run(flags: StartFlags): Promise<void> {
	const signal = stopSignal({ withStdin: true });
	const log = terminalLog({ quiet: false });
	const home = flags.home ?? defaultDemoHome(process.platform, process.env);
	const { homes, settingsFile } = programPaths(home);
	const demo = { ...openOptions(flags, home, null), speed: flags.speed, played: flags.play };
	const { program, server } = await serveProgram(
		{ port: flags.port, directory: builtConsole() },
		{
			log,
			open: () =>
				openProgram(
					{
						version: packageJson.version,
						door: 'browser',
						resources: RESOURCES,
						homes,
						first: flags.setup ? { kind: 'ask' } : { kind: 'demo', ...demo },
						canChoose: flags.setup || flags.home === undefined,
						settingsFile,
					},
					{ spawn: spawnValidators, passphraseOf: async () => undefined, log },
				),
		},
	);
	try {
		const address = server.issueToken();
		process.stdout.write(
			`Console: ${address}\n(The link opens one console, once. Ctrl-C stops the market and keeps its data.)\n`,
		);
		const isOpened = flags.open ?? hasDisplay();
		if (isOpened) await open(address).catch(() => undefined);
		await attend(program, { signal, stays: flags.setup, isExpected: isOpened });
	} finally {
		await program.stop();
		await server.stop();
	}
}

function spawnValidators(passphrase: string | undefined) {
	const { env } = process;
	return childValidators(passphrase === undefined ? env : { ...env, [PASSPHRASE_VARIABLE]: passphrase });
}

function hasDisplay(): boolean {
	return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}
