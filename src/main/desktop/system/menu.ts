import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Labels } from './labels.ts';

/** The application menu: everything has an accelerator, so that the menu teaches the keyboard. */
export function installMenu(labels: Labels, actions: { open(view: string): void; reload(): void; quit(): void }): void {
	const separator: MenuItemConstructorOptions = { type: 'separator' };
	const developer: MenuItemConstructorOptions[] = app.isPackaged ? [] : [separator, { role: 'toggleDevTools' }];
	Menu.setApplicationMenu(
		Menu.buildFromTemplate([
			{
				label: labels.file,
				submenu: [
					{ role: 'about', label: labels.about },
					separator,
					{ label: labels.quit, accelerator: 'CmdOrCtrl+Q', click: actions.quit },
				],
			},
			{ role: 'editMenu' },
			{
				label: labels.view,
				submenu: [
					{ label: labels.reload, accelerator: 'CmdOrCtrl+R', click: actions.reload },
					separator,
					{ role: 'resetZoom' },
					{ role: 'zoomIn' },
					{ role: 'zoomOut' },
					separator,
					{ role: 'togglefullscreen' },
					...developer,
				],
			},
			{
				label: labels.go,
				submenu: Object.entries(labels.views).map(([view, label], index) => ({
					label,
					accelerator: `CmdOrCtrl+${index + 1}`,
					click: () => actions.open(view),
				})),
			},
		]),
	);
}
