import { utilityProcess } from 'electron';
import type { SpawnValidator } from '../../demo/network/validator-supervisor.ts';

/**
 * Starts validators as utility processes of Electron: the signed binary runs no other script (RunAsNode is off), and
 * such a process ends with the one that started it.
 *
 * @param entry absolute path of the built out/main/validator.js.
 */
export function utilityValidators(entry: string, environment: NodeJS.ProcessEnv): SpawnValidator {
	return (directory) => {
		const child = utilityProcess.fork(entry, [directory], {
			serviceName: 'Gridquorum validator',
			stdio: ['ignore', 'ignore', 'inherit'],
			env: environment,
		});
		const { promise: ended, resolve } = Promise.withResolvers<string>();
		child.once('exit', (code) => resolve(`exit code ${code}`));
		child.once('error', (_type, location) => resolve(`fatal error at ${location}`));
		return {
			get pid() {
				return child.pid;
			},
			ended,
			kill: () => void child.kill(),
			channel: {
				send: (message) => child.postMessage(message),
				onMessage: (listener) => void child.on('message', listener),
				onClose: (listener) => void child.once('exit', listener),
			},
		};
	};
}
