/**
 * A grid operator at work by keyboard alone, against the real headless node of a crowded street: supposes another fee
 * and a missing order beside the real result and takes it all back, acknowledges the alarm of deeds that wait, signs two
 * hundred of them after their review, announces a fee from a future date. First in English and light, then the shortened
 * pass in Chinese and dark.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Locator, type Page, test } from '@playwright/test';
import { writeCrowdedStreet } from '../../fixtures/console/crowded-street.ts';
import { expectAccessible, openPage, pressKeys, tabUntil } from './console-page.ts';
import { pressSection } from './go-to.ts';
import { HeadlessMarket } from './headless-market.ts';

/** Five past noon lasts an hour of the chain's until the noon deeds lapse. */
const SPEED = 2;
/** With two steps an order, their noon hour drafts more than two hundred deeds. */
const HOMES = 128;
const DEEDS = 200;
const NOON = 'F-2017-07-24T12';
const TABS_MAX = 120;

test.describe.configure({ mode: 'serial' });

let market: HeadlessMarket;
let street: string;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

test.beforeAll(async ({ browser }) => {
	test.setTimeout(420_000);
	street = await mkdtemp(join(tmpdir(), 'gridquorum-street-'));
	market = await HeadlessMarket.create();
	const link = await market.start(SPEED, await writeCrowdedStreet(street, HOMES));
	({ context, page } = await openPage(browser, problems));
	await page.goto(link);
	// The morning has run ahead once the clock goes at its own speed.
	await expect(page.getByRole('contentinfo')).toContainText(`×${SPEED}`, { timeout: 400_000 });
	await expect(page.locator('h1').first()).toBeVisible();
});

test.afterAll(async () => {
	await context?.close();
	await market?.remove();
	if (street) await rm(street, { recursive: true, force: true });
});

const press = (...keys: readonly string[]) => pressKeys(page, ...keys);
const tabTo = (target: Locator) => tabUntil(page, target, TABS_MAX);

async function picture(name: string): Promise<void> {
	await page.screenshot({ path: `test-results/screens/operator-${name}.png` });
}

