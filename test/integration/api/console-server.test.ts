import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Port } from '../../../src/main/api/port.ts';
import type { ConsoleSession } from '../../../src/main/api/session.ts';
import {
	type ConsoleServer,
	type ConsoleServerOptions,
	startConsoleServer,
} from '../../../src/main/headless/console-server.ts';
import { builtConsole, cookieOf, QUIET } from '../../fixtures/console-doors.ts';

const SCRIPT = `console.log(${JSON.stringify('x'.repeat(5_000))});\n`;
const SECRET = 'outside of the console';

interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

describe('the console server', () => {
	let built: Awaited<ReturnType<typeof builtConsole>>;
	let server: ConsoleServer;
	let served: { port: Port; session: ConsoleSession }[];
	let now: number;

	async function start(
		options: Partial<ConsoleServerOptions> = {},
		metrics?: () => Promise<string>,
	): Promise<ConsoleServer> {
		return startConsoleServer(
			{ port: 0, directory: join(built.directory, 'console'), ...options },
			{
				serve: (port, { session }) => {
					served.push({ port, session });
					port.onMessage((value) => port.postMessage(`echo ${String(value)}`));
					port.start();
				},
				log: QUIET,
				now: () => now,
				...(metrics && { metrics }),
			},
		);
	}

	/** A request as written: `fetch` would tidy up the path and set the headers itself. */
	async function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
		const sent = request({
			host: '127.0.0.1',
			port: server.port,
			path,
			method,
			headers: { host: `127.0.0.1:${server.port}`, ...headers },
		});
		sent.end();
		const [response] = await once(sent, 'response');
		const chunks: Buffer[] = [];
		for await (const chunk of response) chunks.push(chunk);
		return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
	}

	function open(headers: Record<string, string>, path = '/rpc'): WebSocket {
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
		socket.on('error', () => undefined);
		return socket;
	}

	/** The status that refused the upgrade, or 101. */
	async function upgradeStatus(headers: Record<string, string>, path?: string): Promise<number> {
		const socket = open(headers, path);
		return new Promise((resolve) => {
			socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
			socket.once('open', () => {
				socket.terminate();
				resolve(101);
			});
		});
	}

	beforeEach(async () => {
		now = 0;
		served = [];
		built = await builtConsole();
		const directory = join(built.directory, 'console');
		await mkdir(join(directory, 'assets'), { recursive: true });
		await writeFile(join(directory, 'index.html'), '<!doctype html><title>Gridquorum</title>');
		await writeFile(join(directory, 'assets', 'main-DGh3kL_9.js'), SCRIPT);
		await writeFile(join(directory, 'assets', 'source.map'), '{}');
		await writeFile(join(built.directory, 'secret.txt'), SECRET);
		await symlink(join(built.directory, 'secret.txt'), join(directory, 'link.txt'));
		server = await start();
	});

	afterEach(async () => {
		await server.stop();
		await built.remove();
	});

	describe('the door', () => {
		it('listens on 127.0.0.1 and on no other address of this machine', async () => {
			const others = Object.values(networkInterfaces())
				.flatMap((addresses) => addresses ?? [])
				.filter(({ address, family }) => family === 'IPv4' && address !== '127.0.0.1')
				.map(({ address }) => address);
			for (const host of ['127.0.0.2', ...others]) {
				const socket = connect({ host, port: server.port });
				const refused = await new Promise((resolve) => {
					socket.once('error', () => resolve(true));
					socket.once('connect', () => resolve(false));
				});
				socket.destroy();
				expect([host, refused]).toEqual([host, true]);
			}
		});

		it('shows nothing without a session, not even that a file exists', async () => {
			for (const path of ['/', '/index.html', '/assets/main-DGh3kL_9.js', '/nothing', '/metrics'])
				expect([path, (await get(path)).status]).toEqual([path, 401]);
		});

		it('refuses any Host but its own address, so that a rebound name reaches nothing', async () => {
			const cookie = await cookieOf(server);
			for (const host of [
				'evil.example',
				`evil.example:${server.port}`,
				`localhost:${server.port}`,
				'127.0.0.1',
				'127.0.0.1:1',
			])
				expect([host, (await get('/', { host, cookie })).status]).toEqual([host, 421]);
		});

		it('refuses any Origin but its own', async () => {
			const cookie = await cookieOf(server);
			for (const origin of [
				'http://evil.example',
				'null',
				`https://127.0.0.1:${server.port}`,
				`http://localhost:${server.port}`,
			])
				expect([origin, (await get('/', { origin, cookie })).status]).toEqual([origin, 403]);
			expect((await get('/', { origin: server.origin, cookie })).status).toBe(200);
		});

		it('takes GET and HEAD alone', async () => {
			const cookie = await cookieOf(server);
			for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
				const answer = await get('/', { cookie }, method);
				expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, 'GET, HEAD']);
			}
			const head = await get('/', { cookie }, 'HEAD');
			expect([head.status, head.body.length]).toEqual([200, 0]);
		});

		it('names the port that is taken', async () => {
			await expect(start({ port: server.port })).rejects.toMatchObject({ code: 'CONSOLE_PORT_IN_USE' });
		});

		it('names the directory that holds no built console', async () => {
			await expect(start({ directory: join(built.directory, 'none') })).rejects.toMatchObject({
				code: 'CONSOLE_RENDERER_MISSING',
			});
		});
	});

	describe('the one-time link', () => {
		it('becomes a session cookie that no script and no other site can use, and leaves the address bar', async () => {
			const link = new URL(server.issueToken());
			const answer = await get(`${link.pathname}${link.search}`);
			expect(answer.status).toBe(303);
			expect(answer.headers.location).toBe('/');
			expect(answer.headers['cache-control']).toBe('no-store');
			const [cookie] = answer.headers['set-cookie'] ?? [];
			expect(cookie).toMatch(new RegExp(`^gridquorum-${server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
			expect(cookie).not.toContain(link.searchParams.get('token'));
		});

		it('opens one console and no second', async () => {
			const link = new URL(server.issueToken());
			expect((await get(`${link.pathname}${link.search}`)).status).toBe(303);
			expect((await get(`${link.pathname}${link.search}`)).status).toBe(401);
		});

		it('opens another console with another link while the first stays open', async () => {
			const first = await cookieOf(server);
			const second = await cookieOf(server);
			expect(second).not.toBe(first);
			for (const cookie of [first, second]) expect((await get('/', { cookie })).status).toBe(200);
		});

		it('expires unused', async () => {
			const link = new URL(server.issueToken());
			now += 10 * 60_000;
			expect((await get(`${link.pathname}${link.search}`)).status).toBe(401);
		});

		it('cannot be guessed: wrong tokens and cookies open nothing', async () => {
			server.issueToken();
			const cookie = await cookieOf(server);
			expect((await get('/?token=')).status).toBe(401);
			expect((await get(`/?token=${'A'.repeat(43)}`)).status).toBe(401);
			expect((await get('/', { cookie: `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}` })).status).toBe(
				401,
			);
			expect((await get('/', { cookie: `other=${cookie.split('=')[1]}` })).status).toBe(401);
		});

		it('is refused when too many are unused', () => {
			for (let i = 0; i < 16; i++) server.issueToken();
			expect(() => server.issueToken()).toThrowError(expect.objectContaining({ code: 'CONSOLE_TOKENS' }));
		});
	});

	describe('a session', () => {
		it('ends after 30 idle minutes and not before', async () => {
			const cookie = await cookieOf(server);
			now += 29 * 60_000;
			expect((await get('/', { cookie })).status).toBe(200);
			now += 29 * 60_000;
			expect((await get('/', { cookie })).status).toBe(200);
			now += 30 * 60_000;
			expect((await get('/', { cookie })).status).toBe(401);
		});

		it('takes its sockets along when it ends', async () => {
			const cookie = await cookieOf(server);
			const socket = open({ cookie, origin: server.origin });
			await once(socket, 'open');
			const closed = once(socket, 'close');
			now += 30 * 60_000;
			await get('/', { cookie });
			expect((await closed)[0]).toBe(4401);
		});

		it('stays alive by the messages of its socket', async () => {
			const cookie = await cookieOf(server);
			const socket = open({ cookie, origin: server.origin });
			await once(socket, 'open');
			now += 20 * 60_000;
			socket.send('here');
			expect(String((await once(socket, 'message'))[0])).toBe('echo here');
			now += 20 * 60_000;
			expect((await get('/', { cookie })).status).toBe(200);
			socket.terminate();
		});

		it('has the permission that its link was issued with', async () => {
			const cookie = await cookieOf(server, 'observe');
			const socket = open({ cookie, origin: server.origin });
			await once(socket, 'open');
			expect(served.map(({ session }) => session.permission)).toEqual(['observe']);
			socket.terminate();
		});
	});

	describe('every answer', () => {
		it('carries the content rules: nothing inline, nothing from elsewhere, no framing', async () => {
			const cookie = await cookieOf(server);
			const link = new URL(server.issueToken());
			const answers = await Promise.all([
				get('/', { cookie }),
				get('/'),
				get('/nothing', { cookie }),
				get('/', { host: 'evil.example' }),
				get(`${link.pathname}${link.search}`),
			]);
			for (const { headers } of answers) {
				expect(headers['content-security-policy']).toBe(
					`default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' ws://127.0.0.1:${server.port}; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
				);
				expect(headers).toMatchObject({
					'x-content-type-options': 'nosniff',
					'referrer-policy': 'no-referrer',
					'cross-origin-opener-policy': 'same-origin',
					'cross-origin-resource-policy': 'same-origin',
					'x-frame-options': 'DENY',
				});
			}
		});

		it('shares nothing with other origins', async () => {
			const cookie = await cookieOf(server);
			const answer = await get('/', { cookie, origin: server.origin });
			expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
		});
	});

	describe('files', () => {
		it.each([
			'/../secret.txt',
			'/%2e%2e/secret.txt',
			'/..%2fsecret.txt',
			'/assets/../../secret.txt',
			'/assets/..%5c..%5csecret.txt',
			'/..\\secret.txt',
			'//etc/passwd',
			'/link.txt',
			'/assets/source.map',
			'/%00',
			'/%',
			'http://evil.example/index.html',
		])('are served from the built console alone: %s is not found', async (path) => {
			const answer = await get(path, { cookie: await cookieOf(server) });
			expect(answer.status).toBe(path.startsWith('/') ? 404 : 400);
			expect(answer.body.toString()).not.toContain(SECRET);
		});

		it('with a hash in their name never go stale, and the page always asks', async () => {
			const cookie = await cookieOf(server);
			const script = await get('/assets/main-DGh3kL_9.js', { cookie });
			expect(script.headers['cache-control']).toBe('private, max-age=31536000, immutable');
			const page = await get('/', { cookie });
			expect(page.headers['cache-control']).toBe('no-cache');
			expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
			const again = await get('/', { cookie, 'if-none-match': page.headers.etag as string });
			expect([again.status, again.body.length]).toEqual([304, 0]);
		});

		it('are compressed as the reader likes, with the same content', async () => {
			const cookie = await cookieOf(server);
			const path = '/assets/main-DGh3kL_9.js';
			const plain = await get(path, { cookie });
			const gzip = await get(path, { cookie, 'accept-encoding': 'gzip, br;q=0' });
			const brotli = await get(path, { cookie, 'accept-encoding': 'gzip, deflate, br' });
			expect([plain, gzip, brotli].map(({ headers }) => headers['content-encoding'])).toEqual([
				undefined,
				'gzip',
				'br',
			]);
			expect(plain.body.toString()).toBe(SCRIPT);
			expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT);
			expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT);
			expect(brotli.headers.vary).toBe('accept-encoding');
		});
	});

	describe('metrics', () => {
		it('are shown to a session alone, and only where the host offers them', async () => {
			expect((await get('/metrics', { cookie: await cookieOf(server) })).status).toBe(404);
			await server.stop();
			server = await start({}, async () => '# TYPE height gauge\nheight 7\n');
			expect((await get('/metrics')).status).toBe(401);
			const answer = await get('/metrics', { cookie: await cookieOf(server) });
			expect(answer.body.toString()).toContain('height 7');
			expect(answer.headers['content-type']).toContain('version=0.0.4');
		});
	});

	describe('the WebSocket', () => {
		it('opens with a session and the own origin', async () => {
			expect(await upgradeStatus({ cookie: await cookieOf(server), origin: server.origin })).toBe(101);
		});

		it('stays shut without a session', async () => {
			expect(await upgradeStatus({ origin: server.origin })).toBe(401);
		});

		it('stays shut to a page of another origin, and to who names none', async () => {
			const cookie = await cookieOf(server);
			expect(await upgradeStatus({ cookie, origin: 'http://evil.example' })).toBe(403);
			expect(await upgradeStatus({ cookie })).toBe(403);
		});

		it('stays shut under another host name', async () => {
			const cookie = await cookieOf(server);
			expect(await upgradeStatus({ cookie, origin: server.origin, host: `evil.example:${server.port}` })).toBe(421);
		});

		it('is at one path alone', async () => {
			expect(await upgradeStatus({ cookie: await cookieOf(server), origin: server.origin }, '/other')).toBe(404);
		});

		it('ends on a frame above the size limit', async () => {
			const socket = open({ cookie: await cookieOf(server), origin: server.origin });
			await once(socket, 'open');
			socket.send('x'.repeat(2 ** 23));
			expect((await once(socket, 'close'))[0]).toBe(1009);
		});
	});

	it('stops with sockets and requests still open, and can be stopped twice', async () => {
		const socket = open({ cookie: await cookieOf(server), origin: server.origin });
		await once(socket, 'open');
		const closed = once(socket, 'close');
		await server.stop();
		await closed;
		await server.stop();
		expect(await get('/').catch((error: NodeJS.ErrnoException) => error.code)).toBe('ECONNREFUSED');
	});
});
