/**
 * An aggregator at work by keyboard alone, against the real headless node: ten thousand bids from a file with faults in
 * some, from fault to fault, fixed in the grid, kept over a reload, stopped by own limits, sent as signed batches before
 * the gate, one amended; after the clearing what became of them, and why. First in English and light, then the shortened
 * pass in Chinese and dark.
 */
import { readFile } from 'node:fs/promises';
import { type BrowserContext, expect, type Locator, type Page, test } from '@playwright/test';
import { chooseFile, expectAccessible, openPage, pressKeys, tabUntil } from './console-page.ts';
import { pressSection } from './go-to.ts';
import { HeadlessMarket } from './headless-market.ts';

/** Slow enough for ten thousand rows to be written and sent before their gates close. */
const SPEED = 12;
/** From then on the gates are minutes away. */
const FAST = 600;
const PLAYED = 'home-01';
const ROWS = 10_000;
const TABS_MAX = 90;
const HEADER = 'name,product,period,side,type,price,quantity_kwh';
/** Rows at fault, from 0, by what is wrong, with the cell that puts it right. */
const FAULTS = [
	{ row: 2, cells: { side: 'both' }, right: 'offer' },
	{ row: 4_711, cells: { price: 'much' }, right: '0.06' },
	{ row: 9_998, cells: { quantity: '0' }, right: '0.002' },
] as const;
/** Rows that ask little enough to be accepted. */
const CHEAP_ROWS = 5;

test.describe.configure({ mode: 'serial' });

let market: HeadlessMarket;
let context: BrowserContext;
let page: Page;
let products: string[] = [];
/** Per kWh: just below the highest price that both products take. */
let dear = 0;
const problems: string[] = [];

test.beforeAll(async ({ browser }) => {
	test.setTimeout(400_000);
	market = await HeadlessMarket.create();
	const link = await startMarket(SPEED);
	({ context, page } = await openPage(browser, problems));
	await page.addInitScript(() => {
		const tasks: number[] = [];
		Object.assign(window, { longTasks: tasks });
		new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
		}).observe({ entryTypes: ['longtask'] });
	});
	await openConsole(link, SPEED);
});

test.afterAll(async () => {
	await context?.close();
	await market?.remove();
});

const startMarket = (speed: number): Promise<string> => market.start(speed, ['--play', PLAYED]);

async function openConsole(link: string, speed: number): Promise<void> {
	await page.goto(link);
	await expect(page.getByRole('contentinfo')).toContainText(`×${speed}`, { timeout: 180_000 });
	await expect(page.locator('h1').first()).toBeVisible();
	await pressSection(page, 'b');
	await expect(page.locator('[role=grid]').first()).toBeVisible({ timeout: 30_000 });
}

const press = (...keys: readonly string[]) => pressKeys(page, ...keys);
const tabTo = (target: Locator) => tabUntil(page, target, TABS_MAX);

async function picture(name: string): Promise<void> {
	await page.screenshot({ path: `test-results/screens/aggregator-${name}.png` });
}

/** Two products whose gates are hours away, and a price that nobody pays, from the file that the console offers. */
async function readTerms(): Promise<void> {
	await tabTo(page.getByRole('button', { name: 'Template', exact: true }));
	const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
	const lines = (await readFile(await download.path(), 'utf8'))
		.trim()
		.split('\r\n')
		.map((line) => line.split(','));
	const chosen = lines.slice(2, 4);
	products = chosen.map(([, product = '']) => product);
	// The file has the middle between the lowest price, 0, and the highest.
	dear = Math.min(...chosen.map((cells) => Number(cells[5]))) * 2 - 0.002;
}

/** Ten thousand offers in two products; nearly all ask more than anybody pays. */
function portfolioFile(): string {
	const rows = Array.from({ length: ROWS }, (_, n) => {
		const cells = { side: 'offer', price: n < CHEAP_ROWS ? '0.06' : dear.toFixed(3), quantity: '0.001' };
		const fault = FAULTS.find(({ row }) => row === n);
		const { side, price, quantity } = { ...cells, ...fault?.cells };
		return [`c-${n}`, products[n % 2], 'all', side, 'limit', price, quantity].join(',');
	});
	return [HEADER, ...rows].join('\r\n');
}

