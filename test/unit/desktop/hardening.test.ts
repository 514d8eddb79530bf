import { beforeEach, describe, expect, it } from 'vitest';
import { runFakeShell } from '../../fixtures/desktop-shell.ts';
import {
	app,
	callNames,
	callsOf,
	FakeEvent,
	type FakeSession,
	FakeWebContents,
	recorder,
	resetElectron,
} from '../../fixtures/electron-stub.ts';

const consolePage = 'gridquorum://console/';

async function startedShell(): Promise<void> {
	await runFakeShell().start();
}

function consoleSession(): FakeSession {
	return recorder.sessions.get('persist:console')!;
}

function preferences(): Record<string, unknown> {
	return recorder.windows[0]!.options.webPreferences;
}

function contents(): FakeWebContents {
	return recorder.windows[0]!.webContents;
}

/** Whether the shell lets an event of the page happen. */
function allows(event: string, facts: object, page = contents()): boolean {
	const happening = new FakeEvent(facts);
	page.emit(event, happening);
	return !happening.defaultPrevented;
}

beforeEach(() => resetElectron());

describe('before the application is ready', () => {
	it('the single-instance lock comes first of all', () => {
		runFakeShell();
		expect(callNames()[0]).toBe('app.requestSingleInstanceLock');
	});

	it('every renderer is sandboxed', () => {
		runFakeShell();
		expect(callNames().indexOf('app.enableSandbox')).toBeLessThan(callNames().indexOf('app.whenReady'));
		expect(callNames()).toContain('app.enableSandbox');
	});

	it('the own scheme is registered as a standard, secure origin without further privileges', () => {
		runFakeShell();
		expect(callsOf('protocol.registerSchemesAsPrivileged')[0]!.arguments).toEqual([
			[{ scheme: 'gridquorum', privileges: { standard: true, secure: true, supportFetchAPI: true } }],
		]);
		expect(callNames().indexOf('protocol.registerSchemesAsPrivileged')).toBeLessThan(
			callNames().indexOf('app.whenReady'),
		);
	});

	it('crash reports stay on this machine', () => {
		runFakeShell();
		expect(callsOf('crashReporter.start')[0]!.arguments).toEqual([{ uploadToServer: false }]);
	});
});

describe('the window', () => {
	it.each([
		['sandbox', true],
		['contextIsolation', true],
		['webSecurity', true],
		['nodeIntegration', false],
		['nodeIntegrationInWorker', false],
		['nodeIntegrationInSubFrames', false],
		['allowRunningInsecureContent', false],
		['experimentalFeatures', false],
		['webviewTag', false],
		['navigateOnDragDrop', false],
		['spellcheck', false],
	])('has %s %s', async (name, value) => {
		await startedShell();
		expect(preferences()[name]).toBe(value);
	});

	it('has no developer tools in a packaged build, and has them in an unpackaged one', async () => {
		await startedShell();
		expect(preferences()['devTools']).toBe(false);
		resetElectron();
		recorder.packaged = false;
		await startedShell();
		expect(preferences()['devTools']).toBe(true);
	});

	it('keeps its place and size across starts', async () => {
		await startedShell();
		expect(recorder.windows[0]!.options).toMatchObject({ name: 'console', windowStatePersistence: true });
	});

	it('loads the console from the own scheme, never from a file or a server', async () => {
		await startedShell();
		expect(callsOf('window.loadURL').map((call) => call.arguments[0])).toEqual([consolePage]);
	});
});

describe('permissions', () => {
	const asked = ['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read', 'hid', 'usb', 'unknown'];

	async function request(permission: string, url: string): Promise<boolean> {
		const { promise, resolve } = Promise.withResolvers<boolean>();
		const page = new FakeWebContents();
		page.url = url;
		consoleSession().ask('permission-request', page, permission, resolve, {});
		return promise;
	}

	it.each(asked)('%s is denied when requested', async (permission) => {
		await startedShell();
		expect(await request(permission, consolePage)).toBe(false);
	});

	it.each(asked)('%s is denied when checked', async (permission) => {
		await startedShell();
		expect(consoleSession().ask('permission-check', null, permission, consolePage, {})).toBe(false);
	});

	it('copying is granted to the console and to no other origin', async () => {
		await startedShell();
		const copy = 'clipboard-sanitized-write';
		expect(await request(copy, consolePage)).toBe(true);
		expect(await request(copy, 'https://example.org/')).toBe(false);
		expect(consoleSession().ask('permission-check', null, copy, consolePage, {})).toBe(true);
		expect(consoleSession().ask('permission-check', null, copy, 'gridquorum://consoles', {})).toBe(false);
	});

	it('devices and screen capture are denied', async () => {
		await startedShell();
		expect(consoleSession().ask('device', {})).toBe(false);
		const { promise, resolve } = Promise.withResolvers<unknown>();
		consoleSession().ask('display-media', {}, resolve);
		expect(await promise).toBeNull();
	});
});

