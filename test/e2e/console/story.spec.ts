/**
 * The whole story in a real browser against the real headless node: from an open auction to a sealed deed, its
 * provenance, the standings and the rounds that made it final. Every step leaves a picture in test-results/screens.
 */
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { openPage } from './console-page.ts';
import { goTo, pressSection } from './go-to.ts';
import { HeadlessMarket } from './headless-market.ts';

const SPEED = 20;
const VIEWS = ['overview', 'auctions', 'signatures', 'standings', 'trace', 'consensus', 'governance', 'lab'] as const;

test.describe.configure({ mode: 'serial' });

let market: HeadlessMarket;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

test.beforeAll(async ({ browser }) => {
	test.setTimeout(180_000);
	market = await HeadlessMarket.create();
	const link = await market.start(SPEED);
	({ context, page } = await openPage(browser, problems));
	await page.goto(link);
});

test.afterAll(async () => {
	await context?.close();
	await market?.remove();
});

async function picture(name: string): Promise<void> {
	await page.screenshot({ path: `test-results/screens/${name}.png` });
}

async function open(view: (typeof VIEWS)[number]): Promise<void> {
	const label = view.charAt(0).toUpperCase() + view.slice(1);
	// Governance is a tab of the node's section.
	const section = view === 'governance' ? 'Node' : label;
	await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: section }).click();
	if (section !== label)
		await page.getByRole('navigation', { name: 'Within this section' }).getByRole('link', { name: label }).click();
	await expect(page.locator('h1')).toBeVisible();
}

test('the one-time link opens the console and leaves no token in the address', async () => {
	await expect(page.getByText('Validating as')).toBeVisible({ timeout: 90_000 });
	expect(page.url()).not.toContain('token');
	await expect(page.locator('h1')).toContainText(/deed|gate|traded|market/i);
	await picture('overview');
});

test('deeds of a cleared auction await the person at the console', async () => {
	test.setTimeout(400_000);
	// Until its clock runs at the speed asked for, the market hurries and signs for everybody.
	await expect(page.getByRole('contentinfo')).toContainText(`×${SPEED}`, { timeout: 300_000 });
	await expect(async () => {
		await open('signatures');
		await expect(page.locator('h1')).toContainText('your signature', { timeout: 1_000 });
	}).toPass({ timeout: 60_000 });
	await picture('signatures-awaiting');
});

test('a signature given in the console seals the deed, and the receipt names the block', async () => {
	const before = await needsMe();
	const title = await page.getByRole('heading', { level: 2, name: /^D-/ }).first().innerText();
	await page.getByRole('button', { name: 'Sign', exact: true }).click();
	await expect(page.getByText(/sealed.*block [\d,]+|block [\d,]+.*sealed/i).first()).toBeVisible();
	await expect.poll(needsMe).toBeLessThan(before);
	await expect(page.getByRole('heading', { level: 2, name: title })).toBeVisible();
	await picture('signatures-sealed');
});

test('all that wait are reviewed and signed in one go', async () => {
	await page.keyboard.press('Control+b');
	const dialog = page.getByRole('dialog');
	await expect(dialog).toBeVisible();
	await picture('signatures-batch');
	await dialog.getByRole('button', { name: /^Sign all/ }).click();
	await expect(dialog).toBeHidden({ timeout: 30_000 });
	await expect.poll(needsMe).toBe(0);
	await picture('signatures-done');
});

test('a committed clearing is recomputed in the browser and found identical', async () => {
	await open('auctions');
	await picture('auction-open');
	await page
		.getByRole('row', { name: /^Price/ })
		.getByRole('cell')
		.filter({ hasText: /^0\.\d/ })
		.first()
		.click();
	await expect(page.getByText('identical', { exact: false }).first()).toBeVisible();
	await picture('auction-cleared');
});

test('every order is answered why in one sentence', async () => {
	await page
		.getByRole('button', { name: /^home-\d+$/ })
		.first()
		.click();
	await expect(page.getByRole('complementary', { name: 'Why' }).getByRole('heading', { level: 3 })).toContainText(
		/accepted|rejected|cut/i,
	);
	await picture('auction-why');
	await page.keyboard.press('Escape');
});

/** Address of the standings with a proof open, once one was. */
let explained = 'standings';

test('a credit is explained down to its blocks and proven from the genesis keys on', async () => {
	await open('standings');
	await page.getByRole('row', { name: /Alder/ }).first().click();
	const drawer = page.getByRole('complementary');
	await expect(drawer.getByText(/proof/i).first()).toBeVisible();
	await expect(drawer.getByText('Verified on this machine: it holds')).toBeVisible({ timeout: 20_000 });
	await expect(drawer.getByText('4 genesis validators')).toBeVisible();
	await expect(drawer.getByText(/^[34] of 4 signed/)).toBeVisible();
	await drawer.getByRole('button', { name: 'I have compared it' }).click();
	await expect(drawer.getByText('compared by you on this machine')).toBeVisible();
	await drawer.getByText(/Value, \d+ levels?/).scrollIntoViewIfNeeded();
	explained = new URL(page.url()).hash.slice('#/'.length);
	await picture('standings-explained');
	await page.keyboard.press('Escape');
});

test('energy is traced from the meter to the settlement, as graph and as table', async () => {
	await open('trace');
	await expect(page.getByText('The path as a ledger')).toBeVisible();
	await expect(page.getByText('Delivered').first()).toBeVisible();
	await picture('trace-graph');
	await page.getByRole('button', { name: 'Table' }).click();
	await expect(page.getByLabel('Nodes of the graph').first()).toBeVisible();
	await picture('trace-table');
});

