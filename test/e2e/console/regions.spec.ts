/**
 * The section Regions in a real browser over the story: what is on the way and what each light client knows, a packet
 * with its life and its way into the graph, money sent and an offer taken with their receipts, refusals before they are
 * sent, a frozen client that nobody overlooks, and every part accessible in both themes and languages.
 */
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { chainRootView } from '../../../src/main/api/governance/change-view.ts';
import { type ServedStory, type StoryMode, serveStory } from '../../fixtures/console/serve.ts';
import { crossingPacket, RIALTO, SALTON_ROOT } from '../../fixtures/console/story-bridge.ts';
import { expectAccessible } from './console-page.ts';

let served: ServedStory | null = null;
const problems: string[] = [];

test.beforeEach(({ page }) => {
	problems.length = 0;
	page.on('pageerror', (error) => problems.push(String(error)));
});

test.afterEach(async () => {
	await served?.stop();
	served = null;
	expect(problems).toEqual([]);
});

async function open(page: Page, path = 'regions', mode: StoryMode = 'full'): Promise<void> {
	served = await serveStory({ directory: 'out/renderer', port: 0, mode, running: false });
	await page.goto(`${served.url}#/${path}`);
	await expect(page.locator('h1').first()).toBeVisible();
	// Keys that act on a region are heard once there is one.
	if (path.startsWith('regions') && mode !== 'empty')
		await expect(page.getByRole('group', { name: 'Connected regions' })).toBeVisible();
}

const packets = (page: Page) => page.getByRole('grid', { name: 'Packets' });
const region = (page: Page, name: string) => page.getByRole('group', { name: 'Connected regions' }).getByText(name);

test('the headline counts regions and packets on the way, and g j leads here from anywhere', async ({ page }) => {
	await open(page, '');
	await page.keyboard.press('g');
	await page.keyboard.press('j');
	await expect(page).toHaveURL(/#\/regions/);
	await expect(page.locator('h1')).toContainText('2 regions connected; 3 packets on the way, the oldest for');
	await expect(page.getByRole('img', { name: /to rialto-2, 15 sent, delivered 11, refused there 1/ })).toBeVisible();
});

test('the channel is a picture, a table and a file with the same counts', async ({ page }) => {
	await open(page);
	const panel = page.getByRole('region', { name: 'Channel with rialto-2' }).first();
	await panel.getByRole('button', { name: 'Table' }).click();
	await expect(panel.getByRole('row', { name: 'to rialto-2 came back 1' })).toBeVisible();
	const [file] = await Promise.all([page.waitForEvent('download'), panel.getByRole('button', { name: 'CSV' }).click()]);
	const csv = (await readFile(await file.path())).toString('utf8');
	expect(csv.split('\r\n').slice(0, 2)).toEqual(['\ufeffdirection,state,packets', 'out,delivered,11']);
});

test('packets are filtered, and one opens with its life, its refusal and its proof', async ({ page }) => {
	await open(page);
	await expect(packets(page).getByRole('row')).not.toHaveCount(0);
	await page.getByRole('combobox', { name: 'State' }).selectOption('refused');
	await expect(packets(page).getByText('$3.00 from home-02 to maple-20')).toBeVisible();
	await packets(page).getByText('refused, given back').click();
	await page.keyboard.press('Enter');
	const drawer = page.getByRole('complementary', { name: 'Packet' });
	await expect(drawer).toContainText('Refused in rialto-2 and given back here');
	await expect(drawer.getByRole('link', { name: 'PARTICIPANT_UNKNOWN' })).toHaveAttribute(
		'href',
		'#/errors/PARTICIPANT_UNKNOWN',
	);
	await page.keyboard.press('Escape');
	await expect(drawer).toHaveCount(0);
	await page.getByRole('combobox', { name: 'State' }).selectOption('open');
	await packets(page).getByText('$18.20 from Grid company to maple-2').click();
	await page.keyboard.press('Enter');
	await expect(drawer.getByRole('link', { name: 'Prove it against the certified state' })).toHaveAttribute(
		'href',
		new RegExp(`ledger/state\\?.*${encodeURIComponent(`bridge/packet/${RIALTO}/`).replaceAll('%2F', '(%2F|/)')}`),
	);
});

test('a lot leads to its deed, its certificates and the graph, where the crossing is a gate that opens', async ({
	page,
}) => {
	await open(page, `regions?packet=${crossingPacket}`);
	const drawer = page.getByRole('complementary', { name: 'Packet' });
	await expect(drawer.getByRole('link', { name: 'D-F-2017-07-28T11-0' })).toBeVisible();
	await expect(drawer.getByRole('button', { name: /certificates for 0.4 kWh from home-04 to maple-2/ })).toBeVisible();
	await drawer.getByRole('link', { name: 'Open in the trace' }).click();
	await expect(page.locator('h1')).toContainText('0.4 kWh crossed the border to rialto-2');
	const gate = page.getByRole('button', { name: '0.4 kWh cross to rialto-2' });
	await expect(gate).toBeVisible();
	await gate.focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('complementary').first()).toContainText('An end of all flows');
	await expectAccessible(page);
});

