import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SpawnValidator } from '../demo/network/validator-supervisor.ts';

const entry = fileURLToPath(new URL('./cli.ts', import.meta.url));

/**
 * Starts validators as child processes of this one: `node cli.ts node --home DIR`. A child ends when its IPC channel
 * closes, so that none outlives a host that was killed. Signals of the terminal do not reach it: the host decides.
 */
export function childValidators(environment: NodeJS.ProcessEnv): SpawnValidator {
	return (directory) => {
		const child = fork(entry, ['node', '--home', directory], {
			// Windows would open a console window for a detached child.
			detached: process.platform !== 'win32',
			env: environment,
			stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
			serialization: 'json',
		});
		const ended = new Promise<string>((resolve) => {
			child.once('error', (error) => resolve(String(error)));
			child.once('exit', (code, signal) => resolve(signal ?? `exit code ${String(code)}`));
		});
		return {
			pid: child.pid,
			ended,
			kill: () => void child.kill('SIGKILL'),
			channel: {
				send: (message) => {
					if (child.connected) child.send(message, () => undefined);
				},
				onMessage: (listener) => void child.on('message', listener),
				onClose: (listener) => void child.once('disconnect', listener),
			},
		};
	};
}

/** This process's own channel to the host that forked it; null when nobody did. */
export function hostChannel() {
	if (process.send === undefined) return null;
	return {
		send: (message: object) => {
			if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
		},
		onMessage: (listener: (message: unknown) => void) => void process.on('message', listener),
		onClose: (listener: () => void) => void process.once('disconnect', listener),
		/** Lets the process end by itself. */
		close: () => {
			if (process.connected) process.disconnect?.();
		},
	};
}
