import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { ConsoleLog } from '../api/log.ts';
import type { Port } from '../api/port.ts';
import type { ConsoleSession } from '../api/session.ts';
import { Access } from './console/access.ts';
import { type Asset, readAssets } from './console/assets.ts';
import { originOf, refusalOf, securityHeaders } from './console/request-rules.ts';
import { respondWithAsset, respondWithText } from './console/respond.ts';
import { SocketDoor } from './console/socket-door.ts';

const LOOPBACK = '127.0.0.1';
const MAX_CONNECTIONS = 256;
const MINUTE_MS = 60_000;

export interface ConsoleServerOptions {
	/** 0 picks a free one. */
	readonly port: number;
	/** The built console, e.g. out/renderer. */
	readonly directory: string;
	/** A link that nobody opened is void after this, ms. Default 10 minutes. */
	readonly tokenLifetimeMs?: number;
	/** A session without a request or message is void after this, ms. Default 30 minutes. */
	readonly idleExpiryMs?: number;
}

export interface ConsoleServerModules {
	/** Serves the console contract on a port until it closes: `ConsoleApi.serve`. */
	readonly serve: (port: Port, options: { readonly session: ConsoleSession }) => void;
	/** Prometheus text; without it there is no /metrics. */
	readonly metrics?: () => Promise<string>;
	readonly log: ConsoleLog;
	/** Monotonic ms. */
	readonly now?: () => number;
}

export interface ConsoleServer {
	readonly port: number;
	/** `http://127.0.0.1:<port>`; without a session it shows nothing. */
	readonly origin: string;
	/** Address that opens one console, once. @throws CodedError CONSOLE_TOKENS */
	issueToken(permission?: ConsoleSession['permission']): string;
	/** Ends every session and connection. Safe to call twice. */
	stop(): Promise<void>;
}

/**
 * Serves the built console and its WebSocket on 127.0.0.1. Other programs and pages of this machine can reach the
 * port, so nothing is answered without a session that began with a one-time token.
 * @throws CodedError CONSOLE_RENDERER_MISSING, CONSOLE_PORT_IN_USE
 */
export async function startConsoleServer(
	options: ConsoleServerOptions,
	modules: ConsoleServerModules,
): Promise<ConsoleServer> {
	const assets = await readAssets(options.directory);
	const server = createServer({
		headersTimeout: 5_000,
		requestTimeout: 10_000,
		keepAliveTimeout: 5_000,
		maxHeaderSize: 16_384,
	});
	server.maxConnections = MAX_CONNECTIONS;
	const port = await listen(server, options.port);
	const access = new Access({
		tokenLifetimeMs: options.tokenLifetimeMs ?? 10 * MINUTE_MS,
		idleExpiryMs: options.idleExpiryMs ?? 30 * MINUTE_MS,
		port,
		now: modules.now ?? (() => performance.now()),
	});
	const door = new SocketDoor({ port, access, serve: (socket, session) => modules.serve(socket, { session }) });
	const site: Site = { port, access, assets, metrics: modules.metrics };
	server.on('request', (request, response) => {
		answer(request, response, site).catch((error: unknown) => {
			modules.log.error({ err: error }, 'a console page could not be served');
			response.destroy();
		});
	});
	server.on('upgrade', (request, socket, head) => door.upgrade(request, socket, head));
	return {
		port,
		origin: originOf(port),
		issueToken: (permission = 'operate') => `${originOf(port)}/?token=${access.issue(permission)}`,
		stop: async () => {
			access.endAll();
			door.close();
			server.closeAllConnections();
			if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

interface Site {
	readonly port: number;
	readonly access: Access;
	readonly assets: ReadonlyMap<string, Asset>;
	readonly metrics: (() => Promise<string>) | undefined;
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
	const headers = securityHeaders(site.port);
	const say = (status: number, text: string, more: Record<string, string> = {}): void =>
		respondWithText(request, response, status, text, { ...headers, ...more });
	const refusal = refusalOf(request, site.port);
	if (refusal) return say(refusal.status, refusal.reason, refusal.status === 405 ? { allow: 'GET, HEAD' } : {});
	// Joined as text: a target such as `//elsewhere` must not be taken for another host.
	const url = URL.parse(`${originOf(site.port)}${request.url ?? '/'}`);
	if (!url || url.origin !== originOf(site.port)) return say(400, 'wrong address');
	const token = url.pathname === '/' && request.method === 'GET' ? url.searchParams.get('token') : null;
	if (token !== null) {
		const cookie = site.access.redeem(token);
		if (!cookie) return say(401, USED);
		// The redirect takes the token out of the address bar and the history.
		return say(303, 'opening the console', { location: '/', 'set-cookie': cookie });
	}
	if (!site.access.enter(request.headers.cookie)) return say(401, NO_SESSION);
	if (url.pathname === '/metrics' && site.metrics)
		return say(200, await site.metrics(), { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
	const asset = site.assets.get(url.pathname === '/' ? '/index.html' : url.pathname);
	if (!asset) return say(404, 'not found');
	await respondWithAsset(request, response, asset, headers);
}

const USED =
	'This link was used already or has expired. Ask the node for a new one. 此链接已使用或已过期，请向节点申请新链接。';
const NO_SESSION = 'No console session. Open the link that the node printed. 没有控制台会话，请打开节点打印的链接。';

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
	const listening = once(server, 'listening');
	server.listen({ port, host: LOOPBACK, exclusive: true });
	try {
		await listening;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new CodedError('CONSOLE_PORT_IN_USE', { port });
		throw error;
	}
	const address = server.address();
	return typeof address === 'object' && address ? address.port : port;
}
