import { app, BrowserWindow, nativeTheme, type Session } from 'electron';

/** Paper and ink of the console's two themes, so that the first paint is not a flash of another colour. */
const paper = { light: '#fbf8f1', dark: '#161510' } as const;

export interface WindowOptions {
	/** Absolute path of the preload, CommonJS. */
	readonly preload: string;
	readonly icon: string;
	readonly session: Session;
	/** `hidden` waits in the tray, `minimised` on the taskbar. */
	readonly first: 'shown' | 'hidden' | 'minimised';
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
		backgroundColor: nativeTheme.shouldUseDarkColors ? paper.dark : paper.light,
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
	if (options.first === 'minimised') window.minimize();
	// The page paints its mark before its script has loaded: shown then, the window is never blank.
	if (options.first === 'shown') window.once('ready-to-show', () => window.show());
	return window;
}

/** Brings the console to the front, from wherever it is. */
export function focusWindow(window: BrowserWindow): void {
	if (window.isDestroyed()) return;
	if (window.isMinimized()) window.restore();
	window.show();
	window.focus();
}
