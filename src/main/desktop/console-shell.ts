import { join } from 'node:path';
import { app, session } from 'electron';
import type { CodedError } from '../../shared/errors/coded-error.ts';
import { recoverWindow } from './lifecycle/crash.ts';
import type { ConsoleHost, DesktopLog, HostSight } from './node/host.ts';
import { OpenedBundle } from './open/opened-bundle.ts';
import type { Wishes } from './open/wishes.ts';
import { failurePath, serveConsoleFiles } from './page/console-protocol.ts';
import { coded, renderFailure } from './page/failure-page.ts';
import { consoleOrigin } from './page/origin.ts';
import { hardenSession } from './page/session-hardening.ts';
import { chooseBundle, type DialogModules, saveDiagnostics, showCrashReports, showFailure } from './system/dialogs.ts';
import { labelsFor } from './system/labels.ts';
import { installMenu } from './system/menu.ts';
import { tellAlarms } from './system/notices.ts';
import type { SettingsFile } from './system/settings-file.ts';
import { showTray } from './system/tray.ts';
import { closeToTray } from './window/close-to-tray.ts';
import { acceptHandshakes } from './window/handshake.ts';
import { focusWindow, openWindow, type WindowOptions } from './window/window.ts';

export interface ConsoleShellOptions {
	readonly first: WindowOptions['first'];
	/** Whether this system shows trays. */
	readonly tray: boolean;
}

export interface ConsoleShellModules {
	readonly log: DesktopLog;
	readonly hosting: Promise<ConsoleHost>;
	readonly settings: SettingsFile;
	readonly wishes: Wishes;
	now(): number;
	sight(): HostSight;
	quit(): void;
}

/** Opens the console in its window once the application is ready, with all that the system shows around it. */
export function openConsole(options: ConsoleShellOptions, modules: ConsoleShellModules): void {
	const { log, hosting, settings, wishes } = modules;
	const root = app.getAppPath();
	const icons = join(root, 'resources', 'icons');
	const labels = labelsFor(app.getLocale());
	const bundle = new OpenedBundle();
	let failure: CodedError | null = null;

	const consoleSession = session.fromPartition('persist:console');
	hardenSession(consoleSession);
	serveConsoleFiles(consoleSession, {
		root: join(root, 'out', 'renderer'),
		failurePage: () => failure && renderFailure(failure),
		opened: (pathname) => bundle.content(pathname),
	});
	const window = openWindow({
		preload: join(root, 'out', 'preload', 'index.cjs'),
		icon: join(icons, 'gridquorum.png'),
		session: consoleSession,
		first: options.first,
	});
	const load = (path = '/'): void => {
		if (window.isDestroyed()) return;
		const failed = (error: unknown): void => log.warn({ err: error, path }, 'the page did not load');
		window.loadURL(`${consoleOrigin}${path}`).catch(failed);
	};
	const open = (path: string): void => {
		load(`/#/${path}`);
		focusWindow(window);
	};
	const fail = (error: CodedError): void => {
		failure = error;
		load(failurePath);
	};
	const dialogs: DialogModules = { window, labels, log };
	const openBundle = (file: string): void => {
		bundle.take(file).then(open, (error: unknown) => {
			log.warn({ err: error }, 'the bundle could not be opened');
			showFailure(error, dialogs);
		});
	};

	hosting.catch((error: unknown) => {
		log.error({ err: error }, 'the node did not start');
		fail(coded(error));
	});
	acceptHandshakes(window, { host: hosting, log });
	recoverWindow(window, { log, now: modules.now, reload: load, fail });
	installMenu(labels, {
		open,
		openBundle: () => void chooseBundle(dialogs).then((file) => file !== null && openBundle(file)),
		saveDiagnostics: () => void saveDiagnostics(hosting, dialogs),
		showCrashReports: () => showCrashReports(log),
		reload: () => load(),
		quit: modules.quit,
	});
	closeToTray(window, { labels, tray: options.tray }, settings);
	showTray(
		{ labels, icons },
		{
			state: modules.sight,
			seen: tellAlarms(labels, {
				wanted: () => settings.kept.notifications,
				isWatched: () => window.isFocused(),
				open: () => open('node/alarms'),
			}),
			show: () => focusWindow(window),
			quit: modules.quit,
		},
	);
	load();
	wishes.listen((wanted) => {
		if (wanted === null) focusWindow(window);
		else if (wanted.kind === 'view') open(wanted.path);
		else openBundle(wanted.file);
	});
}
