import { gzipSync } from 'node:zlib';
import { serveStory } from '../../fixtures/console/serve.ts';
import { launchBrowser } from './browser.ts';

export interface RouteSize {
	readonly route: string;
	/** Scripts, workers and styles that a browser with an empty cache fetches until the view stands, gzip level 9, bytes. */
	readonly gzipBytes: number;
	/** What this route fetches beyond the first. */
	readonly beyondFirstGzipBytes: number;
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
			const codes = new Map<string, number>();
			let fontBytes = 0;
			const read: Promise<void>[] = [];
			page.on('response', (response) => {
				const path = new URL(response.url()).pathname;
				read.push(
					response.body().then((body) => {
						if (/\.(js|css|html)$|\/$/.test(path)) codes.set(path, gzipSync(body, { level: 9 }).length);
						else if (path.endsWith('.woff2')) fontBytes += body.length;
					}),
				);
			});
			await page.goto(`${story.url}#/${route}`);
			await page.locator('main h1').first().waitFor();
			await page.waitForLoadState('networkidle');
			await Promise.all(read);
			if (sizes.length === 0) for (const path of codes.keys()) first.add(path);
			const sum = (paths: readonly string[]) => paths.reduce((total, path) => total + (codes.get(path) ?? 0), 0);
			const paths = [...codes.keys()];
			sizes.push({
				route: route === '' ? 'overview' : route,
				gzipBytes: sum(paths),
				beyondFirstGzipBytes: sum(paths.filter((path) => !first.has(path))),
				fontBytes,
				files: paths.length,
			});
			await context.close();
		}
		return { firstRouteGzipBytes: sizes[0]?.gzipBytes ?? 0, routes: sizes };
	} finally {
		await browser.close();
		await story.stop();
	}
}
