/**
 * The ledger by keyboard alone, over the story's node whose blocks go on: from the list to a call, its decoded
 * arguments and its verified proof; any hash by search; the state leaf by leaf, and the proof of an absence.
 */
import { readFile } from 'node:fs/promises';
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { readProofFile } from '../../../src/shared/proofs/proof-file.ts';
import { serveStory } from '../../fixtures/console/serve.ts';
import type { StoryMode } from '../../fixtures/console/story-implementer.ts';
import { expectAccessible } from './console-page.ts';
import { goTo, pressSection } from './go-to.ts';

const problems: string[] = [];
const contexts: BrowserContext[] = [];
const servers: { stop(): Promise<void> }[] = [];

interface Look {
	readonly mode?: StoryMode;
	readonly running?: boolean;
	readonly locale?: 'en-GB' | 'zh-CN';
	readonly colorScheme?: 'light' | 'dark';
}

async function open(browser: Browser, path: string, look: Look = {}): Promise<Page> {
	const { mode = 'full', running = false, locale = 'en-GB', colorScheme = 'light' } = look;
	const served = await serveStory({ directory: 'out/renderer', port: 0, mode, running });
	servers.push(served);
	const context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		locale,
		colorScheme,
		reducedMotion: 'reduce',
	});
	contexts.push(context);
	const page = await context.newPage();
	page.on('pageerror', (error) => problems.push(String(error)));
	await page.goto(served.url);
	await goTo(page, path);
	return page;
}

test.afterEach(async () => {
	for (const context of contexts.splice(0)) await context.close();
	for (const served of servers.splice(0)) await served.stop();
	expect(problems.splice(0)).toEqual([]);
});

test('blocks grow while they are looked at, and stand still while they are read', async ({ browser }) => {
	const page = await open(browser, 'overview', { running: true });
	await pressSection(page, 'k');
	const grid = page.getByRole('grid', { name: 'Blocks' });
	await expect(grid).toBeVisible();
	const heights = grid.getByRole('gridcell').first();
	await expect(grid.getByText('new', { exact: true }).first()).toBeVisible({ timeout: 20_000 });
	await page.keyboard.press('j');
	await expect(page.getByText('Held while you read')).toBeVisible();
	const held = await heights.innerText();
	await expect(page.getByText(/Held while you read · .* newer block/)).toBeVisible({ timeout: 20_000 });
	expect(await heights.innerText()).toBe(held);
	expect(page.url()).toMatch(/top=\d+/);
	await page.keyboard.press('f');
	await expect(page.getByText('growing live')).toBeVisible();
	expect(await heights.innerText()).not.toBe(held);
});

