import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { demoPaths } from '../demo/network/demo-home.ts';
import { CONFIG_FILE } from '../node/config.ts';

/** The data directory that is meant by a directory: itself, or the first validator's within a demo's. */
export async function nodeDirectory(home: string): Promise<string> {
	const first = demoPaths(home).validator(0);
	return !(await hasConfig(home)) && (await hasConfig(first)) ? first : home;
}

function hasConfig(directory: string): Promise<boolean> {
	return access(join(directory, CONFIG_FILE)).then(
		() => true,
		() => false,
	);
}
