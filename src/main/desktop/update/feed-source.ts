import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppUpdater } from 'electron-updater';
import type { DesktopLog } from '../node/host.ts';
import { installsItself } from './policy.ts';
import type { UpdateSource } from './updates.ts';

/**
 * A generic feed of electron-updater. macOS compares the signature of a download with that of the running program, and
 * Windows with the publisher that the package names; a package that names none is not replaced by itself.
 *
 * @param feed https address of the folder that holds `latest*.yml`
 */
export function feedSource(feed: string, platform: NodeJS.Platform, log: DesktopLog): UpdateSource {
	let updater: AppUpdater | null = null;
	const load = async (): Promise<AppUpdater> => {
		if (updater !== null) return updater;
		const { default: library } = await import('electron-updater');
		const { autoUpdater } = library;
		autoUpdater.setFeedURL({ provider: 'generic', url: feed });
		// Nothing happens but by our own calls: when to install depends on the quorum.
		autoUpdater.autoDownload = false;
		autoUpdater.autoInstallOnAppQuit = false;
		autoUpdater.allowDowngrade = false;
		autoUpdater.allowPrerelease = false;
		autoUpdater.logger = {
			info: (message) => log.info({ message }, 'update'),
			warn: (message) => log.warn({ message }, 'update'),
			error: (message) => log.error({ message }, 'update'),
		};
		updater = autoUpdater;
		return autoUpdater;
	};
	return {
		async check() {
			const found = await (await load()).checkForUpdates();
			return found?.isUpdateAvailable ? found.updateInfo.version : null;
		},
		download: installsItself(platform)
			? async () => {
					if (platform === 'win32') await requirePublisher();
					await (await load()).downloadUpdate();
				}
			: null,
		install: (restart) => updater?.quitAndInstall(true, restart),
	};
}

/** Without a publisher the library would take any installer that has the feed's checksum. */
async function requirePublisher(): Promise<void> {
	const config = await readFile(join(process.resourcesPath, 'app-update.yml'), 'utf8').catch(() => '');
	if (!/^publisherName:/m.test(config)) throw new Error('this package names no publisher to check the signature by');
}
