import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CrashReport } from '../../../shared/contract/index.ts';

/** Reports that are kept; Crashpad itself would keep as many as it has written. */
export const keptReports = 20;
/** Entries of the folder that are looked at. */
const maxEntries = 1_000;
/** Crashpad's folders below its own: Linux and macOS, then Windows. */
const folders = ['completed', 'pending', 'new', 'reports'];

/**
 * The crash reports on this computer, newest first. What is older than the newest twenty is deleted: a report holds the
 * memory of a moment, and nobody is to keep that for ever.
 *
 * @param directory Crashpad's own, `app.getPath('crashDumps')`
 */
export async function listCrashReports(directory: string): Promise<readonly CrashReport[]> {
	const found: (CrashReport & { readonly path: string })[] = [];
	for (const folder of folders) {
		const names = (await readdir(join(directory, folder)).catch(() => [])).filter((name) => name.endsWith('.dmp'));
		for (const name of names.slice(0, maxEntries)) {
			const path = join(directory, folder, name);
			const stats = await stat(path).catch(() => null);
			if (stats?.isFile()) found.push({ name, at: Math.floor(stats.mtimeMs), bytes: stats.size, path });
		}
	}
	found.sort((a, b) => b.at - a.at || (a.name < b.name ? -1 : 1));
	for (const { path } of found.slice(keptReports)) {
		await rm(path, { force: true });
		await rm(path.replace(/\.dmp$/, '.meta'), { force: true });
	}
	return found.slice(0, keptReports).map(({ name, at, bytes }) => ({ name, at, bytes }));
}
