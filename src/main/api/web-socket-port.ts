import type { RawData, WebSocket } from 'ws';
import type { Port } from './port.ts';

/** Bytes that may wait in the socket; a reader that is slower than this is cut off. */
export const MAX_BUFFERED_BYTES = 16_777_216;
/** Messages that may wait between the upgrade and `start`. */
const MAX_EARLY_MESSAGES = 64;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** A WebSocket as a port. Binary messages are handed on as bytes, which the console refuses. */
export function adaptWebSocket(socket: WebSocket): Port {
	let early: unknown[] | null = [];
	const listeners: ((value: unknown) => void)[] = [];
	const hand = (value: unknown): void => {
		for (const listener of listeners) listener(value);
	};
	socket.on('message', (data: RawData, isBinary: boolean) => {
		const value = isBinary ? data : data.toString();
		if (!early) hand(value);
		else if (early.length < MAX_EARLY_MESSAGES) early.push(value);
		else socket.close(POLICY_VIOLATION);
	});
	// The close event follows and tells whoever serves the port.
	socket.on('error', () => undefined);
	return {
		postMessage(value) {
			if (socket.readyState !== socket.OPEN) return;
			if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.close(TRY_AGAIN_LATER);
			else socket.send(value);
		},
		onMessage: (listener) => {
			listeners.push(listener);
		},
		onClose: (listener) => {
			socket.once('close', listener);
		},
		start() {
			const kept = early ?? [];
			early = null;
			for (const value of kept) hand(value);
		},
		close: () => socket.close(),
	};
}
