import { Command } from 'commander';
import open from 'open';
import packageJson from '../../../../package.json' with { type: 'json' };
import { liveDemo } from '../../demo/live-demo.ts';
import { OPERATORS } from '../../demo/market/terms.ts';
import { defaultDemoHome } from '../../demo/network/demo-home.ts';
import { builtConsole } from '../built-console.ts';
import { childValidators } from '../child-validator.ts';
import { serveNodeConsole } from '../node-console.ts';
import { integerOption, namesOption } from '../option-values.ts';
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
		.option('--open', 'open a browser (the default where there is a display)')
		.option('--no-open', 'do not open a browser');
	return withDemoOptions(command).action(run);
}

async function run(flags: StartFlags): Promise<void> {
	const signal = stopSignal({ withStdin: true });
	// To be stopped is how a live market ends, also in the middle of its start.
	await serveMarket(flags, signal).catch((error: unknown) => {
		if (!signal.aborted) throw error;
	});
}

async function serveMarket(flags: StartFlags, signal: AbortSignal): Promise<void> {
	const directory = builtConsole();
	const log = terminalLog({ quiet: false });
	const options = openOptions(flags, flags.home ?? defaultDemoHome(process.platform, process.env), null);
	const demo = await liveDemo(
		{ ...options, speed: flags.speed, played: flags.play },
		{ spawn: childValidators(process.env), log, signal },
	);
	try {
		const served = await serveNodeConsole(
			{ ...demo.console, port: flags.port, directory, version: packageJson.version },
			{ log },
		);
		try {
			const address = served.issueToken();
			process.stdout.write(
				`Console: ${address}\n(The link opens one console, once. Ctrl-C stops the market and keeps its data.)\n`,
			);
			if (flags.open ?? hasDisplay()) await open(address).catch(() => undefined);
			await demo.live();
			if (!signal.aborted)
				await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
		} finally {
			await served.stop();
		}
	} finally {
		await demo.stop();
	}
}

function hasDisplay(): boolean {
	return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}
