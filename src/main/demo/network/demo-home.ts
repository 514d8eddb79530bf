import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the demo of a user lives unless --home says otherwise: the platform's place for application data. */
export function defaultDemoHome(
	platform: NodeJS.Platform,
	environment: { readonly [name: string]: string | undefined },
): string {
	return join(dataRoot(platform, environment), 'gridquorum', 'demo');
}

function dataRoot(platform: NodeJS.Platform, environment: { readonly [name: string]: string | undefined }): string {
	if (platform === 'win32') return environment['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');
	if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
	return environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
}

/** Paths inside a demo directory. */
export function demoPaths(home: string) {
	return {
		settings: join(home, 'demo.json'),
		files: {
			homes: join(home, 'neighbourhood', 'homes.csv'),
			meters: join(home, 'neighbourhood', 'meters.csv'),
			tariff: join(home, 'neighbourhood', 'tariff.csv'),
		},
		validator: (index: number) => join(home, 'validators', `validator-${index}`),
	};
}
