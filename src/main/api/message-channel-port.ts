import type { MessagePort } from 'node:worker_threads';
import type { Port } from './port.ts';

/** A port of `node:worker_threads`, to a worker or within the process. */
export function adaptMessagePort(port: MessagePort): Port {
	return {
		postMessage: (value) => port.postMessage(value),
		onMessage: (listener) => port.on('message', listener),
		onClose: (listener) => port.once('close', listener),
		start: () => port.start(),
		close: () => port.close(),
	};
}
