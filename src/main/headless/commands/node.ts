import { Command } from 'commander';
import packageJson from '../../../../package.json' with { type: 'json' };
import { runValidatorProcess } from '../../demo/network/validator-process.ts';
import { createNode, readNodeOptions } from '../../node/create-node.ts';
import { builtConsole } from '../built-console.ts';
import { hostChannel } from '../child-validator.ts';
import { serveNodeConsole } from '../node-console.ts';
import { integerOption } from '../option-values.ts';
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
	const directory = port === undefined ? '' : builtConsole();
	const signal = stopSignal({ withStdin: false });
	const log = terminalLog({ quiet: false });
	const node = await createNode(await readNodeOptions(home));
	const stopNode = () => void node.stop();
	signal.addEventListener('abort', stopNode, { once: true });
	try {
		signal.throwIfAborted();
		await node.start();
		signal.removeEventListener('abort', stopNode);
		const stopWatching = watchPhase(node, log);
		const served = port === undefined ? null : await serveNodeConsole(consoleOf(node, port, directory), { log });
		if (served !== null) process.stdout.write(`Console: ${served.issueToken()}\n`);
		try {
			await new Promise<void>((resolve) => {
				if (signal.aborted) resolve();
				signal.addEventListener('abort', () => resolve(), { once: true });
			});
		} finally {
			stopWatching();
			await served?.stop();
		}
	} catch (error) {
		// To be stopped in the middle of its start is no failure.
		if (!signal.aborted) throw error;
	} finally {
		await node.stop();
	}
}

function consoleOf(node: Awaited<ReturnType<typeof createNode>>, port: number, directory: string) {
	const { version } = packageJson;
	return { node, market: node.genesis.name, utcOffsetMinutes: 0, port, directory, version };
}
