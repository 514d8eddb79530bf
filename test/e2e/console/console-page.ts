import AxeBuilder from '@axe-core/playwright';
import {
	type Browser,
	type BrowserContext,
	type BrowserContextOptions,
	expect,
	type Locator,
	type Page,
} from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** A browser's page of its own, as a person at a desk has it; `problems` takes what its scripts throw or report. */
export async function openPage(
	browser: Browser,
	problems: string[],
	options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; page: Page }> {
	const context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		locale: 'en-GB',
		reducedMotion: 'reduce',
		...options,
	});
	const page = await context.newPage();
	// Whoever listens takes choosers over from the browser, but only some time later: too late for a key pressed at once.
	page.on('filechooser', () => undefined);
	collectProblems(page, problems);
	return { context, page };
}

/** Gives a file to the chooser that the keys open; asks again where a loaded browser no longer took them for a person's. */
export async function chooseFile(
	page: Page,
	keys: string,
	file: string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer },
): Promise<void> {
	await expect(async () => {
		const [chooser] = await Promise.all([
			page.waitForEvent('filechooser', { timeout: 5_000 }),
			page.keyboard.press(keys),
		]);
		await chooser.setFiles(file);
	}).toPass({ timeout: 30_000 });
}

export function collectProblems(page: Page, problems: string[]): void {
	page.on('pageerror', (error) => problems.push(String(error)));
	page.on('console', (message) => {
		if (message.type() === 'error') problems.push(message.text());
	});
}

/** No fault of WCAG 2.1 AA in the page, or in the part of it that a selector names. */
export async function expectAccessible(page: Page, part?: string): Promise<void> {
	const builder = new AxeBuilder({ page }).withTags(RULES);
	const { violations } = await (part === undefined ? builder : builder.include(part)).analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

export async function pressKeys(page: Page, ...keys: readonly string[]): Promise<void> {
	for (const key of keys) await page.keyboard.press(key);
}

/** Goes on with Tab, as a person without a mouse does, until the element has the focus. */
export async function tabUntil(page: Page, target: Locator, most: number): Promise<void> {
	await expect(target.first()).toBeVisible();
	for (let n = 0; n < most; n++) {
		if (await target.first().evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error('the element cannot be reached by Tab');
}
