import type { CodedError } from '../../shared/errors/coded-error.ts';
import type { ProgramHost } from '../api/host/program-types.ts';
import type { ConsoleLog } from '../api/log.ts';
import { type ConsoleServer, startConsoleServer } from './console-server.ts';
import { describeError } from './describe-error.ts';

/** How often an ended network and its consoles are looked at, wall ms. */
const LOOK_MS = 250;
/** Time for consoles to come back after a change of stage, wall ms. */
const LINGER_MS = 15_000;

export interface ProgramConsoleOptions {
	/** On 127.0.0.1; 0 takes a free one. */
	readonly port: number;
	/** The built console. */
	readonly directory: string;
}

/**
 * Serves the console of a program on 127.0.0.1. The port is taken before the program is opened, so that nothing starts
 * where nobody could look at it.
 * @throws CodedError CONSOLE_PORT_IN_USE | CONSOLE_RENDERER_MISSING, and what `open` throws
 */
export async function serveProgram(
	options: ProgramConsoleOptions,
	modules: { readonly open: () => Promise<ProgramHost>; readonly log: ConsoleLog },
): Promise<{ readonly program: ProgramHost; readonly server: ConsoleServer }> {
	let program: ProgramHost | null = null;
	const server = await startConsoleServer(options, {
		serve: (port, serveOptions) => {
			if (program) program.serve(port, serveOptions);
			else port.close();
		},
		metrics: async () => (await program?.metrics()) ?? '',
		log: modules.log,
	});
	try {
		program = await modules.open();
		return { program, server };
	} catch (error) {
		await server.stop();
		throw error;
	}
}

export interface AttendOptions {
	/** Ends the attendance. */
	readonly signal: AbortSignal;
	/** A failed program stays for whoever opens its console, however late. */
	readonly stays: boolean;
	/** A console was opened for a person and may be on its way. */
	readonly isExpected?: boolean;
}

/**
 * Keeps a program until the signal aborts. A failed one stays while a console looks at it and for the time that one
 * takes to come back; where nobody looks, it ends.
 * @throws CodedError the failure with which the program ended
 */
export async function attend(program: ProgramHost, options: AttendOptions): Promise<void> {
	let wasSeen = options.isExpected === true;
	let aloneSince: number | null = null;
	let told: CodedError | null = null;
	const isForsaken = (): boolean => {
		if (program.connections > 0) wasSeen = true;
		if (program.failure === null || program.connections > 0 || options.stays) {
			aloneSince = null;
			return false;
		}
		aloneSince ??= performance.now();
		return !wasSeen || performance.now() - aloneSince >= LINGER_MS;
	};
	/** A failure that ends the program is told by whoever ends it. */
	const tell = (): void => {
		if (program.failure !== null && program.failure !== told)
			process.stderr.write(`${describeError(program.failure)}\nThe console shows it, and tries again from there.\n`);
		told = program.failure;
	};
	const { promise, resolve } = Promise.withResolvers<void>();
	const looking = setInterval(() => {
		if (isForsaken()) resolve();
		else tell();
	}, LOOK_MS);
	options.signal.addEventListener('abort', () => resolve(), { once: true });
	if (options.signal.aborted) resolve();
	await promise;
	clearInterval(looking);
	if (program.failure) throw program.failure;
}
