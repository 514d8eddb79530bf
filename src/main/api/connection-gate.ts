import type { Port } from './port.ts';
import type { ConsoleLimits } from './session.ts';

const MAX_ID_CHARACTERS = 64;
const SECOND_MS = 1_000;

/**
 * Lets through only what can be a message of the protocol: JSON text of an object with a short id, within the size and
 * rate limits. Anything else closes the connection: an honest console never sends it.
 */
export function gateMessages(
	port: Port,
	limits: ConsoleLimits,
	onMessage: (message: string) => void,
	onFault: (reason: string) => void,
): void {
	let windowStart = performance.now();
	let inWindow = 0;
	let isOpen = true;
	const refuse = (reason: string): void => {
		isOpen = false;
		onFault(reason);
		port.close();
	};
	port.onMessage((value) => {
		if (!isOpen) return;
		const now = performance.now();
		if (now - windowStart >= SECOND_MS) {
			windowStart = now;
			inWindow = 0;
		}
		if (++inWindow > limits.messagesPerSecond) return refuse('too many messages');
		if (typeof value !== 'string') return refuse('not text');
		if (value.length > limits.messageCharacters) return refuse('too long');
		if (!isProtocolMessage(value)) return refuse('not a message of the protocol');
		onMessage(value);
	});
	port.onClose(() => {
		isOpen = false;
	});
}

/** Kinds of a message: request, event of a stream, abort; a request leaves it out. */
const KINDS: readonly unknown[] = [undefined, 1, 3, 4];

function isProtocolMessage(text: string): boolean {
	let message: unknown;
	try {
		message = JSON.parse(text);
	} catch {
		return false;
	}
	if (typeof message !== 'object' || message === null) return false;
	const { i: id, t: kind, p: payload } = message as { i?: unknown; t?: unknown; p?: unknown };
	if (typeof id !== 'string' || id.length === 0 || id.length > MAX_ID_CHARACTERS || !KINDS.includes(kind)) return false;
	if (kind === 4) return true;
	return typeof payload === 'object' && payload !== null;
}
