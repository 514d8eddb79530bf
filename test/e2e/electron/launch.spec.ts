import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { repositoryRoot } from '../../fixtures/repository.ts';

/** The binary that the electron package fetched, or why there is none; importing the package would start the fetch. */
function electronBinary(): { readonly path: string } | { readonly missing: string } {
	const folder = join(repositoryRoot, 'node_modules', 'electron');
	const pathFile = join(folder, 'path.txt');
	if (!existsSync(pathFile)) {
		return { missing: "Electron's binary is not installed (npm start -- --desktop fetches it)" };
	}
	const path = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
	if (!existsSync(path)) return { missing: `Electron's binary is named but absent: ${path}` };
	if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
		return { missing: 'there is no display to open a window on' };
	}
	return { path };
}

const binary = electronBinary();

test.describe('the desktop application', () => {
	// biome-ignore lint/suspicious/noSkippedTests: the binary cannot be had on every machine, and the report says so
	test.skip('missing' in binary, 'missing' in binary ? binary.missing : '');

	let home = '';
	test.beforeEach(() => {
		home = mkdtempSync(join(tmpdir(), 'gridquorum-desktop-'));
	});
	test.afterEach(() => rmSync(home, { recursive: true, force: true }));

	test('opens the console on its own node, hardened, and stops cleanly', async () => {
		if ('missing' in binary) return;
		const rootOnly = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
		const application = await _electron.launch({
			executablePath: binary.path,
			args: [repositoryRoot, ...rootOnly, '--user-data-dir', join(home, 'profile'), '--home', join(home, 'demo')],
		});
		const page = await application.firstWindow();
		await page.waitForURL('gridquorum://console/**');
		await expect(page.getByRole('navigation').first()).toBeVisible();
		expect(await page.evaluate(() => 'require' in globalThis || 'process' in globalThis)).toBe(false);
		expect(
			await page.evaluate(() =>
				fetch('https://example.org/').then(
					() => 'reached',
					() => 'refused',
				),
			),
		).toBe('refused');
		const preferences = await application.evaluate(({ BrowserWindow }) => {
			const [window] = BrowserWindow.getAllWindows();
			return { windows: BrowserWindow.getAllWindows().length, url: window?.webContents.getURL() };
		});
		expect(preferences).toEqual({ windows: 1, url: expect.stringMatching(/^gridquorum:\/\/console\//) });

		const ended = new Promise<number | null>((resolve) => application.process().once('exit', resolve));
		await application.evaluate(({ app }) => app.quit()).catch(() => undefined);
		expect(await ended).toBe(0);
	});
});
