import { expect, type Page } from '@playwright/test';

/**
 * Shows the view of an address, as a typed address does. It waits for the first view: the router listens to the
 * address only once that one stands, and until then a change would be lost.
 *
 * @param path without `#/`, for example `trace/audit`
 */
export async function goTo(page: Page, path: string): Promise<void> {
	await expect(page.locator('h1').first()).toBeVisible();
	await page.evaluate((hash) => {
		location.hash = hash;
	}, `#/${path}`);
}

/** Presses `g` and a section's letter, both at once: a busy machine must not lie longer between them than the console waits. */
export async function pressSection(page: Page, letter: string): Promise<void> {
	await Promise.all(['g', letter].map((key) => page.keyboard.press(key)));
}
