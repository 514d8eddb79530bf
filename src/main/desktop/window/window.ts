import { app, BrowserWindow, type Session } from 'electron';

export interface WindowOptions {
	/** Absolute path of the preload, CommonJS. */
	readonly preload: string;
	readonly icon: string;
	readonly session: Session;
}

/** Opens the console window: a sandboxed page with an isolated preload and nothing of Node. */
export function openWindow(options: WindowOptions): BrowserWindow {
	const window = new BrowserWindow({
		name: 'console',
		windowStatePersistence: true,
		width: 1440,
		height: 900,
		minWidth: 960,
		minHeight: 600,
		show: false,
		title: 'Gridquorum',
		icon: options.icon,
		webPreferences: {
			preload: options.preload,
			session: options.session,
			sandbox: true,
			contextIsolation: true,
			nodeIntegration: false,
			nodeIntegrationInWorker: false,
			nodeIntegrationInSubFrames: false,
			webSecurity: true,
			allowRunningInsecureContent: false,
			experimentalFeatures: false,
			webviewTag: false,
			navigateOnDragDrop: false,
			spellcheck: false,
			devTools: !app.isPackaged,
		},
	});
	window.once('ready-to-show', () => window.show());
	return window;
}

/** Brings the console to the front, from wherever it is. */
export function focusWindow(window: BrowserWindow): void {
	if (window.isDestroyed()) return;
	if (window.isMinimized()) window.restore();
	window.show();
	window.focus();
}
