import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from '@playwright/test';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import { ascending, percentile, round, summary } from '../statistics.ts';
import { launchBrowser, serveFiles } from './browser.ts';

const RUNS = 5;
const SCROLL_MS = 3_000;
/** About what a turned wheel moves in a frame. */
const PX_PER_FRAME = 180;

interface GridRun {
	readonly paintedMs: number;
	readonly frameMs: readonly number[];
}

export interface GridResult {
	readonly rows: number;
	/** From mounting to the first frame, ms; goal < 150. */
	readonly firstPaintMs: { readonly median: number; readonly worst: number };
	readonly scrollFrameMs: ReturnType<typeof summary>;
	/** The same scrolling of a plain box as tall. */
	readonly emptyScrollFrameMs: ReturnType<typeof summary>;
	readonly p95OverEmpty: number;
}

/** The console's grid with 100,000 rows in headless Chromium, beside an empty box that scrolls as far. */
export async function benchGrid(): Promise<GridResult> {
	const directory = await mkdtemp(join(tmpdir(), 'gridquorum-grid-bench-'));
	const browser = await launchBrowser();
	try {
		await build({
			root: fileURLToPath(new URL('./grid-page', import.meta.url)),
			base: './',
			configFile: false,
			logLevel: 'error',
			plugins: [vue()],
			build: { outDir: directory, emptyOutDir: true, target: 'esnext' },
		});
		const served = await serveFiles(directory);
		try {
			const runs: { full: GridRun; empty: GridRun }[] = [];
			// In turn, so that a busy moment of the machine meets both.
			for (let run = 0; run < RUNS; run++)
				runs.push({ full: await measure(browser, served.url), empty: await measure(browser, `${served.url}?empty`) });
			const painted = ascending(runs.map(({ full }) => full.paintedMs));
			const scroll = summary(runs.flatMap(({ full }) => full.frameMs));
			const empty = summary(runs.flatMap((each) => each.empty.frameMs));
			return {
				rows: 100_000,
				firstPaintMs: { median: round(percentile(painted, 0.5)), worst: round(painted.at(-1) as number) },
				scrollFrameMs: scroll,
				emptyScrollFrameMs: empty,
				p95OverEmpty: round(scroll.p95 / empty.p95),
			};
		} finally {
			await served.stop();
		}
	} finally {
		await browser.close();
		await rm(directory, { recursive: true, force: true });
	}
}

async function measure(browser: Browser, url: string): Promise<GridRun> {
	const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });

	await page.goto(url);
	const paintedMs = await (await page.waitForFunction(() => window.paintedMs)).jsonValue();
	const frameMs = await page.evaluate(
		async ({ forMs, step }) => {
			const box = document.querySelector('.body') as HTMLElement;
			const frames: number[] = [];
			const began = performance.now();
			let last = began;
			let way = step;
			while (last - began < forMs) {
				box.scrollTop += way;
				if (box.scrollTop + box.clientHeight >= box.scrollHeight - step) way = -step;
				const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
				frames.push(now - last);
				last = now;
			}
			return frames.slice(1);
		},
		{ forMs: SCROLL_MS, step: PX_PER_FRAME },
	);
	await page.close();
	return { paintedMs: paintedMs as number, frameMs };
}
