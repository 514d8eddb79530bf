import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { ascending, percentile, round } from '../statistics.ts';
import { launchBrowser, longTasks, observeLongTasks } from './browser.ts';
import type { BusyOptions, BusyReport } from './busy-node.ts';

const TRANSACTIONS_PER_SECOND = 1_000;
const BLOCKS_PER_SECOND = 10;
const SECONDS = 20;
/** Views that a person may leave open. */
const VIEWS = ['', 'consensus', 'ledger'] as const;
const SETTLE_MS = 3_000;

interface ViewLoad {
	readonly view: string;
	readonly transactionsPerSecond: number;
	/** Live notices that came, and numbers missing between the first and the last: 0 is none dropped. */
	readonly notices: number;
	readonly missingNotices: number;
	/** Whether the page shows the newest block once the load is over. */
	readonly showsHead: boolean;
	/** Main-thread tasks over 50 ms in the page while under load. */
	readonly longTasks: {
		readonly count: number;
		readonly p95Ms: number;
		readonly longestMs: number;
		readonly share: number;
	};
	/** Frames that the page drew in a second. */
	readonly framesPerSecond: number;
}

/** The same node without transactions, as the baseline of the page's own work. */
export interface LoadResult {
	readonly seconds: number;
	readonly busy: readonly ViewLoad[];
	readonly idle: ViewLoad;
}

/** The console in headless Chromium on a node whose chain commits 1,000 transactions a second. */
export async function benchLoad(directory: string): Promise<LoadResult> {
	const shape = { directory, blocksPerSecond: BLOCKS_PER_SECOND, seconds: SECONDS };
	const busy: ViewLoad[] = [];
	for (const view of VIEWS)
		busy.push(await measure(view, { ...shape, transactionsPerSecond: TRANSACTIONS_PER_SECOND }));
	return { seconds: SECONDS, busy, idle: await measure('', { ...shape, transactionsPerSecond: 0 }) };
}

async function measure(view: string, options: BusyOptions): Promise<ViewLoad> {
	const child = fork(fileURLToPath(new URL('./busy-node.ts', import.meta.url)), [JSON.stringify(options)], {
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	const browser = await launchBrowser();
	try {
		const reports = new Map<BusyReport['kind'], PromiseWithResolvers<BusyReport>>([
			['link', Promise.withResolvers()],
			['done', Promise.withResolvers()],
		]);
		child.on('message', (message: BusyReport) => reports.get(message.kind)?.resolve(message));
		child.once('exit', (code) => {
			for (const { reject } of reports.values()) reject(new Error(`the node ended with ${code}`));
		});
		const link = await reports.get('link')?.promise;
		if (link?.kind !== 'link') throw new Error('the node gave no link');
		const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
		const sequences = noticesOf(page);
		await observeLongTasks(page);
		await page.goto(link.link);
		await page.locator('h1').first().waitFor();
		await page.evaluate((hash) => {
			location.hash = hash;
		}, `#/${view}`);
		await page.waitForTimeout(SETTLE_MS);
		const from = await page.evaluate(() => performance.now());
		const frames = countFrames(page, SECONDS * 1_000);
		child.send('go');
		const done = await reports.get('done')?.promise;
		if (done?.kind !== 'done') throw new Error('the node did not end');
		const drawn = await frames;
		await page.waitForTimeout(SETTLE_MS);
		const tasks = ascending(await longTasks(page, from));
		const shown = ((await page.getByRole('contentinfo').textContent()) ?? '').replace(/[^\d]+/g, ' ');
		const numbers = ascending(sequences);
		const span = (numbers.at(-1) ?? 0) - (numbers[0] ?? 0) + 1;
		return {
			view: view === '' ? 'overview' : view,
			transactionsPerSecond: round(done.transactions / done.seconds, 0),
			notices: numbers.length,
			missingNotices: numbers.length === 0 ? 0 : span - new Set(numbers).size,
			showsHead: shown.split(' ').includes(String(done.height)),
			longTasks: {
				count: tasks.length,
				p95Ms: tasks.length === 0 ? 0 : round(percentile(tasks, 0.95)),
				longestMs: round(tasks.at(-1) ?? 0),
				share: round(tasks.reduce((sum, ms) => sum + ms, 0) / (done.seconds * 1_000), 4),
			},
			framesPerSecond: round(drawn / SECONDS, 1),
		};
	} finally {
		await browser.close();
		if (child.connected) {
			const gone = new Promise((resolve) => child.once('exit', resolve));
			child.disconnect();
			await gone;
		}
	}
}

/** Numbers of the live notices, as they come over the page's own socket. */
function noticesOf(page: Page): number[] {
	const sequences: number[] = [];
	page.on('websocket', (socket) => {
		socket.on('framereceived', ({ payload }) => {
			const found = /"sequence":(\d+)/.exec(String(payload));
			if (found) sequences.push(Number(found[1]));
		});
	});
	return sequences;
}

function countFrames(page: Page, forMs: number): Promise<number> {
	return page.evaluate(async (limit) => {
		const began = performance.now();
		let frames = 0;
		while (performance.now() - began < limit) {
			await new Promise((resolve) => requestAnimationFrame(resolve));
			frames += 1;
		}
		return frames;
	}, forMs);
}
