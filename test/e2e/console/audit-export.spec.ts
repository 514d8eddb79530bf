/**
 * An operator hands an auditor a bundle without stopping anything: the real headless node goes on while it exports, and
 * the page that took the file verifies it.
 */
import { readFile } from 'node:fs/promises';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { parseTrustRoot } from '../../../src/shared/audit/trust-root.ts';
import { expectAccessible, openPage } from './console-page.ts';
import { goTo } from './go-to.ts';
import { HeadlessMarket } from './headless-market.ts';

const SPEED = 20;

test.describe.configure({ mode: 'serial' });

let market: HeadlessMarket;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

test.beforeAll(async ({ browser }) => {
	test.setTimeout(400_000);
	market = await HeadlessMarket.create();
	const link = await market.start(SPEED);
	({ context, page } = await openPage(browser, problems, { reducedMotion: 'no-preference' }));
	await page.goto(link);
	// Its clock runs at the speed asked for once the morning was traded, and there is something to export.
	await expect(page.getByRole('contentinfo')).toContainText(`×${SPEED}`, { timeout: 300_000 });
	await goTo(page, 'trace/audit');
});

test.afterAll(async () => {
	await context?.close();
	await market?.remove();
});

async function heightShown(): Promise<number> {
	const text = (await page.getByRole('contentinfo').innerText()).replace(/[^\dA-Za-z\s]/g, '');
	return Number(/Height\s+(\d+)/.exec(text)?.[1]);
}

async function exportChosen(): Promise<void> {
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export bundle' }).click();
	expect((await download).suggestedFilename()).toMatch(/\.car$/);
	await page.getByRole('button', { name: 'Verify it here' }).click();
	await expect(page.locator('h1')).toContainText('checks hold', { timeout: 60_000 });
}

test('everything is exported while the chain goes on, and holds in the page', async () => {
	const before = await heightShown();
	await page.getByRole('button', { name: 'Everything' }).click();
	await exportChosen();
	await expect.poll(heightShown, { timeout: 60_000 }).toBeGreaterThan(before);
	await expect(page.getByText('certified up to block').first()).toBeVisible();
});

test('one trade is found by part of its name, exported and verified', async () => {
	await page.getByRole('button', { name: 'Trade', exact: true }).click();
	await page.getByRole('combobox', { name: 'Find a trade' }).click();
	await page.getByRole('option').first().click();
	await exportChosen();
	await expect(page.locator('h1')).toContainText('over 1 trade');
	await expectAccessible(page);
});

test('the trust root is saved apart from the bundle, in its one form', async () => {
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save trust root' }).click();
	const path = await (await download).path();
	expect(parseTrustRoot(new Uint8Array(await readFile(path))).epochStart).toBe(0);
	expect(problems).toEqual([]);
});
