/**
 * The first run without a mouse: the wizard starts the demo on the real program, leaves it and finds it again; and,
 * over the story, joins a network by its document and digest, mends what is wrong at each field, and meets a start
 * that fails, a page of its code, and an audit desk that needs no node.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { previewOf } from '../../../src/main/api/host/genesis-preview.ts';
import { encodeGenesis } from '../../../src/shared/codec/genesis.ts';
import { serveStory } from '../../fixtures/console/serve.ts';
import { GENESIS } from '../../fixtures/console/story-genesis.ts';
import type { StoryMode } from '../../fixtures/console/story-implementer.ts';
import { expectAccessible } from './console-page.ts';
import { pressSection } from './go-to.ts';
import { HeadlessMarket } from './headless-market.ts';

const PASSPHRASE = 'correct horse battery staple';

async function picture(page: Page, name: string): Promise<void> {
	await page.screenshot({ path: `test-results/screens/setup-${name}.png` });
}

/** A console over the story, closed again at the end. */
async function withStory(
	browser: Browser,
	at: { readonly mode: StoryMode; readonly locale: string; readonly colorScheme: 'light' | 'dark' },
	run: (page: Page) => Promise<void>,
): Promise<void> {
	const served = await serveStory({ directory: 'out/renderer', port: 0, mode: at.mode, running: false });
	const context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		locale: at.locale,
		colorScheme: at.colorScheme,
		reducedMotion: 'reduce',
	});
	try {
		const page = await context.newPage();
		await page.goto(served.url);
		await expect(page.locator('h1').first()).toBeVisible();
		await run(page);
	} finally {
		await context.close();
		await served.stop();
	}
}

/** Types over what a field holds. */
async function fill(page: Page, text: string): Promise<void> {
	await page.keyboard.press('Control+a');
	await page.keyboard.type(text);
}

test.describe('on the real program', () => {
	let home: string;
	let market: HeadlessMarket;

	test.beforeAll(async () => {
		home = await mkdtemp(join(tmpdir(), 'gridquorum-setup-'));
		market = await HeadlessMarket.create();
	});
	test.afterAll(async () => {
		await market?.remove();
		await rm(home, { recursive: true, force: true });
	});

	test('the wizard starts the demo by keyboard alone, step by named step', async ({ browser }) => {
		test.setTimeout(240_000);
		const link = await market.start(60, ['--setup']);
		const context = await browser.newContext({
			viewport: { width: 1440, height: 900 },
			locale: 'en-GB',
			reducedMotion: 'reduce',
		});
		const page = await context.newPage();
		await page.goto(link);
		await expect(page.getByRole('heading', { level: 1, name: 'Every kilowatt-hour signed for.' })).toBeVisible();
		await expectAccessible(page);
		await picture(page, 'doors');
		await page.keyboard.press('1');
		await expect(page.getByLabel('Directory')).toBeFocused();
		await fill(page, join(home, 'demo'));
		await page.keyboard.press('Enter');
		await expect(page.getByRole('table', { name: 'Start' })).toBeVisible({ timeout: 30_000 });
		await picture(page, 'starting');
		await expect(page.getByRole('navigation', { name: 'Sections' })).toBeVisible({ timeout: 150_000 });
		await expect(page.getByRole('region', { name: /^You are/ })).toBeVisible({ timeout: 60_000 });
		await picture(page, 'running');
		await context.close();
	});
});

test('a network is joined by its document and its digest, and each fault is told at its field', async ({ browser }) => {
	const document = encodeGenesis(GENESIS);
	const { digest, name } = previewOf(GENESIS);
	await withStory(browser, { mode: 'setup', locale: 'zh-CN', colorScheme: 'dark' }, async (page) => {
		await page.keyboard.press('2');
		await page.keyboard.press('Enter');
		await expect(page.getByText('SETUP_GENESIS_MISSING')).toBeVisible();
		await page.locator('input[type=file]').setInputFiles({
			name: 'genesis.cbor',
			mimeType: 'application/cbor',
			buffer: Buffer.from(document),
		});
		await expect(page.getByText(name, { exact: true })).toBeVisible();
		await expectAccessible(page);
		await page.keyboard.press('Enter');

		const given = page.getByLabel('另一来源给出的摘要');
		await expect(given).toBeFocused();
		await page.keyboard.type(digest.replace(/^..../, digest.startsWith('0000') ? '1111' : '0000'));
		await expect(page.getByText('SETUP_DIGEST_DIFFERS')).toBeVisible();
		await page.keyboard.press('Enter');
		await expect(given).toBeFocused();
		await picture(page, 'digest-differs');
		await fill(page, (digest.toUpperCase().match(/.{1,4}/g) as string[]).join(' '));
		await expect(page.getByText('两份摘要一致。')).toBeVisible();
		await page.keyboard.press('Enter');

		const directory = page.getByLabel('目录');
		await expect(page.getByRole('button', { name: '观察者' })).toBeFocused();
		await page.keyboard.press('Tab');
		await page.keyboard.press('Tab');
		await expect(directory).toBeFocused();
		await fill(page, 'relative');
		await page.keyboard.press('Enter');
		await expect(page.getByText('SETUP_DIRECTORY_RELATIVE')).toBeVisible();
		await fill(page, '/tmp/joined');
		await page.keyboard.press('Tab');
		await fill(page, '70000');
		await page.keyboard.press('Enter');
		await expect(page.getByText('SETUP_PORT')).toBeVisible();
		await fill(page, '4101');
		await page.keyboard.press('Enter');

		await expect(page.getByLabel('口令', { exact: true })).toBeFocused();
		await page.keyboard.type('short');
		await page.keyboard.press('Enter');
		await expect(page.getByText('SETUP_PASSPHRASE_WEAK')).toBeVisible();
		await expectAccessible(page);
		await picture(page, 'passphrase-weak');

		// Back and forth loses nothing.
		await page.keyboard.press('Escape');
		await page.keyboard.press('Escape');
		await expect(directory).toHaveValue('/tmp/joined');
		await page.keyboard.press('Enter');
		await expect(page.getByLabel('口令', { exact: true })).toHaveValue('short');
		await fill(page, PASSPHRASE);
		await page.keyboard.press('Tab');
		await page.keyboard.type(PASSPHRASE);
		await page.keyboard.press('Enter');
		await expect(page.getByRole('navigation', { name: '栏目' })).toBeVisible({ timeout: 20_000 });
	});
});

