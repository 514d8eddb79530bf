/**
 * An auditor by keyboard alone, with no node and no network once the page has loaded: a true bundle and a false one, a
 * trade walked both ways, a clearing made again, a thing as it was after an earlier block, and everything that is handed
 * on. The files come by the browser's own dialog, which a person works with the keyboard too.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { blockPlaces } from '../../../src/shared/audit/read-blocks.ts';
import { auditedMarket, bundleOf } from '../../fixtures/audit/audited-market.ts';
import { type ServedStory, serveStory } from '../../fixtures/console/serve.ts';
import { chooseFile, expectAccessible } from './console-page.ts';

test.describe.configure({ mode: 'serial' });

let directory: string;
/** Height of the block in which a bit is changed. */
let spoiled: number;
const file = (name: string): string => join(directory, name);

test.beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-auditor-'));
	const { source, trustRoot } = auditedMarket({ hours: 2 });
	const bundle = await bundleOf({ source }, { kind: 'all' });
	const changed = Uint8Array.from(bundle);
	const places = await blockPlaces(changed);
	const place = places[places.length >> 1];
	if (!place) throw new Error('the bundle has no block');
	spoiled = place.height;
	// The views lie in the file's own bytes.
	place.bytes[place.bytes.length >> 1] = (place.bytes[place.bytes.length >> 1] as number) ^ 1;
	await Promise.all([
		writeFile(file('bundle.car'), bundle),
		writeFile(file('changed.car'), changed),
		writeFile(file('trust-root.json'), trustRoot),
	]);
});

test.afterAll(async () => {
	await rm(directory, { recursive: true, force: true });
});

async function picture(page: Page, name: string): Promise<void> {
	await page.screenshot({ path: `test-results/screens/auditor-${name}.png`, fullPage: true });
}

/** Opens the file dialog of a field by keyboard, and chooses. */
async function give(page: Page, label: string, name: string): Promise<void> {
	const field = page.getByLabel(label, { exact: true });
	await field.focus();
	await chooseFile(page, 'Space', file(name));
}

