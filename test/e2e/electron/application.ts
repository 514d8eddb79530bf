import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { repositoryRoot } from '../../fixtures/repository.ts';

/** The binary that the electron package fetched, or why there is none; importing the package would start the fetch. */
export function electronBinary(): { readonly path: string } | { readonly missing: string } {
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

/** The application on a profile of its own, which is gone with it. */
export class DesktopApplication {
	readonly folder = mkdtempSync(join(tmpdir(), 'gridquorum-desktop-'));
	#running: ElectronApplication | null = null;

	/** @param more arguments, after those that keep the application to its own folder */
	async launch(binary: string, more: readonly string[]): Promise<ElectronApplication> {
		const rootOnly = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
		this.#running = await _electron.launch({
			executablePath: binary,
			args: [repositoryRoot, ...rootOnly, '--user-data-dir', join(this.folder, 'profile'), ...more],
			env: { ...(process.env as Record<string, string>), XDG_CURRENT_DESKTOP: 'KDE', XDG_DATA_HOME: this.folder },
		});
		return this.#running;
	}

	/** @returns the exit code */
	async quit(): Promise<number | null> {
		const running = this.#running;
		if (running === null) return null;
		this.#running = null;
		const ended = new Promise<number | null>((resolve) => running.process().once('exit', resolve));
		await running.evaluate(({ app }) => app.quit()).catch(() => undefined);
		return ended;
	}

	async remove(): Promise<void> {
		await this.quit();
		rmSync(this.folder, { recursive: true, force: true });
	}
}
