import type { DesktopSettings, DesktopState } from '../../shared/contract/index.ts';
import type { DesktopDesk } from '../api/desktop/types.ts';
import { listCrashReports } from './lifecycle/crash-reports.ts';
import type { SettingsFile } from './system/settings-file.ts';
import type { Updates } from './update/updates.ts';

export interface DeskOptions {
	readonly available: DesktopState['available'];
	/** Crashpad's folder. */
	readonly crashDirectory: string;
}

export interface DeskModules {
	readonly settings: SettingsFile;
	readonly updates: Updates;
	startAtLogin(enabled: boolean): Promise<void>;
	/** Ends the application once the answer to the console is out. */
	endSoon(): void;
}

/** Answers the console's questions about the program around its window. */
export function createDesk(options: DeskOptions, modules: DeskModules): DesktopDesk {
	const { settings, updates } = modules;
	return {
		async state() {
			const newest = await listCrashReports(options.crashDirectory);
			return {
				settings: settings.shown,
				available: options.available,
				crashReports: { directory: options.crashDirectory, newest: [...newest] },
				update: updates.state,
			};
		},
		async set(change: Partial<DesktopSettings>) {
			await settings.change(change);
			if (change.startAtLogin !== undefined) await modules.startAtLogin(change.startAtLogin);
		},
		checkForUpdate: () => updates.check(),
		async installUpdate(evenIfNeeded) {
			updates.ask(evenIfNeeded);
			modules.endSoon();
		},
	};
}
