/**
 * Deeds under their policies in a real browser, over the story: three of four in order, an amendment that voids
 * signatures, signing where the key is by file, a thousand in one sheet, and the evidence of a seal.
 */
import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { reviewDeeds, signReviewed } from '../../../src/shared/deeds/signing-file.ts';
import { serveStory } from '../../fixtures/console/serve.ts';
import { CHAIN_ID } from '../../fixtures/console/story-genesis.ts';
import type { StoryMode } from '../../fixtures/console/story-implementer.ts';
import { signAsStory } from '../../fixtures/console/story-keys.ts';
import { GRID, sha256 } from '../../fixtures/console/story-market.ts';
import { chooseFile, collectProblems, expectAccessible } from './console-page.ts';
import { goTo } from './go-to.ts';

const DEED = 'D-FON-2017-07-28T17-';
const IN_ORDER = `${DEED}0`;
const WAITING = `${DEED}1`;
const AMENDED = `${DEED}2`;
const SEALED = `${DEED}3`;

let served: Awaited<ReturnType<typeof serveStory>> | null = null;
const problems: string[] = [];

test.beforeEach(({ page }) => {
	// The page before this one was told that its server had stopped.
	problems.length = 0;
	collectProblems(page, problems);
});

test.afterEach(async () => {
	const found = problems.splice(0);
	await served?.stop();
	served = null;
	expect(found).toEqual([]);
});

async function openDeed(page: Page, deed: string, mode: StoryMode = 'full'): Promise<Locator> {
	served = await serveStory({ directory: 'out/renderer', port: 0, mode, running: false });
	await page.goto(`${served.url}#/signatures/${deed}`);
	const review = page.getByRole('region', { name: deed, exact: true });
	await expect(review).toBeVisible();
	await expect(page.locator('footer').getByText('Cedar')).toBeVisible();
	return review;
}

async function picture(page: Page, name: string): Promise<void> {
	await page.screenshot({ path: `test-results/screens/signatures-${name}.png` });
}

test('a deed of three of four in order says whose turn it is, and mine seals it', async ({ page }) => {
	const review = await openDeed(page, WAITING);
	await expect(review.getByText('Signed 1 of 4, 3 needed, in order')).toBeVisible();
	await expect(review.getByRole('row', { name: /home-05 user its turn/ })).toBeVisible();
	await expect(review.getByRole('row', { name: /Grid company, you grid operator after home-05/ })).toBeVisible();
	await expect(review.getByRole('button', { name: 'Sign', exact: true })).toHaveCount(0);

	await goTo(page, `signatures/${IN_ORDER}`);
	const mine = page.getByRole('region', { name: IN_ORDER, exact: true });
	await expect(mine.getByRole('row', { name: /Grid company, you grid operator its turn/ })).toBeVisible();
	await expect(mine.getByRole('row', { name: /City auditor witness after Grid company/ })).toBeVisible();
	await expect(mine.getByRole('row', { name: /^Total 6\.1/ })).toContainText('$0.131150');
	await picture(page, 'in-order');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText(`Signed ${IN_ORDER}; it is sealed`)).toBeVisible();
	await expect(mine.getByText('Signed 3 of 4, 3 needed, in order')).toBeVisible();
	await expect(mine.getByRole('row', { name: /City auditor witness not needed/ })).toBeVisible();
});

test('an amendment voids the signatures of others and shows what it changed', async ({ page }) => {
	const review = await openDeed(page, AMENDED);
	await expect(review.getByRole('row', { name: /^17:45–18:00 0\.7 kWh/ })).toContainText('0.0 kWh');
	await page.keyboard.press('a');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox', { name: 'New kWh of 17:00–17:15' }).fill('0.95');
	await expect(dialog.getByRole('status').last()).toHaveText('The quantity of 17:00–17:15 can be at most 0.9 kWh.');
	await dialog.getByRole('textbox', { name: 'New kWh of 17:00–17:15' }).fill('0.5');
	await dialog.getByRole('textbox', { name: 'Reason, public' }).fill('The cable is worked on.');
	await expect(dialog.getByText('This voids the signatures of home-07 and home-03.')).toBeVisible();
	await expectAccessible(page);
	await picture(page, 'amend');
	await page.keyboard.press('Control+Enter');
	await expect(dialog).toBeHidden();
	await expect(page.getByText('your signature is on the new version')).toBeVisible();
	await expect(review.getByText('Signed 1 of 4, 3 needed, in order')).toBeVisible();
	await expect(review.getByRole('row', { name: /home-07 generator its turn/ })).toBeVisible();
	await expect(review.getByRole('table', { name: 'Version 3' })).toContainText('The cable is worked on.');
	await expect(review.getByRole('table', { name: 'Version 3' })).toContainText('its text was read here');
	await expect(review.getByRole('table', { name: 'Version 2' })).toContainText('Clouds from half past five.');
});

