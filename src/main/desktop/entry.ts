import { join } from 'node:path';
import { app } from 'electron';
import { openLog } from '../node/observe/log.ts';
import { startDemoHost } from './node/demo-host.ts';
import { runShell } from './shell.ts';
import { readStartOptions } from './node/start-options.ts';

/** Composes the desktop application: the shell around the demo market on this process's own node. */
export function runDesktop(): void {
	const { log, file } = openLog({ path: join(app.getPath('logs'), 'desktop.log'), level: 'info' });
	runShell({
		log,
		closeLog: () => file.close(),
		faults: process,
		now: Date.now,
		startHost: async (signal) =>
			startDemoHost(
				{
					...readStartOptions(process.argv.slice(2)),
					root: app.getAppPath(),
					version: app.getVersion(),
					passphraseFile: join(app.getPath('userData'), 'passphrase.wrapped'),
				},
				{ log, signal },
			),
	});
}
