import { Command } from 'commander';
import packageJson from '../../../../package.json' with { type: 'json' };
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ProgramHost } from '../../api/host/program-types.ts';
import { openProgram, type ProgramOptions } from '../../demo/host/open-program.ts';
import { programPaths } from '../../demo/host/settings-file.ts';
import { defaultDemoHome } from '../../demo/network/demo-home.ts';
import { runValidatorProcess } from '../../demo/network/validator-process.ts';
import { createNode, readNodeOptions } from '../../node/create-node.ts';
import type { GridquorumNode } from '../../node/types.ts';
import { builtConsole } from '../built-console.ts';
import { childValidators, hostChannel } from '../child-validator.ts';
import { runLoneNode } from '../lone-node.ts';
import { RESOURCES } from '../named-files.ts';
import { integerOption } from '../option-values.ts';
import { attend, serveProgram } from '../program-console.ts';
import { type ComingNode, relayBeside } from '../relay-beside.ts';
import { forEachChain, type RelaySeat, seatNode, seatsOf } from '../relay-seats.ts';
import { stopSignal } from '../stop-signal.ts';
import { terminalLog } from '../terminal-log.ts';
import { watchPhase } from '../watch-phase.ts';
import { idOption } from './bridge/value-options.ts';

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
		.option(
			'--relay <dir>',
			'also relay to the chain of this data directory, whose node this process runs too; may be repeated',
			forEachChain('--relay'),
		)
		.option(
			'--relay-as <participant>',
			'who relays, on all chains, or first on the own one and then on that of each --relay',
			forEachChain('--relay-as', idOption('--relay-as')),
		)
		.action(run);
}

interface NodeFlags {
	readonly home: string;
	readonly console?: number;
	readonly relay?: readonly string[];
	readonly relayAs?: readonly string[];
}

async function run(flags: NodeFlags): Promise<void> {
	const { home, console: port } = flags;
	const channel = hostChannel();
	if (channel !== null) {
		const create = async (clock: Parameters<Parameters<typeof runValidatorProcess>[0]['createNode']>[0]) =>
			createNode(await readNodeOptions(home, { clock }));
		await runValidatorProcess({ channel, createNode: create });
		channel.close();
		return;
	}
	const [ownSeat, ...seats] = await relaySeats(flags);
	const signal = stopSignal({ withStdin: false });
	const log = terminalLog({ quiet: false });
	const ending = new AbortController();
	const relay = async (own: ComingNode): Promise<void> => {
		const participant = ownSeat?.participant ?? '';
		const modules = { own, signal: AbortSignal.any([signal, ending.signal]), log };
		await Promise.all(seats.map((seat) => relayBeside({ participant, seat }, modules)));
	};
	if (port === undefined) {
		const beside = (node: GridquorumNode) => relay({ current: () => node, onChange: () => () => undefined });
		return runLoneNode(home, { signal, log, beside });
	}
	const open = () =>
		openProgram(programOf(home), {
			spawn: () => childValidators(process.env),
			passphraseOf: async () => undefined,
			log,
		});
	const { program, server } = await serveProgram({ port, directory: builtConsole() }, { open, log });
	const watching = watchStages(program, log);
	const relaying = relay({
		current: () => program.running?.node ?? null,
		onChange: (listener) => program.onChange(listener),
	});
	try {
		process.stdout.write(`Console: ${server.issueToken()}\n`);
		await attend(program, { signal, stays: true });
	} finally {
		ending.abort();
		await relaying;
		watching.stop();
		await program.stop();
		await server.stop();
	}
}

/**
 * The own node's seat, then those of the other chains; none where nothing is relayed. That each can be taken is looked at
 * before anything starts.
 * @throws CodedError OPTION_INVALID, KEY_UNKNOWN, and as reading a directory does
 */
async function relaySeats({ home, relay = [], relayAs = [] }: NodeFlags): Promise<RelaySeat[]> {
	if (relay.length === 0 && relayAs.length === 0) return [];
	if (relay.length === 0)
		throw new CodedError('OPTION_INVALID', { option: '--relay-as', value: '', expected: 'given with --relay' });
	const expected = 'given once, or first for --home and then for each --relay';
	const seats = seatsOf([home, ...relay], relayAs, { option: '--relay-as', expected });
	for (const seat of seats) await (await seatNode(seat)).stop();
	return seats;
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
