import { join } from 'node:path';
import { app, crashReporter, session } from 'electron';
import type { CodedError } from '../../shared/errors/coded-error.ts';
import { failurePath, registerConsoleScheme, serveConsoleFiles } from './page/console-protocol.ts';
import { endOnFault, type FaultSource, recoverWindow } from './lifecycle/crash.ts';
import { coded, renderFailure } from './page/failure-page.ts';
import { acceptHandshakes } from './window/handshake.ts';
import type { ConsoleHost, DesktopLog } from './node/host.ts';
import { labelsFor } from './system/labels.ts';
import { installMenu } from './system/menu.ts';
import { consoleOrigin } from './page/origin.ts';
import { quitGracefully } from './lifecycle/quit.ts';
import { hardenAllContents, hardenSession } from './page/session-hardening.ts';
import { showTray } from './system/tray.ts';
import { focusWindow, openWindow } from './window/window.ts';

/** Longest wait for the node and its child validators at the end. */
const stopLimitMs = 20_000;

export interface ShellModules {
	readonly log: DesktopLog;
	/** Resolves when every line so far is on disk. */
	closeLog(): Promise<void>;
	readonly faults: FaultSource;
	/** Starts the node once the application is ready; the signal ends a start that is under way. */
	startHost(signal: AbortSignal): Promise<ConsoleHost>;
	now(): number;
}

/**
 * Runs the desktop application. Everything Electron wants before `ready` happens in this call, without a pause.
 *
 * @returns false where another instance has the lock: that one shows its window, this one ends.
 */
export function runShell(modules: ShellModules): boolean {
	if (!app.requestSingleInstanceLock()) {
		app.quit();
		return false;
	}
	app.enableSandbox();
	registerConsoleScheme();
	crashReporter.start({ uploadToServer: false });
	hardenAllContents();

	const starting = new AbortController();
	let hosting: Promise<ConsoleHost> | null = null;
	const stop = async (): Promise<void> => {
		starting.abort();
		const host = await hosting?.catch(() => null);
		await host?.stop();
	};
	const end = quitGracefully({ limitMs: stopLimitMs }, { stop, closeLog: modules.closeLog, log: modules.log });
	endOnFault(modules.faults, { log: modules.log, end });

	void app.whenReady().then(() => {
		hosting = modules.startHost(starting.signal);
		openConsole(hosting, modules, () => end(0));
	});
	return true;
}

function openConsole(hosting: Promise<ConsoleHost>, modules: ShellModules, quit: () => void): void {
	const { log } = modules;
	const root = app.getAppPath();
	const icon = join(root, 'resources', 'icons', 'gridquorum.png');
	const labels = labelsFor(app.getLocale());
	let failure: CodedError | null = null;
	let host: ConsoleHost | null = null;

	const consoleSession = session.fromPartition('persist:console');
	hardenSession(consoleSession);
	serveConsoleFiles(consoleSession, {
		root: join(root, 'out', 'renderer'),
		failurePage: () => failure && renderFailure(failure),
	});

	const window = openWindow({ preload: join(root, 'out', 'preload', 'index.cjs'), icon, session: consoleSession });
	const show = (path = '/'): void => {
		if (window.isDestroyed()) return;
		const failed = (error: unknown): void => log.warn({ err: error, path }, 'the page did not load');
		window.loadURL(`${consoleOrigin}${path}`).catch(failed);
	};
	const fail = (error: CodedError): void => {
		failure = error;
		show(failurePath);
	};

	acceptHandshakes(window, { host: hosting, log });
	recoverWindow(window, { log, now: modules.now, reload: show, fail });
	hosting.then(
		(started) => {
			host = started;
		},
		(error: unknown) => {
			log.error({ err: error }, 'the node did not start');
			fail(coded(error));
		},
	);

	installMenu(labels, { open: (view) => show(`/#/${view}`), reload: () => show(), quit });
	showTray(
		{ icon, labels },
		{
			state: () => host?.state() ?? { phase: failure === null ? 'starting' : 'failed', height: 0 },
			show: () => focusWindow(window),
			quit,
		},
	);
	app.on('second-instance', () => focusWindow(window));
	show();
}
