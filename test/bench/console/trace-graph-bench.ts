import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import { ascending, percentile, round, summary } from '../statistics.ts';
import { launchBrowser, longTasks, observeLongTasks, serveFiles } from './browser.ts';

const RUNS = 3;
const MOVE_MS = 3_000;

interface TraceRun {
	readonly nodes: number;
	readonly edges: number;
	readonly firstMs: number;
	readonly wholeMs: number;
	readonly layoutLongTasks: readonly number[];
	readonly panFrameMs: readonly number[];
	readonly zoomFrameMs: readonly number[];
}

export interface TraceGraphResult {
	readonly nodes: number;
	readonly edges: number;
	/** From mounting to the first picture, and to that of the last sweep, ms. */
	readonly firstPictureMs: { readonly median: number; readonly worst: number };
	readonly layoutMs: { readonly median: number; readonly worst: number };
	/** The longest task of the page's thread while the worker laid out, ms. */
	readonly longestTaskMs: number;
	readonly panFrameMs: ReturnType<typeof summary>;
	readonly zoomFrameMs: ReturnType<typeof summary>;
	/** The same moves over an empty canvas that is cleared in every frame. */
	readonly emptyPanFrameMs: ReturnType<typeof summary>;
}

/** The console's picture of 10,000 nodes in headless Chromium: laid out, dragged, zoomed; beside an empty canvas. */
export async function benchTraceGraph(): Promise<TraceGraphResult> {
	const directory = await mkdtemp(join(tmpdir(), 'gridquorum-trace-bench-'));
	const browser = await launchBrowser();
	try {
		await build({
			root: fileURLToPath(new URL('./trace-page', import.meta.url)),
			base: './',
			configFile: false,
			logLevel: 'error',
			plugins: [vue()],
			worker: { format: 'es' },
			build: { outDir: directory, emptyOutDir: true, target: 'esnext' },
		});
		const served = await serveFiles(directory);
		try {
			const full: TraceRun[] = [];
			const empty: TraceRun[] = [];
			// In turn, so that a busy moment of the machine meets both.
			for (let run = 0; run < RUNS; run++) {
				full.push(await measure(browser, served.url));
				empty.push(await measure(browser, `${served.url}?empty`));
			}
			const times = (of: (run: TraceRun) => number) => {
				const sorted = ascending(full.map(of));
				return { median: round(percentile(sorted, 0.5)), worst: round(sorted.at(-1) as number) };
			};
			return {
				nodes: (full[0] as TraceRun).nodes,
				edges: (full[0] as TraceRun).edges,
				firstPictureMs: times(({ firstMs }) => firstMs),
				layoutMs: times(({ wholeMs }) => wholeMs),
				longestTaskMs: round(Math.max(0, ...full.flatMap(({ layoutLongTasks }) => layoutLongTasks))),
				panFrameMs: summary(full.flatMap(({ panFrameMs }) => panFrameMs)),
				zoomFrameMs: summary(full.flatMap(({ zoomFrameMs }) => zoomFrameMs)),
				emptyPanFrameMs: summary(empty.flatMap(({ panFrameMs }) => panFrameMs)),
			};
		} finally {
			await served.stop();
		}
	} finally {
		await browser.close();
		await rm(directory, { recursive: true, force: true });
	}
}

async function measure(browser: Browser, url: string): Promise<TraceRun> {
	const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
	await observeLongTasks(page);
	await page.goto(url);
	const laidOut = await (await page.waitForFunction(() => window.layout)).jsonValue();
	const layoutLongTasks = await longTasks(page);
	const panFrameMs = await move(page, 'pan');
	const zoomFrameMs = await move(page, 'zoom');
	await page.close();
	if (!laidOut) throw new Error('the page laid nothing out');
	return { ...laidOut, layoutLongTasks, panFrameMs, zoomFrameMs };
}

/** Drags to and fro, or turns the wheel in and out, once in every frame. */
function move(page: Page, how: 'pan' | 'zoom'): Promise<readonly number[]> {
	return page.evaluate(
		async ({ forMs, kind }) => {
			const host = document.querySelector('.host') as HTMLElement;
			host.focus();
			const box = host.getBoundingClientRect();
			const middle = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
			const pointer = (type: string, x: number) =>
				host.dispatchEvent(
					new PointerEvent(type, { ...middle, clientX: middle.clientX + x, bubbles: true, button: 0, pointerId: 1 }),
				);
			// A made-up pointer cannot be captured.
			host.setPointerCapture = () => undefined;
			if (kind === 'pan') pointer('pointerdown', 0);
			const frames: number[] = [];
			const began = performance.now();
			let last = began;
			for (let step = 0; last - began < forMs; step++) {
				const wave = Math.sin(step / 12);
				if (kind === 'pan') pointer('pointermove', wave * 300);
				else
					host.dispatchEvent(
						new WheelEvent('wheel', { ...middle, deltaY: -wave * 120, bubbles: true, cancelable: true }),
					);
				const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
				frames.push(now - last);
				last = now;
			}
			if (kind === 'pan') pointer('pointerup', 0);
			return frames.slice(1);
		},
		{ forMs: MOVE_MS, kind: how },
	);
}
