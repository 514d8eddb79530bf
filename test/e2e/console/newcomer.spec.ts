/**
 * A newcomer with the link that `start` prints and no mouse: reads what the guide says, waits for the first cleared
 * hour, opens its deed, signs it, and dismisses the guide, which never comes back.
 */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './console-page.ts';
import { pressSection } from './go-to.ts';
import { HeadlessMarket } from './headless-market.ts';

const SPEED = 40;

test.describe.configure({ mode: 'serial' });

let market: HeadlessMarket;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

test.beforeAll(async ({ browser }) => {
	test.setTimeout(180_000);
	market = await HeadlessMarket.create();
	const link = await market.start(SPEED);
	context = await browser.newContext({
		viewport: { width: 1280, height: 800 },
		locale: 'zh-CN',
		colorScheme: 'dark',
		reducedMotion: 'reduce',
	});
	page = await context.newPage();
	page.on('pageerror', (error) => problems.push(String(error)));
	await page.goto(link);
});

test.afterAll(async () => {
	await context?.close();
	await market?.remove();
});

const guide = () => page.getByRole('region', { name: /^您是/ });

async function press(...keys: string[]): Promise<void> {
	for (const key of keys) await page.keyboard.press(key);
}

/** Moves by Tab alone, as a person without a mouse does. */
async function tabTo(name: RegExp, most = 60): Promise<void> {
	const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
	for (let at = 0; at < most; at++) {
		await press('Tab');
		if (name.test(await focused())) return;
	}
	throw new Error(`no ${name} within ${most} tabs`);
}

test('the console opens by itself, and says who the newcomer is', async () => {
	test.setTimeout(180_000);
	await expect(guide()).toBeVisible({ timeout: 90_000 });
	await expect(guide()).toContainText('Grid company');
	// Until its clock runs at the speed asked for, the market hurries and signs for everybody.
	await expect(page.getByRole('contentinfo')).toContainText(`×${SPEED}`, { timeout: 90_000 });
	await expectAccessible(page);
	await page.screenshot({ path: 'test-results/screens/newcomer-guide.png' });
});

test('one key opens the first deed that waits, and one chord signs it', async () => {
	test.setTimeout(180_000);
	await expect(guide().getByRole('button', { name: '打开', exact: true })).toBeVisible({ timeout: 150_000 });
	await press('s');
	await expect(page).toHaveURL(/#\/signatures\/.+/);
	await expect(page.getByRole('heading', { level: 2, name: /^D-/ })).toBeVisible();
	await press('Control+Enter');
	await expect(page.getByText(/区块 [\d,]+/).first()).toBeVisible({ timeout: 30_000 });
	await page.screenshot({ path: 'test-results/screens/newcomer-signed.png' });
});

test('back on the overview the guide is done; dismissed, it never comes back', async () => {
	await pressSection(page, 'o');
	await expect(guide()).toContainText('这是您的第一份契约', { timeout: 30_000 });
	await page.screenshot({ path: 'test-results/screens/newcomer-done.png' });
	await tabTo(/^完成$/);
	await press('Enter');
	await expect(guide()).toBeHidden();
	await page.reload();
	await expect(page.locator('h1')).toBeVisible();
	await expect(page.getByRole('contentinfo')).toContainText(`×${SPEED}`);
	await expect(guide()).toHaveCount(0);
	expect(problems).toEqual([]);
});