test('deeds are signed where the key is, by file and keyboard, and judged before they are sent', async ({ page }) => {
	await openDeed(page, IN_ORDER);
	await page.keyboard.press('f');
	const dialog = page.getByRole('dialog');
	await expect(dialog).toBeVisible();
	await page.keyboard.press('Control+s');
	await expect(dialog.getByText(/5 deeds, all decoded here/)).toBeVisible();
	const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+s')]);
	const text = await readFile(await download.path(), 'utf8');

	const signer = { chainId: CHAIN_ID, participant: GRID };
	const deeds = reviewDeeds(download.suggestedFilename(), text, signer, sha256);
	const answer = signReviewed(deeds, signer, (message) => signAsStory(GRID, message));
	const [first] = answer.signatures;
	if (!first) throw new Error('nothing was signed');
	first.signature = `${first.signature.slice(0, 64)}${'00'.repeat(32)}`;
	const buffer = Buffer.from(JSON.stringify(answer));
	await chooseFile(page, 'Control+o', { name: 'S.json', mimeType: 'application/json', buffer });

	await expect(dialog.getByText('S.json: 4 of 5 good')).toBeVisible();
	const answers = dialog.getByRole('grid', { name: 'Bring the answer' });
	await expect(answers.getByRole('row', { name: new RegExp(`^${first.deed}`) })).toContainText(
		'the signature does not hold',
	);
	await expect(answers.getByText('signature holds over the present version')).toHaveCount(4);
	await expectAccessible(page);
	await picture(page, 'offline');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('Signed 4 deeds; 4 are sealed')).toBeVisible();
	await expect(page.locator('h1')).toContainText('One deed lacks only your signature');
});

test('a file that is no answer sends nothing and says why', async ({ page }) => {
	await openDeed(page, IN_ORDER);
	await page.keyboard.press('f');
	await expect(page.getByRole('dialog')).toBeVisible();
	const buffer = Buffer.from('{"format":"other"}');
	await chooseFile(page, 'Control+o', { name: 'S.json', mimeType: 'application/json', buffer });
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('alert')).toContainText('SIGNING_FILE');
	await expect(dialog.getByRole('button', { name: 'Send the good ones' })).toBeDisabled();
});

test('a thousand deeds are reviewed in one sheet, outliers first, and signed by one chord', async ({ page }) => {
	test.setTimeout(180_000);
	served = await serveStory({ directory: 'out/renderer', port: 0, mode: 'thousand', running: false });
	await page.goto(`${served.url}#/signatures`);
	await expect(page.locator('h1')).toContainText('deeds lack only your signature');
	await page.keyboard.press('Control+b');
	const dialog = page.getByRole('dialog');
	const list = dialog.getByRole('grid', { name: 'Deeds of the batch' });
	await expect(dialog.getByText('2 stand out, 0 left out')).toBeVisible({ timeout: 120_000 });
	await expect(list.getByRole('row').nth(1)).toContainText('much money');
	await expect(list.getByRole('row').nth(2)).toContainText('early deadline');
	await page.keyboard.press('x');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('x');
	await expect(dialog.getByText(/stand out, 1 left out/)).toBeVisible();
	await picture(page, 'thousand');
	await page.keyboard.press('Control+Enter');
	await expect(dialog).toBeHidden({ timeout: 60_000 });
	await expect(page.getByText('Signed 999 deeds; 999 are sealed')).toBeVisible();
	await expect(page.locator('h1')).toContainText('One deed lacks only your signature');
});

test('a seal is verified in the browser down to the trust root', async ({ page }) => {
	const review = await openDeed(page, SEALED);
	await page.keyboard.press('e');
	await expect(review.getByText(/Verified on this machine in/)).toBeVisible({ timeout: 30_000 });
	await expect(review.getByRole('row', { name: /Signatures over it 3 hold, 3 needed/ })).toBeVisible();
	await expect(review.getByRole('row', { name: /Root signed by the validators 3 of 4 signed/ })).toBeVisible();
	await review.getByRole('button', { name: 'I have compared it' }).click();
	await expect(review.getByText('2 epochs; trust root compared by you')).toBeVisible();
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		review.getByRole('button', { name: 'Save the evidence (JSON)' }).click(),
	]);
	expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({ deed: SEALED, verified: true });
});

for (const [colorScheme, locale] of [
	['light', 'en-GB'],
	['dark', 'zh-CN'],
] as const)
	test(`has no fault of accessibility in ${colorScheme}, ${locale}`, async ({ browser }) => {
		const context = await browser.newContext({ colorScheme, locale, reducedMotion: 'reduce' });
		const page = await context.newPage();
		const review = await openDeed(page, AMENDED);
		await expectAccessible(page);
		await page.keyboard.press('f');
		await expect(page.getByRole('dialog')).toBeVisible();
		await expectAccessible(page);
		await page.keyboard.press('Escape');
		await page.keyboard.press('Control+b');
		await expect(page.getByRole('dialog').getByRole('grid')).toBeVisible();
		await expectAccessible(page);
		await page.keyboard.press('Escape');
		await goTo(page, `signatures/${SEALED}`);
		await expect(review).toBeHidden();
		await expect(page.locator('.evidence')).toBeVisible();
		await page.keyboard.press('e');
		await expect(page.locator('.evidence .verdict')).toBeVisible({ timeout: 30_000 });
		await expectAccessible(page);
		await context.close();
	});
