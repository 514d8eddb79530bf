import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Port } from '../../api/port.ts';
import { type ConsoleSession, DEFAULT_CONSOLE_LIMITS } from '../../api/session.ts';
import { adaptWebSocket } from '../../api/web-socket-port.ts';
import type { Access, Visitor } from './access.ts';
import { upgradeRefusalOf } from './request-rules.ts';

export const SOCKET_PATH = '/rpc';

const MAX_CONNECTIONS = 64;
/** A character of a request takes at most three bytes of UTF-8. */
const MAX_PAYLOAD_BYTES = DEFAULT_CONSOLE_LIMITS.messageCharacters * 3;
const PING_INTERVAL_MS = 15_000;
/** Close code of a session that has ended; 4000 to 4999 are free for applications. */
const SESSION_ENDED = 4401;

export interface SocketDoorOptions {
	readonly port: number;
	readonly access: Access;
	readonly serve: (port: Port, session: ConsoleSession) => void;
}

/** Lets WebSockets in under the same rules as pages, and keeps only those that answer. */
export class SocketDoor {
	readonly #options: SocketDoorOptions;
	readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false });
	readonly #pinging: NodeJS.Timeout;
	readonly #answered = new WeakSet<WebSocket>();

	constructor(options: SocketDoorOptions) {
		this.#options = options;
		this.#pinging = setInterval(() => this.#ping(), PING_INTERVAL_MS).unref();
	}

	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		// A peer that resets the connection while it is refused is no fault of ours.
		socket.on('error', () => socket.destroy());
		const refusal = upgradeRefusalOf(request, this.#options.port);
		if (refusal) return refuse(socket, refusal.status);
		if (new URL(request.url ?? '/', 'http://127.0.0.1').pathname !== SOCKET_PATH) return refuse(socket, 404);
		const visitor = this.#options.access.enter(request.headers.cookie);
		if (!visitor) return refuse(socket, 401);
		if (this.#server.clients.size >= MAX_CONNECTIONS) return refuse(socket, 503);
		this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#admit(webSocket, visitor));
	}

	close(): void {
		clearInterval(this.#pinging);
		for (const socket of this.#server.clients) socket.terminate();
		this.#server.close();
	}

	#admit(socket: WebSocket, visitor: Visitor): void {
		const end = (): void => socket.close(SESSION_ENDED, 'session ended');
		visitor.ends.signal.addEventListener('abort', end, { once: true });
		socket.once('close', () => visitor.ends.signal.removeEventListener('abort', end));
		socket.on('message', () => this.#options.access.touch(visitor));
		socket.on('pong', () => this.#answered.add(socket));
		this.#answered.add(socket);
		this.#options.serve(adaptWebSocket(socket), visitor.session);
		if (visitor.ends.signal.aborted) end();
	}

	#ping(): void {
		this.#options.access.sweep();
		for (const socket of this.#server.clients) {
			if (!this.#answered.delete(socket)) socket.terminate();
			else socket.ping();
		}
	}
}

function refuse(socket: Duplex, status: number): void {
	socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
