/**
 * Statements and granular certificates in a real browser over the story: a month as a bill, what each figure comes
 * from, its file and its paper; certificates by hour, their history, a transfer and a cancellation.
 */
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { serveStory } from '../../fixtures/console/serve.ts';
import type { StoryMode } from '../../fixtures/console/story-router.ts';
import { expectAccessible } from './console-page.ts';

type Served = Awaited<ReturnType<typeof serveStory>>;

const served = new Map<StoryMode, Served>();
const problems: string[] = [];

test.beforeAll(async () => {
	for (const mode of ['full', 'empty', 'error'] as const)
		served.set(mode, await serveStory({ directory: 'out/renderer', port: 0, mode, running: false }));
});

test.afterAll(async () => {
	for (const story of served.values()) await story.stop();
});

test.beforeEach(({ page }) => {
	page.on('pageerror', (error) => problems.push(String(error)));
});

test.afterEach(() => {
	expect(problems).toEqual([]);
});

async function open(page: Page, path: string, mode: StoryMode = 'full'): Promise<void> {
	await page.goto(`${served.get(mode)?.url}#/bids/${path}`);
	await expect(page.locator('h1')).toBeVisible();
}

const picture = (page: Page, name: string) => page.screenshot({ path: `test-results/screens/settlement-${name}.png` });

test('a month stands on one sheet, and its headline says what the tariff would have cost', async ({ page }) => {
	await open(page, 'statements?who=home-06');
	await expect(page.locator('h1')).toHaveText(
		/July 2017 cost home-06 \$[\d.]+, \$[\d.]+ less than the tariff would have/,
	);
	const bill = page.getByRole('table', { name: 'Bill of home-06, July 2017' });
	await expect(bill.locator('tbody tr')).toHaveCount(28);
	await expect(bill).toContainText('Total of 28 days');
	await expect(
		page.getByText('all their statements, the grid’s and congestion included, add up to 0.000000'),
	).toBeVisible();
	await expect(page.getByText('2 missing')).toHaveCount(0);
	await expect(bill.getByText('1 missing')).toHaveCount(2);
});

test('a day opens its products, a product the deeds and readings of its figures, by keyboard alone', async ({
	page,
}) => {
	await open(page, 'statements?who=home-06');
	await expect(page.getByRole('table')).toContainText('Total of 28 days');
	for (let n = 0; n < 2; n++) await page.keyboard.press('j');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Sources of F-2017-07-02T13' })).toBeVisible();
	await page.getByRole('button', { name: 'Sources of F-2017-07-02T13' }).focus();
	await page.keyboard.press('Enter');
	const drawer = page.getByRole('complementary', { name: 'Sources of a statement' });
	await expect(drawer).toContainText('Under sealed deeds');
	await expect(drawer.getByRole('link', { name: 'meter-home-06' })).toHaveAttribute(
		'href',
		/focus=reading:R-meter-home-06-/,
	);
	await expect(drawer.getByRole('link', { name: /^D-/ }).first()).toHaveAttribute(
		'href',
		/focus=deed:D-F-2017-07-02T13-/,
	);
	await expect(drawer).toContainText('13 statements and congestion add up to 0.000000');
	await expectAccessible(page);
	await picture(page, 'sources');
	await page.keyboard.press('Escape');
	await expect(drawer).toBeHidden();
});

test('a missing reading is said where it counts', async ({ page }) => {
	await open(page, 'statements?who=home-06&by=product&page=4&product=F-2017-07-28T12');
	const drawer = page.getByRole('complementary', { name: 'Sources of a statement' });
	await expect(drawer).toContainText('A reading was missing: the contracted energy stood in for it.');
});

test('what points have paid of the fees stands apart, and what is due counts it', async ({ page }) => {
	await open(page, 'statements?who=home-11');
	const bill = page.getByRole('table', { name: 'Bill of home-11, July 2017' });
	await expect(bill).toContainText('Wheeling paid by incentive points');
	const figure = async (label: string) =>
		Math.round(
			Number((await bill.getByRole('row', { name: label }).locator('td').last().innerText()).replace(',', '')) * 1e6,
		);
	expect((await figure('Total of 28 days')) + (await figure('Wheeling paid'))).toBe(await figure('To pay'));
});

test('the file holds every row, exact and with local stamps', async ({ page }) => {
	await open(page, 'statements?who=home-06&by=product');
	await expect(page.getByText('Page 1 of 4')).toBeVisible();
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
	const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
	expect(lines).toHaveLength(27 * 24 + 14 + 1);
	expect(lines[0]).toContain('total_usd,paid_by_points_usd,at_tariff_usd');
	expect(lines[1]).toMatch(/^F-2017-07-01T00,2017-07-01T00:00:00/);
});