describe('the network', () => {
	function cancelled(url: string): boolean {
		let answer = { cancel: false };
		consoleSession().ask('request', { url }, (given: typeof answer) => {
			answer = given;
		});
		return answer.cancel;
	}

	it.each([
		'https://example.org/',
		'http://127.0.0.1:80/',
		'ws://127.0.0.1/',
		'file:///etc/passwd',
		'ftp://x/',
		'nonsense',
	])('%s is cancelled', async (url) => {
		await startedShell();
		expect(cancelled(url)).toBe(true);
	});

	it('the files of the console, and images and downloads made in it, are served', async () => {
		await startedShell();
		expect(
			['gridquorum://console/a.js', 'data:image/png;base64,', 'blob:gridquorum://console/1'].map(cancelled),
		).toEqual([false, false, false]);
	});
});

describe('navigation', () => {
	it.each([
		'https://example.org/',
		'file:///etc/passwd',
		'gridquorum://other/',
		'gridquorum://u@console/',
		'about:blank',
	])('to %s is refused, in whole, in a frame and by redirect', async (url) => {
		await startedShell();
		expect(allows('will-navigate', { url })).toBe(false);
		expect(allows('will-redirect', { url })).toBe(false);
		expect(allows('will-frame-navigate', { url, isMainFrame: true })).toBe(false);
	});

	it('within the console is allowed, in the top frame only', async () => {
		await startedShell();
		expect(allows('will-navigate', { url: `${consolePage}#/auctions` })).toBe(true);
		expect(allows('will-frame-navigate', { url: consolePage, isMainFrame: true })).toBe(true);
		expect(allows('will-frame-navigate', { url: consolePage, isMainFrame: false })).toBe(false);
	});

	it('webviews are refused', async () => {
		await startedShell();
		expect(allows('will-attach-webview', {})).toBe(false);
	});

	it('holds for every page that is ever made, not only for the console', async () => {
		await startedShell();
		const other = new FakeWebContents();
		app.emit('web-contents-created', new FakeEvent(), other);
		expect(allows('will-navigate', { url: 'https://example.org/' }, other)).toBe(false);
		expect(other.windowOpenHandler!({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
	});
});

describe('new windows', () => {
	it.each(['https://example.org/', consolePage, 'about:blank'])('%s opens none', async (url) => {
		await startedShell();
		expect(contents().windowOpenHandler!({ url })).toEqual({ action: 'deny' });
		expect(callsOf('shell.openExternal')).toEqual([]);
	});

	it.each([
		'http://github.com/intelligent-environments-lab/CityLearn',
		'https://github.com.example.org/intelligent-environments-lab/CityLearn',
		'https://github.com/intelligent-environments-lab/CityLearnX',
		'https://github.com:8443/intelligent-environments-lab/CityLearn',
		'https://user@github.com/intelligent-environments-lab/CityLearn',
		'https://github.com/intelligent-environments-lab/CityLearn/../../other',
		'file:///etc/passwd',
		'javascript:alert(1)',
		'smb://host/share',
	])('%s is not handed to the system', async (url) => {
		await startedShell();
		contents().windowOpenHandler!({ url });
		expect(callsOf('shell.openExternal')).toEqual([]);
	});

	it('an address of the allow list opens in the system browser, in its parsed form', async () => {
		await startedShell();
		contents().windowOpenHandler!({ url: 'https://GitHub.com/intelligent-environments-lab/CityLearn' });
		expect(callsOf('shell.openExternal').map((call) => call.arguments[0])).toEqual([
			'https://github.com/intelligent-environments-lab/CityLearn',
		]);
	});
});
