import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Labels } from './labels.ts';
import { type MenuSection, menuSections } from './sections.ts';

export interface MenuActions {
	/** @param path of the console, without `#/`. */
	open(path: string): void;
	openBundle(): void;
	saveDiagnostics(): void;
	showCrashReports(): void;
	reload(): void;
	quit(): void;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The application menu: everything has an accelerator, so that the menu teaches the keyboard. */
export function installMenu(labels: Labels, actions: MenuActions): void {
	const developer: MenuItemConstructorOptions[] = app.isPackaged ? [] : [separator, { role: 'toggleDevTools' }];
	Menu.setApplicationMenu(
		Menu.buildFromTemplate([
			{
				label: labels.file,
				submenu: [
					{ label: labels.openBundle, accelerator: 'CmdOrCtrl+O', click: actions.openBundle },
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
			{ label: labels.go, submenu: sectionItems(labels.language, actions) },
			{
				label: labels.help,
				submenu: [
					{ label: labels.saveDiagnostics, accelerator: 'CmdOrCtrl+Alt+D', click: actions.saveDiagnostics },
					{ label: labels.crashReports, accelerator: 'CmdOrCtrl+Alt+R', click: actions.showCrashReports },
					separator,
					{ role: 'about', label: labels.about },
				],
			},
		]),
	);
}

/** Sections count from 1, the tenth is 0; tabs, indented, take the console's own letter. */
function sectionItems(language: 'en' | 'zh', actions: MenuActions): MenuItemConstructorOptions[] {
	let count = 0;
	const accelerator = ({ tab, letter }: MenuSection): string => {
		if (tab) return `CmdOrCtrl+Shift+${letter.toUpperCase()}`;
		count += 1;
		return count <= 10 ? `CmdOrCtrl+${count % 10}` : `CmdOrCtrl+Shift+${letter.toUpperCase()}`;
	};
	return menuSections.map((section) => ({
		label: `${section.tab ? '    ' : ''}${section[language]}`,
		accelerator: accelerator(section),
		click: () => actions.open(section.path),
	}));
}