/** The noon product's auction, by hours from where the auctions open. */
async function toNoon(): Promise<void> {
	await pressSection(page, 'a');
	await expect(page).toHaveURL(/#\/auctions/);
	await expect(page.locator('h1').first()).toBeVisible();
	for (let n = 0; n < 12 && !page.url().includes(NOON); n++) {
		const before = page.url();
		await press('ArrowLeft');
		await expect(page).not.toHaveURL(before);
	}
	await expect(page.getByText(NOON).first()).toBeVisible();
}

async function toFees(word: string): Promise<void> {
	await pressSection(page, 'f');
	await expect(page.getByRole('group').getByRole('button', { name: word, exact: true })).toBeVisible({
		timeout: 30_000,
	});
	await press('2');
}

const facts = () => page.getByRole('table', { name: 'Real and what if' });
/** Real and supposed figure of a row. */
async function figures(label: string): Promise<readonly [string, string]> {
	const cells = facts().getByRole('row', { name: label }).locator('td');
	return [await cells.nth(0).innerText(), await cells.nth(1).innerText()];
}

test('what if an order were missing and carriage dearer stands beside the real result, and is taken back', async () => {
	test.setTimeout(240_000);
	await toNoon();
	await expect(page.getByText('identical', { exact: true })).toBeVisible({ timeout: 30_000 });
	await press('w');
	const supposing = page.getByRole('region', { name: 'What if', exact: true });
	await expect(supposing).toContainText('Not real.');
	await expect.poll(async () => (await figures('Welfare'))[1]).toMatch(/\$/);
	expect(await figures('Energy')).toEqual([expect.any(String), (await figures('Energy'))[0]]);

	await press('j', 'x');
	await expect(supposing).toContainText('one change');
	await expect(page).toHaveURL(/whatif=d\d+/);
	await expect.poll(async () => new Set(await figures('Welfare')).size).toBe(2);

	await tabTo(supposing.getByLabel('feeder-1'));
	await page.keyboard.type('0.15');
	await press('Enter');
	await expect(supposing).toContainText('2 changes');
	await expect(page).toHaveURL(/z0f150000/);
	await expect.poll(async () => new Set(await figures('Energy')).size).toBe(2);
	const gains = page.getByRole('table', { name: 'Who gains and who loses' });
	await expect(gains.getByRole('row', { name: /Grid operator: carriage fees/ })).toContainText('+$');
	await expect(gains.getByRole('row', { name: /−\$.*loses/ }).first()).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Why', exact: true })).toBeVisible();
	await expect(page.locator('article').first()).toContainText(/Real.*What if/s, { timeout: 30_000 });
	await expectAccessible(page);
	await picture('what-if');

	const link = page.url();
	await page.reload();
	await expect(supposing).toContainText('2 changes', { timeout: 30_000 });
	expect(page.url()).toBe(link);
	await press('z');
	await expect(supposing).toContainText('nothing is supposed yet');
	await expect.poll(async () => new Set(await figures('Welfare')).size).toBe(1);
	await press('w');
	await expect(supposing).toBeHidden();
	// The order that was picked is explained again, over the facts.
	await press('Escape');
	await expect(page.getByText('identical', { exact: true })).toBeVisible();
});

test('the book of the hour turns back by its own keys', async () => {
	await press('y');
	const replay = page.getByRole('region', { name: 'Replay' });
	await expect(replay).toContainText(/change 1 of \d+/);
	await tabTo(replay.getByRole('slider'));
	await press('End');
	const orders = async () => Number(/(\d+) orders/.exec(await replay.innerText())?.[1] ?? 0);
	await expect.poll(orders).toBeGreaterThan(DEEDS / 2);
	await press('ArrowLeft');
	await expect(replay).toContainText(/change \d+ of \d+/);
	await expect(page).toHaveURL(new RegExp(NOON));
	await expect(replay.getByRole('button', { name: 'Play' })).toHaveCount(0);
	await press('y');
	await expect(replay).toBeHidden();
});

test('an alarm is asked for earlier, comes, and is acknowledged', async () => {
	test.setTimeout(90_000);
	await pressSection(page, 'w');
	await expect(page).toHaveURL(/#\/node\/alarms/);
	await tabTo(page.getByRole('button', { name: 'Limits', exact: true }));
	await press('Enter');
	await tabTo(page.getByLabel(/^New limit of Unsigned deed/));
	await page.keyboard.type('120');
	await press('Enter');
	const dialog = page.getByRole('dialog');
	await tabTo(dialog.getByLabel('Reason'));
	await page.keyboard.type('two hundred take a while');
	await press('Control+Enter');
	await expect(dialog).toBeHidden({ timeout: 30_000 });
	await tabTo(page.getByRole('button', { name: 'List', exact: true }));
	await press('Enter');
	const alarm = page.getByRole('row', { name: /Unsigned deed near its deadline/ });
	await expect(alarm).toContainText('unacknowledged', { timeout: 60_000 });
	await press('a');
	await expect(alarm).not.toContainText('unacknowledged', { timeout: 30_000 });
	await expect(alarm).toContainText('acknowledged');
	await picture('alarm');
});

test('two hundred deeds are signed at once, after the review of each', async () => {
	test.setTimeout(180_000);
	await pressSection(page, 's');
	await expect(page).toHaveURL(/#\/signatures/);
	await expect(page.locator('h1').first()).toContainText(/\d/, { timeout: 30_000 });
	await press('Control+b');
	const dialog = page.getByRole('dialog');
	await expect(dialog).toBeVisible();
	const confirm = dialog.getByRole('button', { name: /^Sign / });
	await expect(confirm).toBeEnabled({ timeout: 120_000 });
	const count = Number(/\d+/.exec(await confirm.innerText())?.[0]);
	expect(count).toBeGreaterThanOrEqual(DEEDS);
	await expectAccessible(page);
	await picture('review');
	await press('Control+Enter');
	await expect(dialog).toBeHidden({ timeout: 60_000 });
	await expect(page.getByText(`Signed ${count} deeds`).first()).toBeVisible({ timeout: 60_000 });
	await picture('signed');
});

test('a fee is announced from a future date, refused for a past one, and stands as scheduled', async () => {
	test.setTimeout(90_000);
	await press('Escape');
	await toFees('Wheeling fees');
	await expect(page).toHaveURL(/#\/auctions\/desk\?show=fees/);
	await expect(page.getByRole('table', { name: 'Places' })).toContainText('feeder-1');
	await press('n');
	const dialog = page.getByRole('dialog');
	const from = dialog.getByLabel(/^In effect from/);
	await tabTo(dialog.getByLabel(/^Fee,/));
	await page.keyboard.type('0.018');
	await from.fill('2017-07-24T06:00');
	await expect(dialog.getByRole('status')).toContainText('FEE_SCHEDULE');
	await expect(dialog.getByRole('button', { name: /^Review/ })).toBeDisabled();
	await from.fill('2017-07-26T00:00');
	await expect(dialog.getByRole('status')).toHaveText('Ready for the review.');
	await press('Control+Enter');
	await expect(dialog.getByRole('table', { name: 'Before and after' })).toContainText('$0.018');
	await expect(dialog).toContainText('It counts for deliveries from 26 Jul 2017 00:00 on');
	await expectAccessible(page);
	await picture('fee-review');
	await press('Control+Enter');
	await expect(page.getByText('feeder-1 will charge $0.018 from 26 Jul 2017 00:00')).toBeVisible({ timeout: 30_000 });
	await expect(dialog).toBeHidden();
	const row = page.getByRole('table', { name: 'Fees of feeder-1' }).getByRole('row', { name: /26 Jul 2017/ });
	await expect(row).toContainText('scheduled');
	await expect(row).toContainText('0.018');
	await expectAccessible(page);
	await picture('fee-scheduled');
});

test('the board says who was beside the contract, and each figure leads to its source', async () => {
	await press('3');
	await expect(page).toHaveURL(/show=imbalance/);
	const board = page.getByRole('table', { name: 'Board' });
	await expect(board).toContainText('11:00–12:00', { timeout: 30_000 });
	await press('j');
	const drawer = page.getByRole('complementary', { name: 'Imbalance of a period' });
	await expect(drawer).toContainText(/participants, the largest first|No participant/);
	await expectAccessible(page);
	await picture('imbalance');
	await press('Escape', '1');
	await expect(page.getByRole('grid', { name: 'Calendar' })).toContainText(NOON);
});

test('the same in Chinese and dark: what if, and the scheduled fee taken back', async () => {
	test.setTimeout(240_000);
	await tabTo(page.getByRole('button', { name: 'Switch between light and dark' }));
	await press('Enter');
	await tabTo(page.getByRole('button', { name: '切换到中文' }));
	await press('Enter');
	await toNoon();
	await press('w');
	const supposing = page.getByRole('region', { name: '假设', exact: true });
	await expect(supposing).toContainText('非真实结果');
	await press('j', 'x');
	await expect(supposing).toContainText('1 项更改');
	await expect(page.getByRole('table', { name: '谁得谁失' })).toBeVisible({ timeout: 30_000 });
	await expectAccessible(page);
	await picture('zh-dark');
	await press('z', 'w');
	await toFees('过网费');
	await tabTo(page.getByRole('button', { name: '撤回' }));
	await press('Enter');
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('table', { name: '变更前后' })).toContainText('$0.018');
	await expectAccessible(page);
	await press('Control+Enter');
	await expect(dialog).toBeHidden({ timeout: 30_000 });
	await expect(page.getByText('待生效')).toHaveCount(0);
	await picture('zh-dark-fees');
	expect(problems).toEqual([]);
});
