import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the checkout, without a trailing separator. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** The Node 24 that the lockfile pins; scripts themselves also run on the Node 20 that started npm. */
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Settings in which programs of node_modules find each other and the pinned Node first. */
export function environment(extra = {}) {
	const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
	return { ...process.env, PATH: path, ...extra };
}

/**
 * Runs a program to its end; resolves with its exit code, 128 + signal number style codes flattened to 1.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function run(command, args, options = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd: root, env: environment(), stdio: 'inherit', ...options });
		const pass = (signal) => child.kill(signal);
		const ends = ['SIGINT', 'SIGTERM'];
		for (const signal of ends) process.on(signal, pass);
		// npm ends on SIGTERM and passes it to its shell alone: this script then has another parent.
		const parent = process.ppid;
		const orphaned = setInterval(() => {
			if (process.ppid !== parent) pass('SIGTERM');
		}, 500);
		const done = () => {
			clearInterval(orphaned);
			for (const signal of ends) process.off(signal, pass);
		};
		child.once('error', (error) => {
			done();
			reject(error);
		});
		child.once('exit', (code) => {
			done();
			resolve(code ?? 1);
		});
	});
}

/** Runs a script of an installed package by the pinned Node. */
export function runPackage(script, args, options = {}) {
	return run(
		existsSync(pinnedNode) ? pinnedNode : process.execPath,
		[join(root, 'node_modules', script), ...args],
		options,
	);
}
