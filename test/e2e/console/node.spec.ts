/**
 * The node's page in a real browser against the real headless market: keys are backed up and the file verified, locked
 * and unlocked, the log is filtered, diagnostics are saved and have no secret in them; by keyboard where a person would.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { demoPaths } from '../../../src/main/demo/network/demo-home.ts';
import { expectAccessible, openPage } from './console-page.ts';
import { goTo, pressSection } from './go-to.ts';
import { HeadlessMarket } from './headless-market.ts';

const SPEED = 60;
const BACKUP_PASSPHRASE = 'five random words for this';

test.describe.configure({ mode: 'serial' });

let market: HeadlessMarket;
let context: BrowserContext;
let page: Page;
let link = '';
let backup = '';
const problems: string[] = [];

test.beforeAll(async ({ browser }) => {
	test.setTimeout(180_000);
	market = await HeadlessMarket.create();
	link = await market.start(SPEED, ['--play', 'home-01']);
	({ context, page } = await openPage(browser, problems));
	await page.goto(link);
	await expect(page.getByRole('contentinfo')).toContainText(`×${SPEED}`, { timeout: 90_000 });
});

test.afterAll(async () => {
	await context?.close();
	await market?.remove();
});

const picture = (name: string) => page.screenshot({ path: `test-results/screens/node-${name}.png` });
const part = (name: string) =>
	page.getByRole('group', { name: 'Parts of this page' }).getByRole('button', { name }).click();
const passphraseFile = () => join(demoPaths(join(market.home, 'demo')).validator(0), 'passphrase');

test('the node says how it stands: peers, disk, start, process', async () => {
	await pressSection(page, 'h');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('never backed up');
	await expect(page.getByRole('table', { name: 'Peers' }).locator('tbody tr')).toHaveCount(3);
	await expect(page.getByRole('table', { name: 'Peers' })).toContainText('/ip4/127.0.0.1/tcp/');
	await expect(page.getByRole('table', { name: 'Disk' })).toContainText(/database\s*[\d.]+ [KM]iB/);
	await expect(page.getByRole('table', { name: 'Start' })).toContainText('listen and dial');
	await expectAccessible(page);
	await picture('health');
});

test('every key is backed up into one file that opens with its own passphrase alone', async () => {
	await part('Keys');
	await expect(page.getByText('Never backed up', { exact: true })).toBeVisible();
	await page.keyboard.press('b');
	const dialog = page.getByRole('dialog', { name: 'Back up the keys' });
	await dialog.getByLabel('Passphrase of the backup').fill(BACKUP_PASSPHRASE);
	await dialog.getByLabel('The same again').fill(BACKUP_PASSPHRASE);
	const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+Enter')]);
	backup = await download.path();
	expect(JSON.parse(await readFile(backup, 'utf8'))).toMatchObject({ format: 'gridquorum/key-backup', version: 1 });
	await expect(page.getByText(/Last backup \d/)).toBeVisible();
	await expect(page.getByText('Not verified:')).toBeVisible();
});

test('the backup is verified: a wrong passphrase is refused with its code, the right one finds every key', async () => {
	await page.getByRole('button', { name: 'Verify a file' }).click();
	const dialog = page.getByRole('dialog', { name: 'Verify a backup' });
	await dialog.getByLabel('Backup file').setInputFiles(backup);
	await dialog.getByLabel('Passphrase of the backup').fill('something else entirely');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('KEYS_BACKUP_WRONG_PASSPHRASE').first()).toBeVisible();
	await dialog.getByLabel('Passphrase of the backup').fill(BACKUP_PASSPHRASE);
	await page.keyboard.press('Control+Enter');
	await expect(dialog.getByText('Every key of this keystore is in it')).toBeVisible();
	await expect(dialog.getByText('It is the last backup of this node')).toBeVisible();
	await expectAccessible(page);
	await picture('verified');
	await page.keyboard.press('Escape');
	await expect(page.getByText(/^Verified .*the file opens and every key is in it/)).toBeVisible();
});

test('locked keys sign nothing while the node validates on, and the passphrase opens them again', async () => {
	await page.keyboard.press('u');
	await expect(page.getByText('Your keys are locked', { exact: true })).toBeVisible();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('your signing keys are locked');
	await expect(page.getByRole('contentinfo')).toContainText('Validating');
	await expectAccessible(page);
	await picture('locked');
	await page.keyboard.press('u');
	const dialog = page.getByRole('dialog', { name: 'Unlock the keys' });
	await dialog.getByLabel('Passphrase of the keystore').fill('not the passphrase');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('KEYSTORE_WRONG_PASSPHRASE').first()).toBeVisible();
	const passphrase = (await readFile(passphraseFile(), 'utf8')).trim();
	await dialog.getByLabel('Passphrase of the keystore').fill(passphrase);
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('Your keys are open', { exact: true })).toBeVisible();
});

test('the log is filtered by level and by text', async () => {
	await part('Log');
	await expect(page.getByRole('table', { name: 'Log' })).toContainText('link');
	await page.keyboard.press('/');
	await page.keyboard.type('started');
	await expect(page.getByRole('table', { name: 'Log' }).locator('tbody tr')).toHaveCount(1);
	await page.getByLabel('Filter', { exact: true }).fill('no line has this in it');
	await expect(page.getByText('No line matches')).toBeVisible();
	await page.getByLabel('Filter', { exact: true }).fill('');
	await picture('log');
});

test('the diagnostics file has no secret in it', async () => {
	await part('About');
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Save diagnostics' }).click(),
	]);
	const text = await readFile(await download.path(), 'utf8');
	const content = JSON.parse(text);
	expect(content).toMatchObject({ format: 'gridquorum/diagnostics', node: { snapshot: { phase: 'validating' } } });
	expect(content.metrics).toContain('gridquorum_height');
	const passphrase = (await readFile(passphraseFile(), 'utf8')).trim();
	const cookies = (await context.cookies()).map(({ value }) => value);
	const token = new URL(link).searchParams.get('token') ?? '';
	for (const secret of [passphrase, BACKUP_PASSPHRASE, token, ...cookies]) {
		expect(secret.length).toBeGreaterThan(7);
		expect(text).not.toContain(secret);
	}
	await expectAccessible(page);
	await picture('about');
});

test('settings are kept, and every part is accessible in the dark and in Chinese', async () => {
	await goTo(page, 'settings');
	await page.getByRole('button', { name: 'Dark', exact: true }).click();
	await page.getByRole('button', { name: '中文', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('仅保存在本机，只影响此控制台');
	await expectAccessible(page);
	for (const query of ['', '?part=keys', '?part=log']) {
		await goTo(page, `node${query}`);
		await expect(page.getByRole('heading', { level: 1 })).toContainText('验证');
		await expectAccessible(page);
		await picture(`zh-dark${query.replace('?part=', '-')}`);
	}
	// What was refused on purpose is no problem of the page.
	expect(problems).toEqual([]);
});
