/**
 * `npm start`: the demo market with its console, in Electron where its binary and a display are there, else from the
 * headless node in the browser. Arguments pass on, e.g. `npm start -- --play none --speed 120`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { pinnedNode, root, run, runPackage } from './workspace.mjs';

const electron = join(root, 'node_modules', 'electron');
const fetchFirst = process.argv.includes('--desktop');
const args = process.argv.slice(2).filter((argument) => argument !== '--desktop');

await buildIfStale();
if (fetchFirst && electronBinary() === null) await runPackage('electron/install.js', []);
const binary = electronBinary();

if (binary !== null && hasDisplay()) {
	process.stdout.write('Opening the console in Electron.\n');
	process.exitCode = await run(binary, [root, ...args]);
} else {
	const why =
		binary === null ? "Electron's binary is not installed (npm start -- --desktop fetches it)" : 'there is no display';
	process.stdout.write(`Serving the console from the headless node: ${why}.\n`);
	process.exitCode = await run(pinnedNode, [join(root, 'src/main/headless/cli.ts'), 'start', ...args]);
}

/** Looks without importing the package, whose import starts a download. */
function electronBinary() {
	const pathFile = join(electron, 'path.txt');
	if (!existsSync(pathFile)) return null;
	const path = join(electron, 'dist', readFileSync(pathFile, 'utf8').trim());
	return existsSync(path) ? path : null;
}

function hasDisplay() {
	return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
