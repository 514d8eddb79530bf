import { join } from 'node:path';
import { app, crashReporter } from 'electron';
import { openConsole } from './console-shell.ts';
import { createDesk } from './desk.ts';
import { endOnFault, type FaultSource } from './lifecycle/crash.ts';
import { quitGracefully } from './lifecycle/quit.ts';
import type { ConsoleHost, DesktopLog, HostSight, StartHost } from './node/host.ts';
import { Wishes } from './open/wishes.ts';
import { registerConsoleScheme } from './page/console-protocol.ts';
import { hardenAllContents } from './page/session-hardening.ts';
import { canStartAtLogin, startAtLogin } from './system/login-item.ts';
import { canNotify } from './system/notices.ts';
import { SettingsFile } from './system/settings-file.ts';
import { hasTray } from './system/tray-presence.ts';
import { type UpdateSource, Updates } from './update/updates.ts';

/** Longest wait for the node and its child validators at the end. */
const stopLimitMs = 20_000;

/** What the program was started with and on. */
export interface Surroundings {
	readonly platform: NodeJS.Platform;
	readonly environment: NodeJS.ProcessEnv;
	/** Without the program itself. */
	readonly commandArguments: readonly string[];
	readonly directory: string;
	/** As the user starts the program. */
	readonly program: string;
}

export interface ShellModules {
	readonly log: DesktopLog;
	/** Resolves when every line so far is on disk. */
	closeLog(): Promise<void>;
	readonly faults: FaultSource;
	/** Starts what is around the node once the application is ready; the signal ends a start that is under way. */
	readonly startHost: StartHost;
	/** Fetches from a feed; asked for only where one is configured. */
	updateSource(feed: string): UpdateSource;
	now(): number;
}

/**
 * Runs the desktop application. Everything Electron wants before `ready` happens in this call, without a pause.
 *
 * @returns false where another instance has the lock: that one shows its window, this one ends.
 */
export function runShell(surroundings: Surroundings, modules: ShellModules): boolean {
	if (!app.requestSingleInstanceLock()) {
		app.quit();
		return false;
	}
	app.enableSandbox();
	registerConsoleScheme();
	crashReporter.start({ uploadToServer: false });
	hardenAllContents();
	const wishes = new Wishes(surroundings);

	const { log } = modules;
	const { platform, environment, program } = surroundings;
	const settings = new SettingsFile(join(app.getPath('userData'), 'desktop.json'), { log });
	const starting = new AbortController();
	let hosting: Promise<ConsoleHost> | null = null;
	let host: ConsoleHost | null = null;
	let failed = false;
	const sight = (): HostSight =>
		host?.state() ?? { phase: failed ? 'failed' : 'starting', height: 0, quorum: null, alarm: null };
	const { updateFeed } = settings.kept;
	const updates = new Updates(updateFeed === null ? null : modules.updateSource(updateFeed), { log, state: sight });

	const stop = async (): Promise<void> => {
		starting.abort();
		const started = await hosting?.catch(() => null);
		await started?.stop();
	};
	const end = quitGracefully(
		{ limitMs: stopLimitMs },
		{ stop, stopped: () => updates.installAtEnd(), closeLog: modules.closeLog, log },
	);
	endOnFault(modules.faults, { log, end });

	const tray = hasTray(platform, environment);
	const configDirectory = environment['XDG_CONFIG_HOME'] || app.getPath('appData');
	const prepareDesk = () =>
		createDesk(
			{
				available: { startAtLogin: canStartAtLogin(), tray, notifications: canNotify() },
				crashDirectory: app.getPath('crashDumps'),
			},
			{
				settings,
				updates,
				startAtLogin: (enabled) => startAtLogin(enabled, { platform, configDirectory, program }),
				endSoon: () => void setImmediate(() => end(0)),
			},
		);

	void app.whenReady().then(() => {
		hosting = modules.startHost(starting.signal, prepareDesk());
		hosting.then(
			(started) => {
				host = started;
			},
			() => {
				failed = true;
			},
		);
		const isMinimised = settings.kept.startMinimised || surroundings.commandArguments.includes('--minimised');
		const first = isMinimised ? (tray ? 'hidden' : 'minimised') : 'shown';
		openConsole({ first, tray }, { ...modules, hosting, sight, settings, wishes, quit: () => end(0) });
		updates.follow();
	});
	return true;
}
