import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../../shared/errors/coded-error.ts';
import { demoPaths } from '../../demo/network/demo-home.ts';
import { PASSPHRASE_FILE_VARIABLE, PASSPHRASE_VARIABLE } from '../../node/keys/passphrase.ts';
import type { DesktopLog } from './host.ts';
import { wrappedPassphrase } from './secrets.ts';

/**
 * The passphrase for a demo directory, or undefined where it comes as on a server: from the environment, or from files
 * beside the keys, which a demo has that was made on the command line or without a secret store.
 *
 * @throws CodedError DESKTOP_* when the directory's keys lie under a wrapped passphrase that cannot be had
 */
export async function demoPassphrase(
	options: { readonly home: string; readonly file: string },
	surroundings: {
		readonly environment: NodeJS.ProcessEnv;
		readonly platform: NodeJS.Platform;
		readonly log: DesktopLog;
	},
): Promise<string | undefined> {
	const { environment, platform, log } = surroundings;
	if (environment[PASSPHRASE_VARIABLE] || environment[PASSPHRASE_FILE_VARIABLE]) return undefined;
	const paths = demoPaths(options.home);
	if (existsSync(join(paths.validator(0), 'passphrase'))) return undefined;
	try {
		return await wrappedPassphrase(options.file, platform);
	} catch (error) {
		const isNew = !existsSync(paths.settings);
		if (!isNew || codeOf(error) !== 'DESKTOP_SECRET_STORE_UNAVAILABLE') throw error;
		log.warn({ err: error }, 'no secret store: the passphrases of this demo lie in files beside its keys');
		return undefined;
	}
}
