import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, shell } from 'electron';
import { catalogue } from '../../../shared/errors/catalogue.ts';
import { CodedError, render } from '../../../shared/errors/coded-error.ts';
import type { CatalogueEntry } from '../../../shared/errors/entry.ts';
import type { ConsoleHost, DesktopLog } from '../node/host.ts';
import { coded } from '../page/failure-page.ts';
import type { Labels } from './labels.ts';

export interface DialogModules {
	readonly window: BrowserWindow;
	readonly labels: Labels;
	readonly log: DesktopLog;
}

/** Asks where to, and saves the diagnostics bundle there, readable by its owner alone. */
export async function saveDiagnostics(hosting: Promise<ConsoleHost>, modules: DialogModules): Promise<void> {
	const { window, log } = modules;
	try {
		const bundle = await (await hosting).diagnostics();
		if (bundle === null) throw new CodedError('DESKTOP_DIAGNOSTICS_ABSENT', {});
		const defaultPath = join(app.getPath('downloads'), bundle.name);
		const { filePath } = await dialog.showSaveDialog(window, { defaultPath });
		if (filePath) await writeFile(filePath, bundle.text, { mode: 0o600 });
	} catch (error) {
		log.error({ err: error }, 'the diagnostics could not be saved');
		showFailure(error, modules);
	}
}

/** Asks for an audit bundle; null when the person chose none. */
export async function chooseBundle({ window, labels }: DialogModules): Promise<string | null> {
	const filters = [{ name: labels.bundles, extensions: ['car'] }];
	const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters });
	return filePaths[0] ?? null;
}

/** Says what failed and what to do, in the language of the shell. */
export function showFailure(error: unknown, { window, labels }: Pick<DialogModules, 'window' | 'labels'>): void {
	const { code, details } = coded(error);
	const entry: CatalogueEntry = catalogue[code];
	const [message, cause, action] = [entry, entry.cause, entry.action].map((texts) =>
		render(texts[labels.language], details),
	) as [string, string, string];
	void dialog.showMessageBox(window, { type: 'error', message, detail: `${cause}\n${action}\n\n${code}` });
}

/** Opens the folder of the crash reports in the system's file browser. */
export function showCrashReports(log: DesktopLog): void {
	void shell.openPath(app.getPath('crashDumps')).then((failure) => {
		if (failure !== '') log.warn({ reason: failure }, 'the crash reports could not be shown');
	});
}
