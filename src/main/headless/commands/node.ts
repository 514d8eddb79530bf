import { Command } from 'commander';
import packageJson from '../../../../package.json' with { type: 'json' };
import type { ProgramHost } from '../../api/host/program-types.ts';
import { openProgram, type ProgramOptions } from '../../demo/host/open-program.ts';
import { programPaths } from '../../demo/host/settings-file.ts';
import { defaultDemoHome } from '../../demo/network/demo-home.ts';
import { runValidatorProcess } from '../../demo/network/validator-process.ts';
import { createNode, readNodeOptions } from '../../node/create-node.ts';
import { builtConsole } from '../built-console.ts';
import { childValidators, hostChannel } from '../child-validator.ts';
import { runLoneNode } from '../lone-node.ts';
import { RESOURCES } from '../named-files.ts';
import { integerOption } from '../option-values.ts';
import { attend, serveProgram } from '../program-console.ts';
import { stopSignal } from '../stop-signal.ts';
import { terminalLog } from '../terminal-log.ts';
import { watchPhase } from '../watch-phase.ts';

/** `node`: a server's validator or observer, or a validator of the demo when a host holds the other end of its IPC channel. */
export function nodeCommand(): Command {
	return new Command('node')
		.description('run the validator or observer of a data directory')
		.requiredOption('--home <dir>', 'its data directory, as init or testnet made it')
		.option(
			'--console <port>',
			'also serve the console on 127.0.0.1 (0: any free port)',
			integerOption('--console', 0, 65_535),
		)
		.action(run);
}

async function run({ home, console: port }: { home: string; console?: number }): Promise<void> {
	const channel = hostChannel();
	if (channel !== null) {
		const create = async (clock: Parameters<Parameters<typeof runValidatorProcess>[0]['createNode']>[0]) =>
			createNode(await readNodeOptions(home, { clock }));
		await runValidatorProcess({ channel, createNode: create });
		channel.close();
		return;
	}
	const signal = stopSignal({ withStdin: false });
	const log = terminalLog({ quiet: false });
	if (port === undefined) return runLoneNode(home, { signal, log });
	const open = () =>
		openProgram(programOf(home), {
			spawn: () => childValidators(process.env),
			passphraseOf: async () => undefined,
			log,
		});
	const { program, server } = await serveProgram({ port, directory: builtConsole() }, { open, log });
	const watching = watchStages(program, log);
	try {
		process.stdout.write(`Console: ${server.issueToken()}\n`);
		await attend(program, { signal, stays: true });
	} finally {
		watching.stop();
		await program.stop();
		await server.stop();
	}
}

/** Says what the node does for as long as one is up. */
function watchStages(program: ProgramHost, log: ReturnType<typeof terminalLog>): { stop(): void } {
	let watched: ProgramHost['running'] = null;
	let stop = (): void => undefined;
	program.onChange(() => {
		const { running } = program;
		if (running === watched) return;
		stop();
		watched = running;
		stop = running ? watchPhase(running.node, log) : () => undefined;
	});
	return { stop: () => stop() };
}

/** The node of one directory; nothing else can be chosen. */
function programOf(home: string): ProgramOptions {
	return {
		version: packageJson.version,
		door: 'browser',
		resources: RESOURCES,
		...programPaths(defaultDemoHome(process.platform, process.env)),
		first: { kind: 'node', directory: home },
		canChoose: false,
	};
}
