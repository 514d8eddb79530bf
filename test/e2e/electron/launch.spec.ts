import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { DesktopApplication, electronBinary } from './application.ts';

const binary = electronBinary();
const path = 'path' in binary ? binary.path : '';

test.describe('the desktop application', () => {
	// biome-ignore lint/suspicious/noSkippedTests: the binary cannot be had on every machine, and the report says so
	test.skip('missing' in binary, 'missing' in binary ? binary.missing : '');

	let desktop: DesktopApplication;
	test.beforeEach(() => {
		desktop = new DesktopApplication();
	});
	test.afterEach(() => desktop.remove());

	const demo = (): string[] => ['--home', join(desktop.folder, 'demo')];

	test('opens the console on its own node, hardened, and stops cleanly', async () => {
		const application = await desktop.launch(path, demo());
		const page = await application.firstWindow();
		await page.waitForURL('gridquorum://console/**');
		await expect(page.getByRole('navigation').first()).toBeVisible({ timeout: 60_000 });
		expect(await page.evaluate(() => 'require' in globalThis || 'process' in globalThis)).toBe(false);
		expect(
			await page.evaluate(() =>
				fetch('https://example.org/').then(
					() => 'reached',
					() => 'refused',
				),
			),
		).toBe('refused');
		const windows = await application.evaluate(({ BrowserWindow }) =>
			BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()),
		);
		expect(windows).toEqual([expect.stringMatching(/^gridquorum:\/\/console\//)]);
		expect(await desktop.quit()).toBe(0);
	});

	test('asks which network to run where nothing says so', async () => {
		const application = await desktop.launch(path, []);
		const page = await application.firstWindow();
		await expect(page.locator('h1').first()).toBeVisible({ timeout: 60_000 });
		await expect(page.getByText('Validating as')).toHaveCount(0);
		expect(await desktop.quit()).toBe(0);
	});

	test('hides its window into the tray and goes on', async () => {
		const application = await desktop.launch(path, demo());
		const page = await application.firstWindow();
		await expect(page.getByRole('navigation').first()).toBeVisible({ timeout: 60_000 });
		const after = await application.evaluate(({ BrowserWindow }) => {
			const [window] = BrowserWindow.getAllWindows();
			window?.close();
			return [window?.isDestroyed(), window?.isVisible()];
		});
		expect(after).toEqual([false, false]);
	});

	test('starts without showing its window when asked to', async () => {
		const application = await desktop.launch(path, [...demo(), '--minimised']);
		await application.firstWindow();
		expect(
			await application.evaluate(({ BrowserWindow }) =>
				BrowserWindow.getAllWindows().map((window) => window.isVisible()),
			),
		).toEqual([false]);
	});

	test('opens a link in its view, and an audit bundle in the audit', async () => {
		const file = join(desktop.folder, 'May.car');
		writeFileSync(file, 'no bundle');
		const application = await desktop.launch(path, demo());
		const page = await application.firstWindow();
		await expect(page.getByRole('navigation').first()).toBeVisible({ timeout: 60_000 });
		await application.evaluate(({ app }) =>
			app.emit('open-url', { preventDefault: () => {} }, 'gridquorum://open/consensus'),
		);
		await page.waitForURL('**/#/consensus');
		await application.evaluate(({ app }, name) => app.emit('open-file', { preventDefault: () => {} }, name), file);
		await page.waitForURL('**/#/trace/audit**');
		await expect(page.getByText('May.car')).toBeVisible();
	});

	test('has a menu entry with an accelerator for every section', async () => {
		const application = await desktop.launch(path, demo());
		await application.firstWindow();
		const accelerators = await application.evaluate(({ Menu }) =>
			(Menu.getApplicationMenu()?.items ?? [])
				.flatMap((item) => item.submenu?.items ?? [])
				.flatMap((item) => (item.accelerator ? [item.accelerator] : [])),
		);
		expect(accelerators.length).toBeGreaterThan(15);
		expect(new Set(accelerators).size).toBe(accelerators.length);
	});
});