test('a start that fails says what, why and what to do, and leads to every way on', async ({ browser }) => {
	await withStory(browser, { mode: 'failed', locale: 'en-GB', colorScheme: 'light' }, async (page) => {
		await expect(page.getByRole('alert')).toContainText('/var/lib/gridquorum/demo is in use');
		await expect(page.getByText('Stop that process')).toBeVisible();
		await expectAccessible(page);
		await picture(page, 'failed');

		await page.getByRole('link', { name: 'DATA_DIRECTORY_LOCKED' }).focus();
		await page.keyboard.press('Enter');
		await expect(page).toHaveURL(/#\/errors\/DATA_DIRECTORY_LOCKED$/);
		await expect(page.getByRole('region', { name: 'DATA_DIRECTORY_LOCKED' })).toContainText('Another node runs');
		await expectAccessible(page);
		await page.keyboard.press('/');
		await page.keyboard.type('passphrase wrong');
		await expect(page.getByRole('grid', { name: 'Codes' })).toContainText('KEYSTORE_WRONG_PASSPHRASE');
		await page.keyboard.press('Escape');
		await pressSection(page, 'o');

		await pressSection(page, 'x');
		await expect(page.getByRole('heading', { level: 1 })).toContainText('Open a bundle');
		await pressSection(page, 'o');

		await page.keyboard.press('n');
		await expect(page.getByRole('heading', { level: 1, name: 'Every kilowatt-hour signed for.' })).toBeVisible();
		await page.keyboard.press('3');
		await expect(page.getByLabel('Directory')).toBeFocused();
		await fill(page, '/var/lib/gridquorum/node');
		await page.keyboard.press('Tab');
		await page.keyboard.type('not the passphrase');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('link', { name: 'KEYSTORE_WRONG_PASSPHRASE' })).toBeVisible({ timeout: 20_000 });
		await page.keyboard.press('r');
		await expect(page.getByRole('navigation', { name: 'Sections' })).toBeVisible({ timeout: 20_000 });
	});
});

test('who acts and in which role are switched by keyboard, and the network is left for another', async ({
	browser,
}) => {
	await withStory(browser, { mode: 'full', locale: 'en-GB', colorScheme: 'dark' }, async (page) => {
		const sections = page.getByRole('navigation', { name: 'Sections' }).getByRole('link');
		await expect(sections.nth(1)).toHaveText('Auctions');
		await page.keyboard.press('Control+k');
		await page.keyboard.type('look as auditor');
		await page.keyboard.press('Enter');
		await expect(sections.nth(1)).toHaveText('Trace');
		await pressSection(page, 'u');
		await expect(page.getByRole('menuitemradio', { name: /Auditor/ })).toBeChecked();
		await expectAccessible(page, '[role=menu]');
		await picture(page, 'who');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Control+k');
		await page.keyboard.type('play others');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('dialog')).toBeVisible();
		await page.getByRole('checkbox', { name: 'home-01' }).focus();
		await page.keyboard.press('Space');
		await page.keyboard.press('Control+Enter');
		await expect(page.getByText('You play grid-company, home-01')).toBeVisible();
		await page.keyboard.press('Control+k');
		await page.keyboard.type('leave this');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('dialog')).toContainText('Leave this network?');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { level: 1, name: 'Every kilowatt-hour signed for.' })).toBeVisible({
			timeout: 20_000,
		});
	});
});

test('a cut connection keeps what is on screen, says since when and why, and recovers by itself', async ({
	browser,
}) => {
	let served = await serveStory({ directory: 'out/renderer', port: 0, mode: 'full', running: false });
	const port = Number(new URL(served.url).port);
	const context = await browser.newContext({
		viewport: { width: 1280, height: 800 },
		locale: 'zh-CN',
		reducedMotion: 'reduce',
	});
	try {
		const page = await context.newPage();
		await page.goto(`${served.url}#/errors`);
		await expect(page.locator('h1')).toBeVisible();
		await pressSection(page, 'o');
		await expect(page.locator('h1')).toContainText('契约');
		const said = await page.locator('h1').innerText();
		await served.stop();
		const banner = page.getByRole('region', { name: '连接' });
		await expect(banner).toContainText('CONSOLE_OFFLINE');
		await expect(banner).toContainText(/自 \d\d:\d\d:\d\d 起离线/);
		await expect(banner).toContainText(/秒后重试|正在重试/);
		await expect(page.locator('h1')).toHaveText(said);
		await expectAccessible(page, '.outage');
		await picture(page, 'offline');
		// Views that need no node were fetched while there was one.
		await banner.getByRole('link', { name: 'CONSOLE_OFFLINE' }).focus();
		await page.keyboard.press('Enter');
		await expect(page.getByRole('region', { name: 'CONSOLE_OFFLINE' })).toBeVisible();
		served = await serveStory({ directory: 'out/renderer', port, mode: 'full', running: false });
		await banner.getByRole('button', { name: '立即重试' }).focus();
		await page.keyboard.press('Enter');
		await expect(banner).toBeHidden({ timeout: 20_000 });
	} finally {
		await context.close();
		await served.stop();
	}
});