test('on paper the sheet stands alone, on one page of A4, light whatever the screen shows', async ({ page }) => {
	await open(page, 'statements?who=home-06');
	await expect(page.getByRole('table')).toContainText('Total of 28 days');
	await page.getByRole('button', { name: 'Switch between light and dark' }).click();
	const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
	expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
	expect(pdf).toMatch(/\/MediaBox\s*\[0 0 594\.\d+ 841\.\d+\]/);
	expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
	await page.getByRole('button', { name: 'Switch between light and dark' }).click();
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByRole('navigation', { name: 'Sections' })).toBeHidden();
	await expect(page.getByRole('button', { name: 'CSV' })).toBeHidden();
	await expect(page.getByRole('table')).toBeVisible();
	await picture(page, 'paper');
});

test('the months are one table, and a month opens its sheet', async ({ page }) => {
	await open(page, 'statements?who=home-06&by=month');
	await page.getByRole('button', { name: 'July 2017' }).click();
	await expect(page.getByRole('table')).toContainText('Total of 28 days');
});

test('certificates stand under their hours, and the parts of an hour can be picked', async ({ page }) => {
	await open(page, 'certificates?who=home-06');
	await expect(page.locator('h1')).toHaveText(/On Fri 28 Jul home-06 matched \d+% of its use/);
	const grid = page.getByRole('grid', { name: 'Ranges' });
	await expect(grid).toContainText('13:00–14:00');
	await page.getByRole('button', { name: 'Ranges of the hour 10:00 to 11:00' }).click();
	await expect(grid).toContainText('10:00–11:00');
	await expect(grid).not.toContainText('13:00–14:00');
	await grid.getByRole('gridcell').first().focus();
	await page.keyboard.press('Enter');
	const drawer = page.getByRole('complementary', { name: 'Certificate' });
	await expect(drawer).toContainText('As issued: every Wh once');
	await expect(drawer.getByRole('table', { name: 'How it came there' })).toContainText('Issued to home-06');
	await expectAccessible(page);
	await picture(page, 'certificate');
});

test('a part is transferred and the rest cancelled after a review, each with a receipt', async ({ page }) => {
	await open(page, 'certificates');
	const grid = page.getByRole('grid', { name: 'Ranges' });
	await expect(grid).toContainText('made by home-06');
	await page.keyboard.press('k');
	await page.keyboard.press('t');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('combobox').selectOption('home-02');
	await dialog.getByLabel(/^kWh, of/).fill('99');
	await expect(dialog.getByRole('alert')).toContainText('in whole watt-hours');
	await dialog.getByLabel(/^kWh, of/).fill('0.1');
	await expect(dialog).toContainText('Grid company → home-02');
	await expectAccessible(page);
	await picture(page, 'transfer');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('0.1 kWh of certificates transferred to home-02')).toBeVisible();
	await expect(dialog).toBeHidden();
	await expect(grid.getByRole('row')).toHaveCount(2);
	await page.keyboard.press('k');
	await page.keyboard.press('c');
	await expect(dialog.getByRole('button', { name: /^Cancel .* for good/ })).toBeDisabled();
	await dialog.getByLabel('For what consumption').fill('street lights of July');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText(/kWh of certificates cancelled/)).toBeVisible();
	await expect(grid).toContainText('for: street lights of July');
});

for (const view of ['statements?who=home-06', 'certificates?who=home-06'])
	test(`${view.split('?')[0]} are accessible in both themes and both languages`, async ({ page }) => {
		await open(page, view);
		await expect(page.getByRole('table').first()).toBeVisible();
		for (const [language, other, theme] of [
			['en', '中文', /light and dark/],
			['zh', 'EN', /深色|浅色|主题/],
		] as const) {
			await expectAccessible(page);
			await page.getByRole('button', { name: theme }).first().click();
			await expectAccessible(page);
			await picture(page, `${view.split('?')[0]}-${language}`);
			await page.getByRole('button', { name: theme }).first().click();
			await page.getByText(other, { exact: true }).click();
		}
	});

test('before anything is settled both say why, and a refusing node is quoted with its code', async ({ page }) => {
	await open(page, 'statements', 'empty');
	await expect(page.getByText('Nothing of Grid company is settled yet').first()).toBeVisible();
	await open(page, 'certificates', 'empty');
	await expect(page.getByText('No certificates concern Grid company').first()).toBeVisible();
	await open(page, 'statements', 'error');
	await expect(page.getByRole('alert')).toContainText('CONSOLE_STARTING');
	await open(page, 'certificates', 'error');
	await expect(page.getByRole('alert').first()).toContainText('CONSOLE_STARTING');
});
