import { gzipSync } from 'node:zlib';
import { serveStory } from '../../fixtures/console/serve.ts';
import { launchBrowser } from './browser.ts';

export interface RouteSize {
	readonly route: string;
	/** Page, scripts and styles that a browser with an empty cache fetches until the view shows its figures; gzip level 9. */
	readonly gzipBytes: number;
	/** Scripts of the threads that the view starts. */
	readonly workerGzipBytes: number;
	/** Of `gzipBytes`, what the first route has not fetched. */
	readonly ownGzipBytes: number;
	/** What comes once the browser is idle: views for when the node is gone, the catalogue of errors. */
	readonly idleGzipBytes: number;
	/** Faces of the fonts, compressed as they are; they come when text needs them. */
	readonly fontBytes: number;
	readonly files: number;
}

export interface BundleResult {
	/** Goal for the first route: 300,000. */
	readonly firstRouteGzipBytes: number;
	readonly routes: readonly RouteSize[];
}

/** What each view fetches when it is the first that a browser opens. */
export async function benchBundle(directory: string, routes: readonly string[]): Promise<BundleResult> {
	const story = await serveStory({ directory, port: 0, mode: 'full', running: false });
	const browser = await launchBrowser();
	try {
		const sizes: RouteSize[] = [];
		const first = new Set<string>();
		for (const route of routes) {
			const context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, locale: 'en-GB' });
			const page = await context.newPage();
			const fetched = new Map<string, { readonly gzipBytes: number; readonly isIdle: boolean }>();
			let fontBytes = 0;
			let stands = false;
			const read: Promise<void>[] = [];
			page.on('response', (response) => {
				const path = new URL(response.url()).pathname;
				const isIdle = stands;
				read.push(
					response.body().then((body) => {
						if (path.endsWith('.woff2')) fontBytes += body.length;
						else if (/\.(js|css|html)$|\/$/.test(path))
							fetched.set(path, { gzipBytes: gzipSync(body, { level: 9 }).length, isIdle });
					}),
				);
			});
			await page.goto(`${story.url}#/${route}`);
			await page.locator('main h1').first().waitFor();
			await page.waitForFunction(() => document.querySelector('main .loading') === null);
			stands = true;
			await page.waitForLoadState('networkidle');
			await Promise.all(read);
			const isWorker = (path: string): boolean => path.includes('.worker-');
			const sum = (wanted: (path: string, isIdle: boolean) => boolean): number =>
				[...fetched].reduce((total, [path, file]) => total + (wanted(path, file.isIdle) ? file.gzipBytes : 0), 0);
			if (sizes.length === 0) for (const [path, { isIdle }] of fetched) if (!isIdle) first.add(path);
			sizes.push({
				route: route === '' ? 'overview' : route,
				gzipBytes: sum((path, isIdle) => !isIdle && !isWorker(path)),
				workerGzipBytes: sum((path) => isWorker(path)),
				ownGzipBytes: sum((path, isIdle) => !isIdle && !isWorker(path) && !first.has(path)),
				idleGzipBytes: sum((path, isIdle) => isIdle && !isWorker(path)),
				fontBytes,
				files: fetched.size,
			});
			await context.close();
		}
		return { firstRouteGzipBytes: sizes[0]?.gzipBytes ?? 0, routes: sizes };
	} finally {
		await browser.close();
		await story.stop();
	}
}
