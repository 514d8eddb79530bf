/**
 * The bid desk in a real browser against the real headless node: two hundred rows with faults are pasted, corrected,
 * reviewed and sent as one batch; orders are amended and cancelled; the market is stopped and goes on faster; the gate
 * closes; the price goes out.
 */
import { readFile } from 'node:fs/promises';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { expectAccessible, openPage } from './console-page.ts';
import { HeadlessMarket } from './headless-market.ts';

/** Slow enough for two hundred rows to be written and sent before their gate closes. */
const SPEED = 40;
/** From then on: the gate is hours away. */
const FAST = 400;
const PLAYED = 'home-01';
const ROWS = 200;

test.describe.configure({ mode: 'serial' });

let market: HeadlessMarket;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

test.beforeAll(async ({ browser }) => {
	test.setTimeout(300_000);
	market = await HeadlessMarket.create();
	const link = await startMarket(SPEED);
	({ context, page } = await openPage(browser, problems));
	await openDesk(link, SPEED);
});

test.afterAll(async () => {
	await context?.close();
	await market?.remove();
});

const startMarket = (speed: number): Promise<string> => market.start(speed, ['--play', PLAYED]);

async function openDesk(link: string, speed: number): Promise<void> {
	await page.goto(link);
	await expect(page.getByRole('contentinfo')).toContainText(`×${speed}`, { timeout: 180_000 });
	await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Portfolio' }).click();
	await expect(page.getByRole('grid', { name: 'Bids to send' })).toBeVisible();
}

async function picture(name: string): Promise<void> {
	await page.screenshot({ path: `test-results/screens/bids-${name}.png` });
}

/** The product whose gate is the second to close, so that there is time before it. */
async function nextProduct(): Promise<{ product: string; price: string }> {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Template', exact: true }).click(),
	]);
	const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
	const [, product = '', , , , price = ''] = (lines[2] ?? lines[1] ?? '').split(',');
	return { product, price };
}

const cell = (row: number, column: number) => page.locator(`#bid-cell-${row}-${column}`);
const grid = () => page.getByRole('grid', { name: 'Bids to send' });
const orders = () => page.getByRole('grid', { name: 'My orders' });
const listed = async () =>
	Number(/(\d+) orders by product/.exec((await page.locator('main').innerText()).replaceAll(',', ''))?.[1] ?? 0);
let product = '';

test('two hundred pasted rows are judged, and the faulty ones say why', async () => {
	const template = await nextProduct();
	product = template.product;
	const rows = Array.from({ length: ROWS }, (_, n) => {
		const price = n === 4 ? 'much' : template.price;
		// At noon the played home sells; bids would meet its own offers.
		const side = n === 9 ? 'both' : 'offer';
		return [`row-${n}`, product, 'all', side, 'limit', price, '0.1'].join('\t');
	});
	const text = [['name', 'product', 'period', 'side', 'type', 'price', 'quantity_kwh'].join('\t'), ...rows].join('\n');
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
	await page.keyboard.press('n');
	await page.keyboard.press('Control+v');
	await expect(page.getByRole('button', { name: `All ${ROWS}` })).toBeVisible();
	await expect(page.getByRole('button', { name: 'error 2', exact: true })).toBeVisible();
	await expect(grid()).toContainText('FORMAT_NUMBER_INVALID');
	await expect(grid()).toContainText('BID_SIDE_INVALID');
	await expectAccessible(page);
	await picture('checked');
});

test('a cell is corrected by keyboard alone, and its row is good', async () => {
	await expect(cell(0, 0)).toBeFocused();
	for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowDown');
	for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowRight');
	await expect(cell(4, 5)).toBeFocused();
	await expect(page.getByText('FORMAT_NUMBER_INVALID:')).toBeVisible();
	const price = await cell(3, 5).innerText();
	for (const key of price) await page.keyboard.press(key);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'error 1', exact: true })).toBeVisible();
});

