import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Names that the browser of the attack resolves to this machine, as an attacker's DNS would. */
export const HOSTILE_NAMES = ['hostile.example', 'rebound.example'] as const;

/** A page of somebody else on another port of this machine: whatever runs in it, the test writes. */
export class HostileSite {
	readonly #server: Server = createServer((_request, response) => {
		response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
		response.end('<!doctype html><title>Hostile</title><body></body>');
	});

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.#server.listen({ host: '127.0.0.1', port: 0 }, resolve));
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
