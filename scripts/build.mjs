import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runPackage } from './workspace.mjs';

const stampFile = join(root, 'out', '.sources');
const sources = [
	'src',
	'resources',
	'package-lock.json',
	'electron.vite.config.ts',
	'vite.verifier.config.ts',
	'tsconfig.base.json',
];

/** One digest over names and bytes of everything that the build reads. */
function sourceDigest() {
	const hash = createHash('sha256');
	const add = (path) => {
		const absolute = join(root, path);
		if (!existsSync(absolute)) return;
		const entries = readdirSyncOrNull(absolute);
		if (entries === null) hash.update(`${path}\0`).update(readFileSync(absolute)).update('\0');
		else for (const entry of entries.sort()) add(`${path}/${entry}`);
	};
	for (const source of sources) add(source);
	return hash.digest('hex');
}

function readdirSyncOrNull(path) {
	try {
		return readdirSync(path);
	} catch (error) {
		if (error.code === 'ENOTDIR') return null;
		throw error;
	}
}

/**
 * Builds main, preload, renderer and the verifier's page into out/ unless they already come from these very sources.
 * Throws when it fails.
 */
export async function buildIfStale() {
	const digest = sourceDigest();
	if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest) return;
	process.stderr.write('Building the console …\n');
	await build('electron-vite/bin/electron-vite.js', []);
	await build('vite/bin/vite.js', ['--config', 'vite.verifier.config.ts']);
	writeFileSync(stampFile, digest);
}

async function build(tool, options) {
	const code = await runPackage(tool, ['build', '--logLevel', 'warn', ...options], { stdio: ['ignore', 2, 2] });
	if (code !== 0) throw new Error(`${tool} ended with code ${code}`);
}