test('a call is opened from its block, read with its units, proven here, and saved for others', async ({ browser }) => {
	const page = await open(browser, 'ledger');
	await expect(page.locator('h1')).toContainText('One call of the newest 50 blocks has failed');
	await page.keyboard.press('j');
	await page.keyboard.press('j');
	await page.keyboard.press('Enter');
	const drawer = page.getByRole('complementary', { name: 'Block' });
	await expect(drawer).toContainText('Final: 3 of 4 signed, 3 needed');
	await expect(drawer).toContainText('ORDER_UNKNOWN');
	expect(page.url()).toContain('#/ledger/48211');
	await expectAccessible(page);
	await page.keyboard.press('ArrowRight');
	await expect(page).toHaveURL(/ledger\/48212/);
	await page.keyboard.press('ArrowLeft');
	await drawer.getByRole('link', { name: 'pays' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.locator('h1')).toHaveText('home-08 pays');
	await expect(page.getByRole('table', { name: 'Arguments' })).toContainText('$12.500000');
	await page.keyboard.press('v');
	await expect(page.getByText('Verified on this machine: it holds')).toBeVisible();
	await expect(page.getByText('Receipt in its block')).toBeVisible();
	await expectAccessible(page);
	await page.screenshot({ path: 'test-results/screens/ledger-transaction.png' });
	await page.getByRole('button', { name: 'Save as JSON' }).focus();
	const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
	expect(download.suggestedFilename()).toBe('proof-receipt-48211-1.json');
	const file = readProofFile(new Uint8Array(await readFile(await download.path())));
	expect(file.item).toMatchObject({ kind: 'receipt', record: { height: 48_211 } });
	// The address alone brings the same page back.
	await page.reload();
	await expect(page.locator('h1')).toHaveText('home-08 pays');
});

test('search leads from a hash to its transaction and from a path to its leaf', async ({ browser }) => {
	const page = await open(browser, 'ledger/48211');
	await page.getByRole('complementary', { name: 'Block' }).getByRole('link', { name: 'pays' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.locator('h1')).toHaveText('home-08 pays');
	const id = /transactions\/([0-9a-f]{64})/.exec(page.url())?.[1] as string;
	await goTo(page, 'ledger/contracts');
	await expect(page.locator('h1')).toContainText('Eleven contracts keep');
	await page.keyboard.press('/');
	await page.keyboard.type(id);
	await expect(page.getByRole('option', { name: /Transaction/ })).toBeVisible();
	await page.keyboard.press('Enter');
	await expect(page.locator('h1')).toHaveText('home-08 pays');
	await page.keyboard.press('/');
	await page.keyboard.type('ledger/account/home-02');
	await expect(page.getByRole('option', { name: /ledger\/account\/home-02/ })).toBeVisible();
	await page.keyboard.press('Enter');
	const leaf = page.getByRole('complementary', { name: 'Leaf' });
	await expect(leaf).toContainText('ledger/account/home-02');
	await page.keyboard.press('v');
	await expect(leaf.getByText('Verified on this machine: it holds')).toBeVisible();
});

test('ciphertext stays ciphertext, and an absence is proven', async ({ browser }) => {
	const page = await open(browser, 'ledger/state?prefix=traceability%2F');
	await page.getByRole('grid', { name: 'Leaves' }).waitFor();
	await page.keyboard.press('Enter');
	const leaf = page.getByRole('complementary', { name: 'Leaf' });
	await expect(leaf).toContainText('ciphertext, 80 B; only its reader’s key opens it');
	await expect(leaf.getByRole('table')).not.toContainText('0707');
	await goTo(page, 'ledger/state?prefix=nobody%2F');
	await page.getByRole('button', { name: 'Prove that nobody/ is absent' }).focus();
	await page.keyboard.press('Enter');
	await expect(leaf).toContainText('nobody/ is not in the state');
	await page.keyboard.press('v');
	await expect(leaf.getByText('Verified on this machine: it holds')).toBeVisible();
});

test('every state has its words', async ({ browser }) => {
	const empty = await open(browser, 'ledger', { mode: 'empty' });
	await expect(empty.getByText('No block yet')).toBeVisible();
	const failing = await open(browser, 'ledger', { mode: 'error' });
	await expect(failing.getByRole('region', { name: 'Blocks' }).getByText('CONSOLE_STARTING')).toBeVisible();
	const waiting = await open(browser, 'ledger/state', { mode: 'hang' });
	await expect(waiting.getByText('Reading leaves')).toBeVisible();
	const unknown = await open(browser, 'ledger/7');
	await expect(unknown.getByText('LEDGER_BLOCK_UNKNOWN')).toBeVisible();
});

test('the same in Chinese and in the dark', async ({ browser }) => {
	const page = await open(browser, 'ledger/48211', { locale: 'zh-CN', colorScheme: 'dark' });
	await expect(page.getByRole('complementary', { name: '区块' })).toContainText('已最终确定');
	await goTo(page, 'ledger/state?prefix=ledger%2F&path=ledger%2Faccount%2Fhome-02');
	await expect(page.getByRole('complementary', { name: '状态叶' })).toContainText('home-02');
	await expectAccessible(page);
	await goTo(page, 'ledger/contracts');
	await expect(page.locator('h1')).toContainText('个合约');
	await expectAccessible(page);
});
