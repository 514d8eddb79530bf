import { availableParallelism } from 'node:os';
import { consoleContract } from '../../../shared/contract/index.ts';
import type { CodedError } from '../../../shared/errors/coded-error.ts';
import { runLab } from '../../lab/run/worker-pool.ts';
import type { DesktopDesk } from '../desktop/types.ts';
import { LabDesk } from '../lab/lab-desk.ts';
import type { ConsoleLog } from '../log.ts';
import type { Port } from '../port.ts';
import { desktopProcedures } from '../router/desktop.ts';
import { hostProcedures } from '../router/host.ts';
import { labProcedures } from '../router/lab.ts';
import { contract, failureOf } from '../router/procedure.ts';
import { type ServeConsoleOptions, serveConsole } from '../serve-console.ts';
import type { HostDesk } from './host-desk.ts';

export interface WaitingConsole {
	serve(port: Port, options: ServeConsoleOptions): void;
	/** Ends every lab run. */
	close(): void;
}

/**
 * The console while no node is up: the program around it answers, and so does the laboratory, which needs none. Every other
 * procedure of the contract fails with `absence`.
 */
export function createWaitingConsole(modules: {
	readonly host: HostDesk;
	readonly desktop?: DesktopDesk | undefined;
	readonly log: ConsoleLog;
	readonly absence: () => CodedError;
}): WaitingConsole {
	const { host, desktop, log, absence } = modules;
	const lab = new LabDesk(
		{ threads: Math.max(1, availableParallelism() - 1) },
		{ runLab, wallNow: () => performance.now() },
	);
	const guarded = contract.use(async ({ next, path }) => {
		try {
			return await next();
		} catch (error) {
			throw failureOf(error, path, log);
		}
	});
	const router = {
		host: guarded.host.router(hostProcedures(host)),
		desktop: guarded.desktop.router(desktopProcedures({ desktop })),
		lab: guarded.lab.router(labProcedures({ lab, log })),
	};
	const unmatched = (path: readonly string[]): CodedError | null => (isOfContract(path) ? absence() : null);
	return {
		serve: (port, options) => serveConsole(router, port, options, { log, unmatched }),
		close: () => lab.close(),
	};
}

function isOfContract([group = '', name = '', ...more]: readonly string[]): boolean {
	if (more.length > 0 || !Object.hasOwn(consoleContract, group)) return false;
	return Object.hasOwn(consoleContract[group as keyof typeof consoleContract], name);
}