test('the rounds are shown with their votes against the quorum', async () => {
	await open('consensus');
	await expect(page.locator('h1')).toContainText(/Final in [\d.]+/);
	await expect(page.getByText('Validators').first()).toBeVisible();
	await picture('consensus');
});

test('a change is proposed and approved by this validator, with the new value beside the old', async () => {
	await open('governance');
	await expect(page.locator('h1')).toContainText('nothing is proposed');
	await page.keyboard.press('n');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('combobox').first().selectOption('consensus-parameters');
	await dialog.getByRole('combobox').nth(1).selectOption('idleIntervalMs');
	await dialog.getByLabel(/^New value/).fill('1500');
	await picture('governance-propose');
	await page.keyboard.press('Control+Enter');
	await expect(dialog).toBeHidden();
	await expect(page.getByText(/^Idle interval, ms: [\d,]+ becomes 1,500$/)).toBeVisible();
	await expect(page.getByText('0 of 3 approvals')).toBeVisible();
	await page.getByRole('button', { name: 'Approve' }).click();
	await expect(page.getByText('1 of 3 approvals')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Approve' })).toBeHidden();
	await picture('governance');
});

/** A small experiment, told whole by its address. */
const EXPERIMENT = 'lab?n=4&faulty=1&fault=mute&latency=unit&rounds=1000&seeds=1&protocols=c-lbft,jolteon';

test('the lab runs an experiment beside the node, keeps it, and another is cancelled', async () => {
	await goTo(page, EXPERIMENT);
	await page.getByRole('button', { name: 'Run', exact: true }).click();
	await expect(page.locator('h1')).toContainText(/^C-LBFT loses (not one round|[\d.]+%)/, { timeout: 60_000 });
	await expect(page.getByRole('table', { name: 'Comparison' }).getByRole('row')).toHaveCount(3);
	await picture('lab');
	await goTo(page, 'lab?n=31&faulty=10&fault=mute&latency=five-regions&rounds=14000&seeds=1,2,3');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByRole('progressbar')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByText('Cancelled.')).toBeVisible();
	await goTo(page, EXPERIMENT);
	await expect(page.locator('h1')).toContainText(/^C-LBFT loses (not one round|[\d.]+%)/);
});

// Every other spec looks at its own view, in the pairs that are left.
for (const [theme, language] of [
	['light', 'en'],
	['dark', 'zh-CN'],
] as const)
	test(`no view breaks WCAG 2.1 AA in ${theme}, ${language}`, async () => {
		test.setTimeout(240_000);
		await prefer(theme, language);
		for (const view of VIEWS) {
			await goTo(page, { overview: '', lab: EXPERIMENT, standings: explained }[view as string] ?? view);
			await expect(page.locator('h1')).toBeVisible();
			await page.waitForLoadState('networkidle');
			const { violations } = await new AxeBuilder({ page })
				.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
				.analyze();
			expect(
				violations.map(({ id, nodes }) => `${view}: ${id}: ${nodes.map((node) => node.target.join(' ')).join('; ')}`),
			).toEqual([]);
			await picture(`${view}-${theme}-${language}`);
		}
	});

test('the palette takes the keyboard anywhere', async () => {
	await prefer('light', 'en');
	await page.keyboard.press('Control+k');
	await page.getByRole('dialog').locator('input').fill('consensus');
	await picture('palette');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/#\/consensus/);
	await pressSection(page, 's');
	await expect(page).toHaveURL(/#\/signatures/);
});

test('Ctrl-C stops the market cleanly, the console says so, and a second start resumes', async () => {
	test.setTimeout(180_000);
	const height = await currentHeight();
	expect(await market.interrupt()).toBe(0);
	await expect(page.getByRole('contentinfo').getByText('The node is away')).toBeVisible();
	await picture('offline');
	const link = await market.start(SPEED);
	await page.goto(link);
	await expect.poll(currentHeight, { timeout: 90_000 }).toBeGreaterThanOrEqual(height);
	await open('signatures');
	await expect(page.getByText('Sealed').first()).toBeVisible();
	await picture('resumed');
});

test('nothing was reported to the browser’s console meanwhile', () => {
	const unexpected = problems.filter((problem) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(problem));
	expect(unexpected).toEqual([]);
});

async function needsMe(): Promise<number> {
	const text = await page
		.getByRole('navigation', { name: 'Sections' })
		.getByRole('link', { name: 'Signatures' })
		.innerText();
	return Number(/\d+/.exec(text)?.[0] ?? 0);
}

async function currentHeight(): Promise<number> {
	const text = await page.getByRole('contentinfo').innerText();
	return Number((/Height\s+([\d,]+)/.exec(text)?.[1] ?? '0').replaceAll(',', ''));
}

async function prefer(theme: 'light' | 'dark', language: 'en' | 'zh-CN'): Promise<void> {
	const root = page.locator('html');
	if ((await root.getAttribute('data-theme')) !== theme)
		await page
			.getByRole('banner')
			.getByRole('button', { name: /light and dark|主题/i })
			.click();
	await expect(root).toHaveAttribute('data-theme', theme);
	if ((await root.getAttribute('lang')) !== language)
		await page
			.getByRole('banner')
			.getByRole('button', { name: /中文|EN/ })
			.click();
	await expect(root).toHaveAttribute('lang', language);
}
