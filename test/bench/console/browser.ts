import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumPath } from '../../fixtures/chromium.ts';

const TYPES: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.woff2': 'font/woff2',
	'.svg': 'image/svg+xml',
};

/** Headless Chromium, which draws in software: its frames compare with each other, not with those of a desktop. */
export function launchBrowser(): Promise<Browser> {
	return chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
}

/** Serves built files on loopback. */
export async function serveFiles(directory: string): Promise<{ url: string; stop(): Promise<void> }> {
	const server = createServer((request, response) => {
		const path = normalize(decodeURIComponent((request.url ?? '/').split('?')[0] as string));
		const file = join(directory, path.endsWith('/') ? `${path}index.html` : path);
		const stream = createReadStream(file);
		stream.on('open', () => response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }));
		stream.on('error', () => response.writeHead(404).end());
		stream.pipe(response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	return {
		url: `http://127.0.0.1:${port}/`,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** Collects the page's tasks over 50 ms from its first script on; read them with `longTasks`. */
export async function observeLongTasks(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const tasks: { startMs: number; ms: number }[] = [];
		Object.assign(window, { longTasks: tasks });
		new PerformanceObserver((list) => {
			for (const { startTime, duration } of list.getEntries()) tasks.push({ startMs: startTime, ms: duration });
		}).observe({ type: 'longtask', buffered: true });
	});
}

/** Tasks over 50 ms that began at or after `fromMs` of the page's clock. */
export function longTasks(page: Page, fromMs = 0): Promise<readonly number[]> {
	return page.evaluate(
		(from) =>
			(window as unknown as { longTasks: { startMs: number; ms: number }[] }).longTasks
				.filter(({ startMs }) => startMs >= from)
				.map(({ ms }) => ms),
		fromMs,
	);
}