async function importFile(name: string, text: string): Promise<void> {
	await chooseFile(page, 'i', { name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

const filter = (name: string) => page.getByRole('button', { name, exact: true });
const orders = () => page.getByRole('grid', { name: 'My orders' });

test('ten thousand rows are read and judged beside the page, and the faulty ones say why', async () => {
	test.setTimeout(120_000);
	await readTerms();
	await page.evaluate(() => {
		(window as unknown as { longTasks: number[] }).longTasks.length = 0;
	});
	const before = Date.now();
	await importFile('portfolio.csv', portfolioFile());
	await expect(filter('All 10,000')).toBeVisible({ timeout: 60_000 });
	const wallMs = Date.now() - before;
	await expect(filter(`error ${FAULTS.length}`)).toBeVisible();
	const said = await page.getByText(/rows checked in/).innerText();
	const longTasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
	test.info().annotations.push({
		type: 'measured',
		description: `import of ${ROWS} rows ${wallMs} ms; “${said}”; long tasks of the page ${longTasks.join(', ') || 'none'} ms`,
	});
	process.stdout.write(`${test.info().annotations.at(-1)?.description}\n`);
	await expectAccessible(page);
	await picture('imported');
});

test('one key goes from fault to fault, and each is fixed where it stands', async () => {
	for (const { row, right } of FAULTS) {
		await press('F8');
		await expect(page.locator(`[id^="bid-cell-${row}-"]:focus`)).toBeVisible();
		await page.keyboard.type(right);
		await press('Enter');
	}
	await press('Escape');
	await expect(filter('error 0')).toBeVisible();
	await expect(filter('new 10,000')).toBeVisible();
});

test('what is not sent yet is back after a reload', async () => {
	await expect(page.getByText('Kept on this machine until you clear it.')).toBeVisible();
	await page.reload();
	await expect(page.getByText(/10,000 rows are back from a draft/)).toBeVisible({ timeout: 60_000 });
	await expect(filter('new 10,000')).toBeVisible();
});

test('an own limit stops what is beyond it until the limit itself is changed', async () => {
	await press('l');
	const dialog = page.getByRole('dialog', { name: 'Own limits' });
	await tabTo(dialog.getByLabel(/^Highest price/));
	await page.keyboard.type((dear - 0.001).toFixed(3));
	await press('Control+Enter');
	await expect(dialog).toBeHidden();
	await expect(filter(`error ${(ROWS - CHEAP_ROWS - 1).toLocaleString('en-GB')}`)).toBeVisible();
	await expect(page.getByText(/BID_LIMIT_PRICE/).first()).toBeVisible();
	await press('l');
	await tabTo(dialog.getByLabel(/^Highest price/));
	await press('Control+a', 'Delete', 'Control+Enter');
	await expect(dialog).toBeHidden();
	await expect(filter('error 0')).toBeVisible();
});

test('the review tells what is signed, and the chain answers for every row before the gate', async () => {
	test.setTimeout(180_000);
	await press('Control+Enter');
	const dialog = page.getByRole('dialog', { name: 'What this changes' });
	await expect(dialog).toContainText('10,000 new, 0 amended, 0 withdrawn', { timeout: 60_000 });
	await expectAccessible(page);
	await picture('review');
	await press('Control+Enter');
	await expect(dialog).toContainText(/of 2 final/);
	await expect(dialog).toBeHidden({ timeout: 120_000 });
	await expect(page.getByText(`${ROWS} accepted, 0 amended, 0 withdrawn, 0 refused`)).toBeVisible();
	await expect(filter('unchanged 10,000')).toBeVisible({ timeout: 60_000 });
	await picture('sent');
});

test('one of them is amended', async () => {
	await press('Escape', '2');
	await expect(orders()).toContainText('c-0', { timeout: 30_000 });
	const selected = orders().locator('[aria-selected=true]');
	for (let n = 0; n < 40 && !(await selected.filter({ hasText: /c-\d+/ }).count()); n++) await press('j');
	await press('e');
	const dialog = page.getByRole('dialog');
	await tabTo(dialog.getByLabel(/^Quantity/));
	await press('Control+a');
	await page.keyboard.type('0.003');
	await press('Control+Enter');
	await expect(page.getByText(/amended$/).first()).toBeVisible({ timeout: 30_000 });
	await expect(dialog).toBeHidden();
});

test('positions show the open orders in their hours, by zone, owner and meter', async () => {
	await pressSection(page, 'p');
	const tree = page.getByRole('treegrid', { name: 'Portfolio' });
	await expect(tree).toContainText('Whole portfolio', { timeout: 30_000 });
	await tabTo(tree.locator('tr[tabindex="0"]'));
	await press('ArrowDown', 'ArrowDown');
	await expect(page).toHaveURL(/node=owner/);
	await expect(tree.locator('tr[aria-selected=true]')).toContainText(/\d,\d{3}/);
	await expectAccessible(page);
	await picture('positions');
});

test('after the clearing every order says what became of it, and why', async () => {
	test.setTimeout(300_000);
	await page.goto('about:blank');
	expect(await market.interrupt()).toBe(0);
	await openConsole(await startMarket(FAST), FAST);
	await press('2');
	await tabTo(page.getByRole('button', { name: 'Gate closed' }));
	await press('Enter');
	await expect(orders()).toContainText(/c-\d+/, { timeout: 200_000 });
	await expect(orders()).toContainText(/out of price|accepted/, { timeout: 60_000 });
	const selected = orders().locator('[aria-selected=true]');
	for (let n = 0; n < 60 && !(await selected.filter({ hasText: /c-\d+.*out of price/s }).count()); n++)
		await press('j');
	await picture('results');
	await press('o');
	await expect(page).toHaveURL(/order=/);
	await expect(page.locator('aside')).toContainText(/Rejected|asks/, { timeout: 60_000 });
	await picture('why');
});

test('the same in Chinese and dark: import, next fault, own limits, positions', async () => {
	test.setTimeout(120_000);
	await press('Escape', 'g', 'b');
	await expect(page.getByRole('grid', { name: 'Bids to send' })).toBeVisible({ timeout: 30_000 });
	await tabTo(page.getByRole('button', { name: 'Switch between light and dark' }));
	await press('Enter');
	await tabTo(page.getByRole('button', { name: '切换到中文' }));
	await press('Enter');
	const gates = page.getByRole('list', { name: '各产品的申报截止' }).locator('.mono');
	await expect(gates.first()).toBeVisible({ timeout: 30_000 });
	const product = (await gates.allInnerTexts()).at(-1);
	const rows = Array.from({ length: 50 }, (_, n) => `z-${n},${product},all,${n === 30 ? '双' : '卖'},limit,0.05,0.001`);
	await importFile('zu-he.csv', [HEADER, ...rows].join('\n'));
	await expect(page.getByRole('button', { name: '错误 1', exact: true })).toBeVisible();
	await press('F8');
	await expect(page.locator('[id^="bid-cell-30-"]:focus')).toHaveText('双');
	await expectAccessible(page);
	await picture('zh-dark');
	await press('Escape', 'g', 'p');
	await expect(page.getByRole('treegrid')).toContainText('全部组合', { timeout: 30_000 });
	await expectAccessible(page);
	await picture('zh-dark-positions');
	expect(problems).toEqual([]);
});
