import '../../shared/errors/sentences.ts';
import { join } from 'node:path';
import { app } from 'electron';
import { openLog } from '../node/observe/log.ts';
import { startProgram } from './node/program.ts';
import { readStartOptions } from './node/start-options.ts';
import { runShell } from './shell.ts';
import { feedSource } from './update/feed-source.ts';

/** Composes the desktop application: the shell around the program that hosts the node. */
export function runDesktop(): void {
	const { log, file } = openLog({ path: join(app.getPath('logs'), 'desktop.log'), level: 'info' });
	const { platform, env: environment, argv, execPath } = process;
	// An unpackaged Electron has the application's folder before the arguments.
	const commandArguments = argv.slice(app.isPackaged ? 1 : 2);
	runShell(
		{ platform, environment, commandArguments, directory: process.cwd(), program: environment['APPIMAGE'] ?? execPath },
		{
			log,
			closeLog: () => file.close(),
			faults: process,
			now: Date.now,
			updateSource: (feed) => feedSource(feed, platform, log),
			startHost: async (signal, desktop) =>
				startProgram(
					{
						demo: readStartOptions(commandArguments),
						root: app.getAppPath(),
						version: app.getVersion(),
						passphraseFile: join(app.getPath('userData'), 'passphrase.wrapped'),
					},
					{ log, signal, desktop },
				),
		},
	);
}