test('nothing is signed before the review, and the chain answers for every row', async () => {
	await page.keyboard.press('Control+Enter');
	const dialog = page.getByRole('dialog', { name: 'What this changes' });
	await expect(dialog).toContainText(`${ROWS - 1} new, 0 amended, 0 withdrawn`);
	await expect(dialog).toContainText('1 row at fault is left out');
	await expectAccessible(page);
	await picture('review');
	await page.keyboard.press('Control+Enter');
	await expect(dialog).toBeHidden({ timeout: 30_000 });
	await expect(page.getByText(`${ROWS - 1} accepted, 0 amended, 0 withdrawn, 0 refused`)).toBeVisible();
	await expect(page.getByRole('grid', { name: 'What the chain has taken' })).toBeVisible();
	await expect(page.getByRole('button', { name: `unchanged ${ROWS - 1}` })).toBeVisible();
	await picture('sent');
});

test('sent again with the last row corrected, nothing is there twice', async () => {
	await cell(9, 3).dblclick();
	await page.keyboard.type('offer');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'new 1', exact: true })).toBeVisible();
	await page.keyboard.press('Control+Enter');
	await expect(page.getByRole('dialog')).toContainText(`1 new, 0 amended, 0 withdrawn, ${ROWS - 1} as they are`);
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('1 accepted, 0 amended, 0 withdrawn, 0 refused')).toBeVisible({ timeout: 30_000 });
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'My orders' }).click();
	await expect(orders()).toContainText('row-0');
	expect(await listed()).toBeGreaterThanOrEqual(ROWS);
});

test('one order is amended and one cancelled, each with a receipt', async () => {
	await orders().getByRole('gridcell', { name: 'row-0', exact: true }).click();
	await page.keyboard.press('e');
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel(/^Quantity/).fill('0.2');
	await expectAccessible(page);
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText(/amended$/).first()).toBeVisible({ timeout: 30_000 });
	await expect(dialog).toBeHidden();
	await orders().getByRole('gridcell', { name: 'row-1', exact: true }).click();
	await page.keyboard.press('Delete');
	await expect(page.getByRole('dialog')).toContainText('Cancel 1 order');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('1 order cancelled')).toBeVisible({ timeout: 30_000 });
	await expect(orders().getByRole('gridcell', { name: 'row-1', exact: true })).toHaveCount(0);
	await expect(orders().getByRole('gridcell', { name: 'row-2', exact: true })).toBeVisible();
	await picture('orders');
});

test('the orders stand when the market was stopped and goes on', async () => {
	test.setTimeout(180_000);
	await page.goto('about:blank');
	expect(await market.interrupt()).toBe(0);
	await openDesk(await startMarket(FAST), FAST);
	await page.getByRole('button', { name: 'My orders' }).click();
	expect(await listed()).toBeGreaterThanOrEqual(ROWS - 1);
});

test('once the gate has closed, every order says what became of it, and the price goes out', async () => {
	test.setTimeout(300_000);
	await page.getByRole('button', { name: 'Gate closed' }).click();
	await expect(page.getByRole('grid', { name: 'My orders' })).toContainText(product, { timeout: 240_000 });
	await expect(page.getByRole('grid', { name: 'My orders' })).toContainText(/accepted|out of price|cut at the margin/, {
		timeout: 30_000,
	});
	await picture('results');
	await page.getByRole('button', { name: 'Prices out' }).click();
	const [csv] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Download CSV' }).click(),
	]);
	expect(await readFile(await csv.path(), 'utf8')).toContain('start_utc');
	const [event] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Download OpenADR event' }).click(),
	]);
	expect(JSON.parse(await readFile(await event.path(), 'utf8'))).toMatchObject({ objectType: 'EVENT' });
	await expectAccessible(page);
	await picture('prices');
});

test('the desk is accessible in both themes and both languages', async () => {
	for (const part of ['Import and send', 'My orders']) {
		await page.getByRole('button', { name: part }).click();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Switch between light and dark' }).click();
		await expectAccessible(page);
		await picture(`dark-${part === 'My orders' ? 'orders' : 'desk'}`);
		await page.getByRole('button', { name: 'Switch between light and dark' }).click();
	}
	await page.getByRole('button', { name: '切换到中文' }).click();
	await page.getByRole('button', { name: '导入与发送' }).click();
	await expectAccessible(page);
	await picture('desk-zh');
	expect(problems).toEqual([]);
});
