import { app, type Session, shell, type WebContents } from 'electron';
import { externalAddress } from './external-links.ts';
import { consoleOrigin, isConsoleUrl } from './origin.ts';

/** Copying a value is the only thing the console asks of the system. Electron grants everything unless told. */
const granted = 'clipboard-sanitized-write';

function mayUse(permission: string, origin: string | undefined): boolean {
	return permission === granted && origin !== undefined && origin.replace(/\/$/, '') === consoleOrigin;
}

/** The console needs nothing but its own files; the tools of an unpackaged build load theirs. */
function isLocal(address: string): boolean {
	const scheme = URL.parse(address)?.protocol;
	return (
		isConsoleUrl(address) || scheme === 'data:' || scheme === 'blob:' || (scheme === 'devtools:' && !app.isPackaged)
	);
}

export function hardenSession(session: Session): void {
	session.setPermissionRequestHandler((contents, permission, answer) => {
		answer(mayUse(permission, isConsoleUrl(contents.getURL()) ? consoleOrigin : undefined));
	});
	session.setPermissionCheckHandler((_contents, permission, origin) => mayUse(permission, origin));
	session.setDevicePermissionHandler(() => false);
	session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
	session.setSpellCheckerEnabled(false);
	session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isLocal(details.url) }));
}

/** Locks navigation, frames, new windows and webviews of one page. */
export function hardenContents(contents: WebContents): void {
	contents.on('will-navigate', (details) => {
		if (!isConsoleUrl(details.url)) details.preventDefault();
	});
	contents.on('will-frame-navigate', (details) => {
		if (!details.isMainFrame || !isConsoleUrl(details.url)) details.preventDefault();
	});
	contents.on('will-redirect', (details) => {
		if (!isConsoleUrl(details.url)) details.preventDefault();
	});
	contents.on('will-attach-webview', (event) => event.preventDefault());
	contents.setWindowOpenHandler(({ url }) => {
		const address = externalAddress(url);
		if (address !== null) void shell.openExternal(address);
		return { action: 'deny' };
	});
}

/** Hardens every page that this application ever makes, those of libraries included. */
export function hardenAllContents(): void {
	app.on('web-contents-created', (_event, contents) => hardenContents(contents));
}