/** Tab until the element has the focus, as a person does. */
async function tabTo(page: Page, name: string, role: 'button' | 'gridcell' = 'button'): Promise<void> {
	const goal = page.getByRole(role, { name }).first();
	for (let n = 0; n < 80; n++) {
		if (await goal.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`${name} is not reached by Tab`);
}

async function saved(
	page: Page,
	press: () => Promise<void>,
): Promise<{ readonly name: string; readonly text: string }> {
	const [download] = await Promise.all([page.waitForEvent('download'), press()]);
	return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

/** The console before any network is joined; from the audit view on, nothing answers. */
async function visit(
	browser: Browser,
	look: { readonly locale: string; readonly colorScheme: 'light' | 'dark' },
	run: (page: Page) => Promise<void>,
): Promise<void> {
	let served: ServedStory | null = await serveStory({
		directory: 'out/renderer',
		port: 0,
		mode: 'setup',
		running: false,
	});
	let context: BrowserContext | null = null;
	try {
		context = await browser.newContext({
			viewport: { width: 1440, height: 900 },
			reducedMotion: 'reduce',
			acceptDownloads: true,
			...look,
		});
		const page = await context.newPage();
		const problems: string[] = [];
		page.on('pageerror', (error) => problems.push(String(error)));
		await page.goto(served.url);
		await expect(page.locator('h1').first()).toBeVisible();
		await page.keyboard.press('4');
		await expect(page).toHaveURL(/#\/trace\/audit$/);
		await page.waitForLoadState('networkidle');
		await context.setOffline(true);
		await served.stop();
		served = null;
		await run(page);
		expect(problems).toEqual([]);
	} finally {
		await context?.close();
		await served?.stop();
	}
}

test('a false bundle is told from a true one, and a trade is walked both ways, offline', async ({ browser }) => {
	test.setTimeout(180_000);
	await visit(browser, { locale: 'en-GB', colorScheme: 'light' }, async (page) => {
		await test.step('a true bundle passes every check', async () => {
			await give(page, 'Trust root', 'trust-root.json');
			await give(page, 'Audit bundle', 'bundle.car');
			await expect(page.locator('h1')).toContainText('All 19 checks hold');
			const checks = page.getByRole('table', { name: 'Checks' });
			await expect(checks.getByRole('row').filter({ hasText: 'Clearing' })).toContainText('2 products cleared again');
			await expectAccessible(page);
			await picture(page, 'holds');
		});

		await test.step('its provenance is handed on in three forms', async () => {
			for (const [format, name, sign] of [
				['PROV-JSON', 'bundle.prov.json', '"wasGeneratedBy"'],
				['EPCIS 2.0', 'bundle.epcis.json', '"EPCISDocument"'],
				['CSV', 'bundle.edges.csv', 'energyFlow'],
			] as const) {
				await tabTo(page, format);
				const download = await saved(page, () => page.keyboard.press('Enter'));
				expect(download.name).toBe(name);
				expect(download.text).toContain(sign);
			}
		});

		const line = page.getByRole('grid', { name: 'From order to certificate' });
		await test.step('a deed is found by its name and its line stands, from order to certificate', async () => {
			await page.keyboard.press('/');
			await page.keyboard.type('D-F-2-0');
			await page.keyboard.press('Tab');
			await expect(page.getByRole('gridcell', { name: 'D-F-2-0' })).toBeFocused();
			await page.keyboard.press('Enter');
			await expect(page.locator('h1')).toHaveText('Deed D-F-2-0: every step of its line is in the bundle');
			for (const stage of ['Order', 'Clearing', 'Trade', 'Deed', 'Signatures', 'Meter', 'Settlement', 'Certificate'])
				await expect(line.getByRole('gridcell', { name: stage, exact: true })).toBeVisible();
			await expectAccessible(page);
			await picture(page, 'line');
		});

		await test.step('back to the order and forward to the certificate', async () => {
			// The deed is the chosen row: up to its trade, the clearing and the orders.
			for (const thing of ['Trade T-F-2-0', 'Auction F-2', 'Order O-F-2']) {
				await page.keyboard.press('k');
				await page.keyboard.press('Enter');
				await expect(page.locator('h1')).toContainText(thing);
			}
			const ahead = [
				'Auction',
				'Trade',
				'Deed',
				'Signature',
				'Meter',
				'Signed readings',
				'Reading',
				'Settlement',
				'Certificate',
			];
			const headline = page.locator('h1');
			for (let before = await headline.innerText(); ahead.length > 0; before = await headline.innerText()) {
				await page.keyboard.press('j');
				await page.keyboard.press('Enter');
				await expect(headline).not.toHaveText(before);
				await expect(headline).toContainText('every step of its line');
				if ((await headline.innerText()).startsWith(`${ahead[0]} `)) ahead.shift();
			}
			// And back along both ways on: the certificate's reading, by the grid beside.
			await tabTo(page, 'derives from', 'gridcell');
			await page.keyboard.press('Enter');
			await expect(page.locator('h1')).toContainText('Reading R-meter-home-01');
			await picture(page, 'reading');
			await page.keyboard.press('Backspace');
			await expect(page.locator('h1')).toContainText('Certificate GC-');
		});

		await test.step('the clearing is made again from the orders in the bundle', async () => {
			await page.keyboard.press('e');
			await expect(page.getByRole('region', { name: /F-2 cleared again/ })).toContainText('The same result: 4 orders');
			await picture(page, 'cleared-again');
		});

		await test.step('the deed as it was before anybody signed', async () => {
			await page.keyboard.press('Escape');
			await page.keyboard.press('/');
			await page.keyboard.press('Control+a');
			await page.keyboard.type('D-F-2-0');
			await page.keyboard.press('Tab');
			await page.keyboard.press('Enter');
			await expect(page.getByRole('region', { name: 'What is told of it' })).toContainText('sealed');
			while (await page.getByRole('button', { name: 'Earlier' }).isEnabled()) {
				await page.keyboard.press('[');
				await expect(page.getByRole('button', { name: /^Newest/ })).toBeVisible();
			}
			await expect(page.getByRole('region', { name: 'What is told of it' })).toContainText('awaiting signatures');
			await expect(page.locator('h1')).toContainText(/\d+ of \d+ steps of its line were told by then/);
			await expect(line.getByRole('row').filter({ hasText: 'S-F-2-home-01' })).toContainText('not yet');
			await picture(page, 'as-of');
			await page.keyboard.press(']');
		});

		await test.step('the deed becomes a certificate that prints', async () => {
			await page.keyboard.press('c');
			await expect(page.getByRole('table', { name: 'From the meter to the money' })).toContainText('Reading');
			await expectAccessible(page);
			await page.emulateMedia({ media: 'print' });
			await expect(page.getByRole('button', { name: /Print/ })).toBeHidden();
			await page.emulateMedia({ media: 'screen' });
			await page.keyboard.press('Escape');
			await expect(page.locator('h1')).toContainText('Deed D-F-2-0');
			await page.keyboard.press('Escape');
		});

		await test.step('one bit less true: the check, the bytes, the block, and what it means', async () => {
			await give(page, 'Audit bundle', 'changed.car');
			await expect(page.locator('h1')).toHaveText('This bundle is not what the chain recorded');
			const fault = page.getByRole('alert', { name: 'The first fault' });
			await expect(fault).toContainText('BUNDLE_CONTAINER');
			await expect(fault).toContainText(/bytes [\d,]+ to [\d,]+ of the file/);
			await expect(fault).toContainText(`block ${spoiled} of the chain`);
			await expect(fault).toContainText('The file is not the one that was made');
			await expect(page.getByRole('button', { name: 'PROV-JSON' })).toBeHidden();
			await expectAccessible(page);
			await picture(page, 'refused');
		});
	});
});

test('the same in Chinese and the dark', async ({ browser }) => {
	await visit(browser, { locale: 'zh-CN', colorScheme: 'dark' }, async (page) => {
		await give(page, '信任根', 'trust-root.json');
		await give(page, '审计包', 'bundle.car');
		await expect(page.locator('h1')).toContainText('19 项核验通过');
		await expect(page.getByRole('table', { name: '核验项' })).toContainText('重新出清 2 个产品');
		// No finding is left in English.
		await expect(page.getByRole('table', { name: '核验项' })).not.toContainText(/products|signatures|receipts/);
		// Out of the field, to the list.
		await page.keyboard.press('Escape');
		await page.keyboard.press('j');
		await page.keyboard.press('Enter');
		await expect(page.locator('h1')).toContainText('其脉络的每一步都在包内');
		await page.keyboard.press('e');
		await expect(page.getByText(/结果相同：4 笔订单/)).toBeVisible();
		await expectAccessible(page);
		await picture(page, 'line-zh-dark');
		await page.keyboard.press('Escape');
		await give(page, '审计包', 'changed.car');
		await expect(page.getByRole('alert', { name: '首个错误' })).toContainText(`链的区块 ${spoiled}`);
		await expect(page.getByRole('alert', { name: '首个错误' })).toContainText('与其 CID 不符');
		await expectAccessible(page);
		await picture(page, 'refused-zh-dark');
	});
});
