/**
 * Every picture of the console in a real browser, by keyboard alone: its table twin shows the figures of its CSV, and its
 * PNG is an image of the picture's size that is not blank.
 */
import { readFile } from 'node:fs/promises';
import { type BrowserContext, type Download, expect, type Locator, type Page, test } from '@playwright/test';
import { serveStory } from '../../fixtures/console/serve.ts';

/** A picture in a FigurePanel: where it is, its heading, and a head of its file. */
interface Picture {
	readonly path: string;
	readonly title: string;
	readonly field: string;
}

const CLEARED = 'auctions/F-2017-07-28T13';
const FIGURES: readonly Picture[] = [
	{ path: CLEARED, title: 'Offers meet bids', field: 'filled_wh' },
	{ path: CLEARED, title: 'Price interval', field: 'price_micro_per_kwh' },
	{ path: 'auctions/desk', title: 'Prices and energy', field: 'volume_wh' },
	{ path: 'auctions/desk?show=imbalance', title: 'Beside the contract', field: 'short_wh' },
	{ path: 'consensus', title: 'Missed votes', field: '' },
	{ path: 'standings', title: 'Credit over time', field: 'credit' },
];
const DEED = 'focus=deed:D-F-2017-07-28T13-0';
/** What a figure of the file is divided by to be the one on screen. */
const UNITS = [
	['_micro_per_kwh', 1_000_000],
	['_wh', 1_000],
] as const;

let served: Awaited<ReturnType<typeof serveStory>>;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
	served = await serveStory({ directory: 'out/renderer', port: 0, mode: 'full', running: false });
	context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		locale: 'en-GB',
		reducedMotion: 'reduce',
		acceptDownloads: true,
	});
	page = await context.newPage();
});

test.afterAll(async () => {
	await context?.close();
	await served?.stop();
});

async function open(path: string, story = served): Promise<void> {
	await page.goto('about:blank');
	await page.goto(`${story.url}#/${path}`);
	await expect(page.locator('h1').first()).toBeVisible();
	if (path === 'standings') await page.locator('[data-who^="validator:"]').first().press('Enter');
}

/** The file that a press of Enter on a button gives. */
async function fileOf(button: Locator): Promise<Download> {
	const [download] = await Promise.all([page.waitForEvent('download'), button.press('Enter')]);
	return download;
}