test('money is sent with its consequences said before and a receipt after', async ({ page }) => {
	await open(page);
	await page.keyboard.press('n');
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('Give the id of a participant there');
	await dialog.getByLabel('Participant of rialto-2, by id').fill('maple-2');
	await dialog.getByLabel('Amount').fill('1000');
	await expect(dialog).toContainText('The account of rialto-2 would go beyond its limit.');
	await dialog.getByLabel('Amount').fill('7.25');
	await expect(dialog).toContainText('$7.25 leave your hand in the next block.');
	await expect(dialog).toContainText('comes back to you');
	await expectAccessible(page, '[role="dialog"]');
	await page.keyboard.press('Control+Enter');
	await expect(dialog).toHaveCount(0);
	await expect(page.getByText('$7.25 sent to rialto-2')).toBeVisible();
	await expect(packets(page).getByText('$7.25 from Grid company to maple-2')).toBeVisible();
	await expect(page.locator('h1')).toContainText('4 packets on the way');
});

test('bought energy is offered for a price', async ({ page }) => {
	await open(page);
	await page.keyboard.press('o');
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Trade under a sealed deed').selectOption({ index: 1 });
	await dialog.getByLabel('Price of the whole').fill('0.48');
	await expect(dialog).toContainText('offered to anybody in rialto-2 for $0.48');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText(/offered in rialto-2$/)).toBeVisible();
	await page.keyboard.press('3');
	await expect(page.getByRole('table', { name: 'Offers' })).toContainText('on its way there');
});

test('an offer of the other region is taken whole', async ({ page }) => {
	await open(page, 'regions?show=offers');
	const offers = page.getByRole('table', { name: 'Offers' });
	await offers
		.getByRole('row', { name: /certificates for 3.2 kWh/ })
		.getByRole('button', { name: 'Take…' })
		.click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('$0.41 leave your account and certificates for 3.2 kWh are yours');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('certificates for 3.2 kWh taken for $0.41').first()).toBeVisible();
	await expect(offers.getByRole('row', { name: /certificates for 3.2 kWh.*taken/ })).toBeVisible();
});

test('a frozen client is the first thing said, with the proof and what to do', async ({ page }) => {
	await open(page, 'regions', 'convicted');
	await expect(page.locator('h1')).toContainText('light client of rialto-2 is frozen: nothing crosses');
	const alert = page.getByRole('alert').filter({ hasText: 'two blocks of height 61,812 final' });
	await expect(alert).toContainText('propose to recover the chain');
	await expect(alert.getByRole('link', { name: 'Open governance' })).toBeVisible();
	await page.keyboard.press('n');
	await expect(page.getByRole('dialog')).toContainText('frozen or no longer trusted: nothing can be sent');
});

test('without a connected chain the page says how to connect one', async ({ page }) => {
	await open(page, 'regions', 'empty');
	await expect(page.locator('h1')).toContainText('No other region is connected');
	await expect(page.getByText('gridquorum bridge root --json')).toBeVisible();
	await page.getByRole('link', { name: 'Open governance' }).click();
	await expect(page).toHaveURL(/#\/governance/);
});

test('a proposal to connect shows the digest to compare, and a draft hashes the pasted root itself', async ({
	page,
}) => {
	await open(page, 'governance');
	const card = page.getByRole('article', { name: 'P-4' });
	const digest = await card.locator('.digest').textContent();
	expect(digest).toMatch(/^(?:[0-9a-f]{4} ){15}[0-9a-f]{4}$/);
	await expect(card).toContainText('tamarisk');
	await page.keyboard.press('n');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('combobox').first().selectOption('connect-chain');
	await dialog.getByLabel(/What “gridquorum bridge root/).fill('{"no":"root"}');
	await expect(dialog).toContainText('Paste what “gridquorum bridge root --json” printed');
	await dialog.getByLabel(/What “gridquorum bridge root/).fill(JSON.stringify({ root: chainRootView(SALTON_ROOT) }));
	await expect(dialog.locator('.digest')).toHaveText(digest ?? '');
	await dialog.getByLabel('Money limit either way').fill('50');
	await dialog.getByLabel('Tie out, kW').fill('2.5');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByRole('article', { name: 'P-5' })).toContainText('the tie carries 2.5 kW out');
});

for (const show of ['packets', 'energy', 'offers', 'anchors'] as const)
	test(`${show} are accessible in light and English, dark and Chinese`, async ({ page }) => {
		await open(page, `regions?show=${show}`);
		await expect(page.getByRole('table').or(page.getByRole('grid')).first()).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Switch between light and dark' }).click();
		await page.getByText('中文', { exact: true }).click();
		await expect(page.locator('h1')).toContainText('已连接 2 个区域');
		await expectAccessible(page);
		await page.screenshot({ path: `test-results/screens/regions-${show}.png` });
	});

test('another region is looked at by its name, and the address keeps it', async ({ page }) => {
	await open(page);
	await region(page, 'inland-main').click();
	await expect(page).toHaveURL(/region=inland-main/);
	await page.reload();
	await expect(page.getByRole('region', { name: 'Channel with inland-main' }).first()).toBeVisible();
});
