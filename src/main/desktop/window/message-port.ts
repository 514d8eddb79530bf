import type { MessagePortMain } from 'electron';
import type { Port } from '../../api/port.ts';

/** Electron's main-process port in the form that the console API serves. */
export function adaptPort(port: MessagePortMain): Port {
	const closeListeners: (() => void)[] = [];
	let closed = false;

	// Electron emits `close` for the other end only; a listener here hears of both, and once.
	const close = (): void => {
		if (closed) return;
		closed = true;
		for (const listener of closeListeners) listener();
	};
	port.on('close', close);

	return {
		postMessage(value) {
			if (!closed) port.postMessage(value);
		},
		onMessage(listener) {
			port.on('message', (event) => listener(event.data));
		},
		onClose(listener) {
			closeListeners.push(listener);
		},
		start: () => port.start(),
		close() {
			if (closed) return;
			port.close();
			close();
		},
	};
}
