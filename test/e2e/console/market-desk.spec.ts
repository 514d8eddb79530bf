/**
 * The operator's desk and the map of zones in a real browser over the story: pictures and files, a fee announced and
 * refused, a border that is supposed to carry less, a book turned back; every part accessible in both themes and
 * languages.
 */
import { readFile } from 'node:fs/promises';
import { type Download, expect, type Page, test } from '@playwright/test';
import { serveStory } from '../../fixtures/console/serve.ts';
import { expectAccessible } from './console-page.ts';

const PNG_HEAD = [0x89, 0x50, 0x4e, 0x47];

let served: Awaited<ReturnType<typeof serveStory>>;
const problems: string[] = [];

test.beforeAll(async () => {
	served = await serveStory({ directory: 'out/renderer', port: 0, mode: 'full', running: false });
});

test.afterAll(async () => {
	await served?.stop();
});

test.beforeEach(({ page }) => {
	problems.length = 0;
	page.on('pageerror', (error) => problems.push(String(error)));
});

test.afterEach(() => {
	expect(problems).toEqual([]);
});

async function open(page: Page, path: string): Promise<void> {
	await page.goto(`${served.url}#/auctions/${path}`);
	await expect(page.locator('h1').first()).toBeVisible();
}

const picture = (page: Page, name: string) => page.screenshot({ path: `test-results/screens/desk-${name}.png` });

async function bytesOf(download: Download): Promise<Buffer> {
	return readFile(await download.path());
}

test('the map draws a full border hatched, and both its picture and its table can be taken away', async ({ page }) => {
	await open(page, 'D-2017-07-29');
	const cells = page.getByRole('grid', { name: /Prices by zone|Prices/ }).first();
	await expect(cells).toBeVisible();
	const panel = page.getByRole('region', { name: 'Zones and flows' });
	await expect(panel).toBeVisible({ timeout: 30_000 });
	await expect(panel).toContainText('as the chain recorded');
	let period = 1;
	for (; period <= 24 && (await panel.locator('rect.flow.full').count()) === 0; period++)
		await open(page, `D-2017-07-29?period=${period}`);
	await expect(panel.locator('.finding')).toContainText('congestion is worth');
	await expectAccessible(page);
	await picture(page, 'zones');
	const [image] = await Promise.all([
		page.waitForEvent('download'),
		panel.getByRole('button', { name: 'PNG' }).click(),
	]);
	expect([...(await bytesOf(image)).subarray(0, 4)]).toEqual(PNG_HEAD);
	const [table] = await Promise.all([
		page.waitForEvent('download'),
		panel.getByRole('button', { name: 'CSV' }).click(),
	]);
	expect((await bytesOf(table)).toString('utf8').split('\r\n')[0]).toContain(
		'from,to,flow_wh,limit_wh,share,saturated',
	);
});

test('a border that carries less parts prices more, and says so beside the real figures', async ({ page }) => {
	await open(page, 'D-2017-07-29?whatif=b0n-500x500');
	const facts = page.getByRole('table', { name: 'Real and what if' });
	await expect(facts.getByRole('row', { name: 'Congestion rent' })).toContainText(/[+−]\$/, { timeout: 30_000 });
	await expect(facts.getByRole('row', { name: 'Welfare' })).toContainText('−$');
	await expect(page.getByRole('region', { name: 'Zones and flows, what if' })).toBeVisible();
	await page.keyboard.press('z');
	await expect(facts.getByRole('row', { name: 'Welfare' })).toContainText('=', { timeout: 30_000 });
});

test('a link that holds no what-if supposes nothing and says so', async ({ page }) => {
	await open(page, 'F-2017-07-28T12?whatif=nonsense');
	const supposing = page.getByRole('region', { name: 'What if', exact: true });
	await expect(supposing.getByRole('alert')).toContainText('nothing is supposed');
	await page.keyboard.press('z');
	await expect(supposing.getByRole('alert')).toHaveCount(0);
});

test('the strips of products and of imbalance are pictures, and the calendar opens a book', async ({ page }) => {
	await open(page, 'desk');
	const calendar = page.getByRole('grid', { name: 'Calendar' });
	await expect(calendar).toContainText('D-2017-07-29');
	const [image] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'PNG' }).click()]);
	expect([...(await bytesOf(image)).subarray(0, 4)]).toEqual(PNG_HEAD);
	await page.keyboard.press('3');
	const board = page.getByRole('region', { name: 'Board', exact: true });
	const [table] = await Promise.all([
		page.waitForEvent('download'),
		board.getByRole('button', { name: 'CSV' }).click(),
	]);
	expect((await bytesOf(table)).toString('utf8').trim().split('\r\n')).toHaveLength(25);
	await page.keyboard.press('1');
	await calendar.getByRole('gridcell').first().focus();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/#\/auctions\/D-2017-07-29/);
});

for (const [name, path] of [
	['products', 'desk'],
	['fees', 'desk?show=fees'],
	['imbalance', 'desk?show=imbalance&period=F-2017-07-28T14%2F0'],
	['what-if', 'F-2017-07-28T12?whatif=d3~z0f40000'],
	['replay', 'F-2017-07-28T12?at=47429'],
] as const)
	test(`${name} is accessible in light and English, dark and Chinese`, async ({ page }) => {
		await open(page, path);
		await expect(page.getByRole('table').or(page.getByRole('grid')).first()).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Switch between light and dark' }).click();
		await page.getByText('中文', { exact: true }).click();
		await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
		await expectAccessible(page);
		await picture(page, `${name}-zh-dark`);
	});
