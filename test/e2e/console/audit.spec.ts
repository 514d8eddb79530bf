/**
 * An auditor with a browser and three files: the verifier's page, a bundle and a trust root. No node, no network: the
 * page is opened from disk, the browser is offline, and nothing may be asked of anybody.
 */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { auditedMarket, bundleOf } from '../../fixtures/audit/audited-market.ts';
import { auditedRegions, regionsBundle } from '../../fixtures/audit/audited-regions.ts';
import { expectAccessible } from './console-page.ts';

test.describe.configure({ mode: 'serial' });

let directory: string;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];
const asked: string[] = [];
const file = (name: string): string => join(directory, name);

test.beforeAll(async ({ browser }) => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-audit-'));
	const { source, trustRoot } = auditedMarket({ hours: 2 });
	const bundle = await bundleOf({ source }, { kind: 'all' });
	const regions = auditedRegions();
	const changed = Uint8Array.from(bundle);
	changed[bundle.length >> 1] = (bundle[bundle.length >> 1] as number) ^ 8;
	await Promise.all([
		writeFile(file('bundle.car'), bundle),
		writeFile(file('changed.car'), changed),
		writeFile(file('trust-root.json'), trustRoot),
		writeFile(file('joint.car'), await regionsBundle(regions)),
		...regions.chains.map((chain, at) => writeFile(file(`region-${at}.json`), chain.trustRoot)),
		copyFile('out/renderer/verifier.html', file('verifier.html')),
	]);
	context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', offline: true });
	page = await context.newPage();
	page.on('pageerror', (error) => problems.push(String(error)));
	page.on('console', (message) => {
		if (message.type() === 'error') problems.push(message.text());
	});
	page.on('request', (request) => {
		if (!/^(?:data|blob):/.test(request.url())) asked.push(request.url());
	});
	await page.goto(pathToFileURL(file('verifier.html')).href);
});

test.afterAll(async () => {
	await context?.close();
	await rm(directory, { recursive: true, force: true });
});

async function give(bundle: string): Promise<void> {
	await page.getByLabel('Audit bundle').setInputFiles(file(bundle));
	await page.getByLabel('Trust root').setInputFiles(file('trust-root.json'));
}

test('a true bundle passes every check', async () => {
	await give('bundle.car');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('All 19 checks hold');
	await page.screenshot({ path: 'test-results/screens/audit-holds.png' });
});

test('a deed of it is walked, its auction cleared again, and its certificate of evidence prints', async () => {
	await page.getByRole('grid', { name: 'Deeds' }).getByRole('gridcell').first().click();
	await page.keyboard.press('Enter');
	await expect(page.locator('h1')).toContainText('every step of its line is in the bundle');
	await page.screenshot({ path: 'test-results/screens/audit-line.png', fullPage: true });
	await page.keyboard.press('e');
	await expect(page.getByText('The same result:')).toBeVisible();
	await page.keyboard.press('c');
	await expect(page.getByRole('table', { name: 'From the meter to the money' })).toBeVisible();
	await expect(page.getByRole('table', { name: 'From the meter to the money' })).toContainText('Reading');
	await expectAccessible(page);
	await page.screenshot({ path: 'test-results/screens/audit-certificate.png', fullPage: true });
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByRole('button', { name: /Print/ })).toBeHidden();
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await page.emulateMedia({ media: 'screen' });
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
});

test('its provenance is saved as PROV-JSON', async () => {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'PROV-JSON' }).click(),
	]);
	expect(download.suggestedFilename()).toBe('bundle.prov.json');
});

test('one bit less true, and the page names the check that fails', async () => {
	await give('changed.car');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('This bundle is not what the chain recorded');
	await expect(page.getByRole('alert')).toContainText('BUNDLE_');
	await page.screenshot({ path: 'test-results/screens/audit-refused.png' });
});

test('a bundle of two regions is held to both trust roots, and a walk leads across', async () => {
	const roots = ['region-0.json', 'region-1.json'].map(file);
	await page.getByLabel('Audit bundle').setInputFiles(file('joint.car'));
	await page.getByLabel('Trust root').setInputFiles(roots[0] as string);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('This bundle is not what the chain recorded');
	await page.getByLabel('Trust root').setInputFiles(roots);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('All 45 checks hold');
	const chains = page.getByRole('group', { name: 'Chains of the bundle' }).getByRole('button');
	await expect(chains).toHaveText([/^north-/, /^south-/]);
	await expectAccessible(page);
	await page.screenshot({ path: 'test-results/screens/audit-regions.png', fullPage: true });
	await page.getByRole('grid', { name: 'Deeds' }).getByRole('gridcell').first().click();
	await page.keyboard.press('Enter');
	await expect(page.locator('h1')).toContainText('D-F-24-0');
	const neighbours = page.getByRole('grid', { name: 'Both ways on' });
	await neighbours
		.getByText(/X-north/)
		.first()
		.click();
	await page.keyboard.press('Enter');
	await expect(page.locator('h1')).toContainText('X-north');
	await expect(page.getByText(/^.*south-[0-9a-f]{16} tells of it too\.$/)).toBeVisible();
	await neighbours.getByText(/S-F-24-home-02 · on south-/).click();
	await page.keyboard.press('Enter');
	await expect(page.getByText(/On south-[0-9a-f]{16}\./)).toBeVisible();
	await expectAccessible(page);
	await page.screenshot({ path: 'test-results/screens/audit-across.png', fullPage: true });
	await page.keyboard.press('Escape');
});

for (const theme of ['light', 'dark'] as const)
	for (const language of ['en', 'zh-CN'] as const)
		test(`the page is accessible in ${theme}, ${language}`, async () => {
			await page.evaluate((kept) => localStorage.setItem('gridquorum.preferences', JSON.stringify(kept)), {
				theme,
				contrast: false,
				language,
			});
			await page.reload();
			await expectAccessible(page);
			await page.locator('input[type=file]').nth(0).setInputFiles(file('changed.car'));
			await page.locator('input[type=file]').nth(1).setInputFiles(file('trust-root.json'));
			await expect(page.getByRole('alert')).toBeVisible();
			await expectAccessible(page);
		});

test('nothing was asked of anybody, and nothing was reported', async () => {
	expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
	expect(problems).toEqual([]);
});