/** RFC 4180, without its byte-order mark. */
async function csvOf(download: Download): Promise<string[][]> {
	const text = (await readFile(await download.path(), 'utf8')).replace(/^\ufeff/, '');
	expect(text.endsWith('\r\n')).toBe(true);
	return text
		.trimEnd()
		.split('\r\n')
		.map((line) =>
			[...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
				([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
			),
		);
}

interface Image {
	readonly width: number;
	readonly height: number;
	readonly colours: number;
	/** Of the paper at the corner, 0 … 255. */
	readonly brightness: number;
}

/** Decodes a PNG as a browser does. */
async function imageOf(download: Download): Promise<Image> {
	const bytes = [...(await readFile(await download.path()))];
	return page.evaluate(async (data) => {
		const image = await createImageBitmap(new Blob([new Uint8Array(data)], { type: 'image/png' }));
		const canvas = new OffscreenCanvas(image.width, image.height);
		const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
		context.drawImage(image, 0, 0);
		const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
		const corner = pixels[0] as number;
		return {
			width: image.width,
			height: image.height,
			colours: new Set(pixels).size,
			brightness: ((corner & 255) + ((corner >> 8) & 255) + ((corner >> 16) & 255)) / 3,
		};
	}, bytes);
}

function expectDrawn({ width, height, colours }: Image): void {
	expect(width).toBeGreaterThan(500);
	expect(height).toBeGreaterThan(150);
	expect(colours).toBeGreaterThan(8);
}

/** A figure on screen is that of the file, rounded to the places it shows. */
function expectSame(shown: string, exact: string, field: string): void {
	if (exact === '') {
		expect(shown).toBe('·');
		return;
	}
	const unit = UNITS.find(([ending]) => field.endsWith(ending))?.[1] ?? 1;
	const text = shown.replaceAll(',', '').replace('−', '-');
	const places = text.split('.')[1]?.length ?? 0;
	expect(Math.abs(Number(text) - Number(exact) / unit)).toBeLessThanOrEqual(0.5 * 10 ** -places + 1e-9);
}

for (const { path, title, field } of FIGURES)
	test(`${title} has a table twin with the figures of its file, and is a picture`, async () => {
		await open(path);
		const panel = page.getByRole('region', { name: title, exact: true }).first();
		await expect(panel.locator('svg, canvas').first()).toBeVisible();
		expectDrawn(await imageOf(await fileOf(panel.getByRole('button', { name: 'PNG' }))));
		const [head = [], ...rows] = await csvOf(await fileOf(panel.getByRole('button', { name: 'CSV' })));
		expect(rows.length).toBeGreaterThan(0);
		await panel.getByRole('button', { name: 'Table' }).press('Enter');
		const lines = panel.locator('tbody tr');
		await expect(lines).toHaveCount(rows.length);
		const shown = await lines.evaluateAll((all) =>
			all.map((line) => [...line.children].map((cell) => cell.textContent?.trim() ?? '')),
		);
		for (const [at, cells] of shown.entries()) {
			expect(cells).toHaveLength(head.length);
			const column = head.indexOf(field);
			if (column >= 0) expectSame(cells[column] ?? '', rows[at]?.[column] ?? '', field);
		}
		await panel.getByRole('button', { name: 'Chart' }).press('Enter');
		await expect(panel.locator('svg, canvas').first()).toBeVisible();
	});

test('the day and the strip of positions are pictures with their figures', async () => {
	for (const path of ['', 'bids/positions']) {
		await open(path);
		const csv = page.getByRole('button', { name: 'CSV' }).first();
		await expect(csv).toBeVisible();
		expect((await csvOf(await fileOf(csv))).length).toBeGreaterThan(20);
		expectDrawn(await imageOf(await fileOf(page.getByRole('button', { name: 'PNG' }).first())));
	}
});

test('the network is laid out, searched, walked and folded by keyboard, and its table has the same nodes', async () => {
	await open(`trace?${DEED}&open=none&view=network`);
	const canvas = page.locator('canvas[data-sweep="10"]');
	await expect(canvas).toBeVisible();
	const picture = page.getByRole('application', { name: /^Network of/ });
	const nodes = Number(
		/Network of ([\d,]+)/.exec((await picture.getAttribute('aria-label')) ?? '')?.[1]?.replaceAll(',', ''),
	);
	const find = page.getByRole('searchbox', { name: 'Find in the picture' });
	await find.fill('D-F-2017-07-28T13-0');
	await find.press('Enter');
	await expect(page.getByText(/\d+ edges in, \d+ out/)).toBeVisible();
	const before = await page.getByText(/\d+ edges in, \d+ out/).innerText();
	await picture.press('ArrowLeft');
	await expect(page.getByText(/\d+ edges in, \d+ out/)).not.toHaveText(before);
	await picture.press('+');
	await picture.press('0');
	expectDrawn(await imageOf(await fileOf(page.getByRole('button', { name: 'PNG' }))));
	await page.screenshot({ path: 'test-results/screens/trace-network.png' });
	await picture.press('o');
	await expect(picture).not.toHaveAttribute('aria-label', new RegExp(`^Network of ${nodes.toLocaleString('en')} `));
	await page.getByRole('button', { name: 'Table', exact: true }).press('Enter');
	await expect(page.getByRole('grid', { name: 'Nodes of the graph' })).toHaveAttribute(
		'aria-rowcount',
		String(nodes + 1),
	);
});

test('a picture leaves on the paper of the dark theme, in Chinese', async () => {
	await open('consensus');
	await page.getByRole('button', { name: '切换到中文' }).press('Enter');
	await page.getByRole('button', { name: '切换明暗主题' }).press('Enter');
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
	const image = await imageOf(await fileOf(page.getByRole('button', { name: 'PNG' }).first()));
	expectDrawn(image);
	expect(image.brightness).toBeLessThan(80);
});
