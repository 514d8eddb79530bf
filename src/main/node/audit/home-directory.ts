import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFIG_FILE } from '../config.ts';

/** A home of several nodes keeps their data directories here; the first one is the operator's. */
const VALIDATORS = 'validators';

/** The data directory within a home: itself, or that of the first of its validators. */
export async function dataDirectoryOf(home: string): Promise<string> {
	if (await exists(join(home, CONFIG_FILE))) return home;
	const names = await readdir(join(home, VALIDATORS)).catch(() => []);
	const numbered = names.filter((name) => /-\d+$/.test(name)).sort((a, b) => numberOf(a) - numberOf(b));
	const [first] = numbered;
	return first === undefined ? home : join(home, VALIDATORS, first);
}

function numberOf(name: string): number {
	return Number(name.slice(name.lastIndexOf('-') + 1));
}

function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}
