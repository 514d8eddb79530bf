import { HeadlessMarket } from '../../e2e/console/headless-market.ts';
import { ascending, percentile, round } from '../statistics.ts';
import { launchBrowser, longTasks, observeLongTasks } from './browser.ts';

const LOADS = 5;

interface Spread {
	readonly median: number;
	readonly worst: number;
}

export interface StartResult {
	/** From the command to its link: Node, keys, four validators, the console's port; s. */
	readonly commandToLinkSeconds: number;
	readonly loads: number;
	/** From asking for the address until the browser drew its first text, ms. */
	readonly firstContentfulPaintMs: Spread;
	/** From asking for the address until every panel of the overview shows the node's answers, ms. */
	readonly firstMeaningfulPaintMs: Spread;
	/** Main-thread tasks over 50 ms until then. */
	readonly longTasks: { readonly perLoad: number; readonly longestMs: number };
}

/** The demo market as `npm start` runs it, and its console opened by fresh browsers while the market goes on. */
export async function benchStart(): Promise<StartResult> {
	const market = await HeadlessMarket.create();
	const browser = await launchBrowser();
	try {
		const began = performance.now();
		let link: string | null = await market.start(60);
		const commandToLinkSeconds = (performance.now() - began) / 1_000;
		const context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, locale: 'en-GB' });
		const contentful: number[] = [];
		const meaningful: number[] = [];
		const tasks: number[][] = [];
		for (let load = 0; load < LOADS; load++) {
			const page = await context.newPage();
			await observeLongTasks(page);
			// The one-time link opens the session; its cookie serves the later loads, none of which has a cache.
			const asked = link ?? new URL('/', page.context().pages()[0]?.url()).href;
			const session = await context.newCDPSession(page);
			await session.send('Network.setCacheDisabled', { cacheDisabled: true });
			await page.goto(asked, { waitUntil: 'commit' });
			await page.locator('main h1').first().waitFor();
			await page.locator('main .panel').first().waitFor();
			await page.waitForFunction(() => document.querySelector('main .loading') === null);
			meaningful.push(await page.evaluate(() => performance.now()));
			contentful.push(
				await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0),
			);
			tasks.push([...(await longTasks(page))]);
			if (load > 0) await page.close();
			link = null;
		}
		return {
			commandToLinkSeconds: round(commandToLinkSeconds),
			loads: LOADS,
			firstContentfulPaintMs: spread(contentful),
			firstMeaningfulPaintMs: spread(meaningful),
			longTasks: {
				perLoad: round(tasks.flat().length / LOADS),
				longestMs: round(Math.max(0, ...tasks.flat())),
			},
		};
	} finally {
		await browser.close();
		await market.remove();
	}
}

function spread(samples: readonly number[]): Spread {
	const sorted = ascending(samples);
	return { median: round(percentile(sorted, 0.5), 0), worst: round(sorted.at(-1) ?? 0, 0) };
}
