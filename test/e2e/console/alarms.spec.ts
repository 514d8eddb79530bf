/** An operator handles alarms by keyboard alone, in both themes and languages. */
import { expect, type Page, test } from '@playwright/test';
import { serveStory } from '../../fixtures/console/serve.ts';
import { expectAccessible } from './console-page.ts';
import { goTo, pressSection } from './go-to.ts';

const RENDERER = 'out/renderer';

let served: Awaited<ReturnType<typeof serveStory>>;

test.beforeEach(async () => {
	served = await serveStory({ directory: RENDERER, port: 0, mode: 'full', running: false });
});
test.afterEach(() => served.stop());

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

/** Presses a key until the row is the chosen one. */
async function walkTo(page: Page, name: string): Promise<void> {
	const wanted = row(page, name);
	// The first row is reached from itself.
	await page.keyboard.press('k');
	for (let step = 0; step < 20; step++) {
		if ((await wanted.getAttribute('aria-selected')) === 'true') return;
		await page.keyboard.press('j');
	}
	await expect(wanted).toHaveAttribute('aria-selected', 'true');
}

test('alarms are read, acknowledged, shelved and taken out of service without a mouse', async ({ page }) => {
	await page.goto(served.url);
	await expect(page.locator('h1').first()).toBeVisible();
	const foot = page.locator('footer');
	await expect(foot).toContainText('Quorum at risk');

	await page.keyboard.press('!');
	await expect(page.getByText('Quorum at risk acknowledged')).toBeVisible();
	await expect(foot).toContainText('Meter readings are missing');

	await pressSection(page, 'w');
	await expect(page.locator('h1')).toContainText('Two alarms await acknowledgement');
	// It was back to normal, so that it left the list with its acknowledgement.
	await expect(row(page, 'Quorum at risk')).toHaveCount(0);

	await walkTo(page, 'Meter readings are missing');
	await page.keyboard.press('Enter');
	const drawer = page.getByRole('complementary', { name: 'Alarm' });
	await expect(drawer).toContainText('What to do');
	await expect(drawer).toContainText('meter-home-06');
	await expectAccessible(page);
	await page.keyboard.press('a');
	await expect(drawer).toContainText('Priority 2, acknowledged');
	await expect(drawer).toContainText('Grid company (browser-1)');

	await page.keyboard.press('s');
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('textbox')).toBeFocused();
	await page.keyboard.type('The meter is being exchanged');
	await page.keyboard.press('Control+Enter');
	await expect(dialog).toBeHidden();
	await expect(drawer).toContainText('Priority 2, shelved');
	await expect(drawer).toContainText('The meter is being exchanged');
	await page.keyboard.press('s');
	await expect(drawer).toContainText('Priority 2, unacknowledged');

	await page.keyboard.press('o');
	await expect(dialog).toBeVisible();
	await page.keyboard.type('No meter in the house');
	await page.keyboard.press('Control+Enter');
	await expect(drawer).toContainText('Priority 2, out of service');
	await page.keyboard.press('o');
	await expect(drawer).toContainText('Priority 2, unacknowledged');
	await page.keyboard.press('Escape');
	await expect(drawer).toBeHidden();

	await page.keyboard.press('/');
	await page.keyboard.type('finality');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'Acknowledge the one shown' })).toBeVisible();
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('No alarm matches “finality”.')).toBeVisible();
	await expect(foot).toContainText('Meter readings are missing');
});

test('the log says what was done and gives itself as a file; a limit is changed with a reason', async ({ page }) => {
	await page.goto(served.url);
	await goTo(page, 'node/alarms?show=log');
	await expect(row(page, 'taken out of service')).toContainText('Nights have no sun');
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'CSV' }).press('Enter');
	expect((await download).suggestedFilename()).toBe('gridquorum-alarm-log.csv');

	await goTo(page, 'node/alarms?show=limits');
	const field = page.getByLabel(/New limit of No new block/);
	await field.focus();
	await page.keyboard.type('2');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog')).toBeHidden();
	await page.keyboard.press('Backspace');
	await page.keyboard.type('90');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog')).toContainText('From 60 s to 90 s');
	await page.keyboard.type('A slow network');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('Limit of No new block is now 90 s')).toBeVisible();
	await expect(row(page, 'No new block')).toContainText('A slow network');
});

for (const [language, theme] of [
	['en', 'light'],
	['zh-CN', 'dark'],
] as const)
	test(`every part of the view is accessible, ${language} ${theme}`, async ({ browser }) => {
		const context = await browser.newContext({ locale: language, colorScheme: theme, reducedMotion: 'reduce' });
		const page = await context.newPage();
		await page.goto(served.url);
		for (const part of ['list', 'log', 'metrics', 'limits']) {
			await goTo(page, `node/alarms?show=${part}`);
			await expect(page.getByRole('grid').or(page.getByRole('table')).first()).toBeVisible();
			await expectAccessible(page);
		}
		await context.close();
	});
