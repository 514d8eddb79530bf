/**
 * The twenty recommendations of https://www.electronjs.org/docs/latest/tutorial/security, in their order and by their
 * number. Each is asked of the running shell where it can be, and of the whole source where it forbids something.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../../src/main/api/console-document.ts';
import { fuses } from '../../../src/main/desktop/fuses.ts';
import { askForPort, runFakeShell } from '../../fixtures/desktop-shell.ts';
import {
	app,
	callsOf,
	FakeEvent,
	FakeFrame,
	type FakeSession,
	FakeWebContents,
	recorder,
	resetElectron,
} from '../../fixtures/electron-stub.ts';
import { readRepositoryFile, repositoryFiles } from '../../fixtures/repository.ts';

beforeEach(async () => {
	resetElectron();
	await runFakeShell().start();
});

const files = repositoryFiles();
const sources = files.filter((path) => /^src\/.*\.(ts|vue|html)$/.test(path));
const naming = (pattern: RegExp): string[] => sources.filter((path) => pattern.test(readRepositoryFile(path)));
const preferences = (): Record<string, unknown> => recorder.windows[0]!.options.webPreferences;
const consoleSession = (): FakeSession => recorder.sessions.get('persist:console')!;

function isCancelled(url: string): boolean {
	let cancel = false;
	consoleSession().ask('request', { url }, (answer: { cancel: boolean }) => {
		cancel = answer.cancel;
	});
	return cancel;
}

/** Whether any page, also one that a library makes, may do what the event says. */
function allows(event: string, facts: object): boolean {
	const page = new FakeWebContents();
	app.emit('web-contents-created', new FakeEvent(), page);
	const happening = new FakeEvent(facts);
	page.emit(event, happening);
	return !happening.defaultPrevented;
}

describe("Electron's security checklist", () => {
	it('1: only secure content is loaded, from the own files', () => {
		expect(callsOf('window.loadURL').map((call) => call.arguments[0])).toEqual(['gridquorum://console/']);
		expect(['http://example.org/', 'https://example.org/', 'ws://127.0.0.1/', 'ftp://x/'].map(isCancelled)).toEqual([
			true,
			true,
			true,
			true,
		]);
	});

	it('2: pages have nothing of Node', () => {
		expect(preferences()).toMatchObject({
			nodeIntegration: false,
			nodeIntegrationInWorker: false,
			nodeIntegrationInSubFrames: false,
		});
	});

	it('3: the preload and the page are isolated from each other', () => {
		expect(preferences()['contextIsolation']).toBe(true);
	});

	it('4: every process that draws is sandboxed', () => {
		expect(callsOf('app.enableSandbox')).toHaveLength(1);
		expect(preferences()['sandbox']).toBe(true);
		expect(naming(/['"]--?no-sandbox|commandLine\.appendSwitch/)).toEqual([]);
	});

	it('5: permissions are refused, when asked and when checked', async () => {
		for (const permission of [
			'media',
			'geolocation',
			'notifications',
			'midi',
			'openExternal',
			'fileSystem',
			'serial',
		]) {
			const page = new FakeWebContents();
			page.url = 'gridquorum://console/';
			const { promise, resolve } = Promise.withResolvers<boolean>();
			consoleSession().ask('permission-request', page, permission, resolve, {});
			expect(await promise, permission).toBe(false);
			expect(consoleSession().ask('permission-check', null, permission, 'gridquorum://console/', {})).toBe(false);
		}
	});

	it('6: web security is on, everywhere', () => {
		expect(preferences()['webSecurity']).toBe(true);
		expect(naming(/webSecurity: false|disable-web-security|ignore-certificate-errors|certificate-error/)).toEqual([]);
	});

	it('7: the content security policy allows the own origin and nothing unsafe', async () => {
		const page = (await consoleSession().ask('protocol', new Request('gridquorum://console/absent'))) as Response;
		const policy = page.headers.get('content-security-policy');
		expect(policy).toBe(contentSecurityPolicy());
		expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
		expect(policy).not.toMatch(/unsafe|\*|https?:|blob:/);
	});

	it('8: insecure content is not allowed to run', () => {
		expect(preferences()['allowRunningInsecureContent']).toBe(false);
	});

	it('9: experimental features are off', () => {
		expect(preferences()['experimentalFeatures']).toBe(false);
		expect(naming(/experimentalFeatures: true|enable-experimental-web-platform-features/)).toEqual([]);
	});

	it('10: no Blink feature is enabled', () => {
		expect(preferences()).not.toHaveProperty('enableBlinkFeatures');
		expect(naming(/enableBlinkFeatures|enable-blink-features/)).toEqual([]);
	});

	it('11: nothing has a webview, so none may open windows', () => {
		expect(preferences()['webviewTag']).toBe(false);
		expect(naming(/<webview|allowpopups/)).toEqual([]);
	});

	it('12: a webview that somebody makes all the same is refused before it is attached', () => {
		expect(allows('will-attach-webview', {})).toBe(false);
	});

	it('13: navigation ends at the edge of the console', () => {
		for (const url of [
			'https://example.org/',
			'file:///etc/passwd',
			'gridquorum://open/auctions',
			'data:text/html,x',
		]) {
			expect(allows('will-navigate', { url }), url).toBe(false);
			expect(allows('will-redirect', { url }), url).toBe(false);
			expect(allows('will-frame-navigate', { url, isMainFrame: false }), url).toBe(false);
		}
	});

	it('14: no page opens a window', () => {
		const page = new FakeWebContents();
		app.emit('web-contents-created', new FakeEvent(), page);
		expect(page.windowOpenHandler!({ url: 'gridquorum://console/' })).toEqual({ action: 'deny' });
		expect(recorder.windows).toHaveLength(1);
	});

	it('15: the system opens nothing that a page names, but for a list of addresses', () => {
		const page = recorder.windows[0]!.webContents;
		for (const url of ['https://example.org/', 'file:///bin/sh', 'smb://host/x', 'gridquorum://open/auctions'])
			page.windowOpenHandler!({ url });
		expect(callsOf('shell.openExternal')).toEqual([]);
		expect(naming(/shell\.openExternal\(/)).toEqual(['src/main/desktop/page/session-hardening.ts']);
	});

	it('16: Electron is one exact version of a line that is still mended', () => {
		const { devDependencies } = JSON.parse(readRepositoryFile('package.json')) as {
			devDependencies: Record<string, string>;
		};
		const [major = 0] = /^\d+\.\d+\.\d+$/.test(devDependencies['electron']!)
			? devDependencies['electron']!.split('.').map(Number)
			: [];
		// The newest three lines are mended; 45 is the newest as this version is made.
		expect(major).toBeGreaterThanOrEqual(45);
	});

	it('17: the sender of the one message is validated', async () => {
		const stranger = Object.assign(new FakeFrame(), { origin: 'https://example.org' });
		expect((await askForPort({ frame: stranger })).posted).toEqual([]);
		const inner = Object.assign(new FakeFrame(), { parent: new FakeFrame() });
		expect((await askForPort({ frame: inner })).posted).toEqual([]);
		expect((await askForPort({ sender: new FakeWebContents() })).posted).toEqual([]);
		expect(recorder.channels).toEqual([]);
		expect(naming(/ipcMain\.(on|once|handle|handleOnce)\(/)).toEqual(['src/main/desktop/window/handshake.ts']);
	});

	it('18: an own protocol serves the console, files of the disk have none', async () => {
		expect(isCancelled('file:///etc/passwd')).toBe(true);
		expect(naming(/\.loadFile\(|['"`]file:\/\//)).toEqual([]);
		const outside = new Request('gridquorum://console/..%2f..%2fetc%2fpasswd');
		expect(((await consoleSession().ask('protocol', outside)) as Response).status).toBe(404);
	});

	it('19: every fuse is decided', () => {
		expect(fuses).toEqual({
			RunAsNode: false,
			EnableCookieEncryption: true,
			EnableNodeOptionsEnvironmentVariable: false,
			EnableNodeCliInspectArguments: false,
			EnableEmbeddedAsarIntegrityValidation: true,
			OnlyLoadAppFromAsar: true,
			LoadBrowserProcessSpecificV8Snapshot: false,
			GrantFileProtocolExtraPrivileges: false,
			WasmTrapHandlers: true,
		});
	});

	it('20: no interface of Electron reaches a page', () => {
		expect(naming(/contextBridge|exposeInMainWorld|exposeInIsolatedWorld/)).toEqual([]);
		expect(sources.filter((path) => /^src\/(renderer|shared)\//.test(path)).filter(importsElectron)).toEqual([]);
	});
});

function importsElectron(path: string): boolean {
	return /from 'electron'|require\('electron'\)/.test(readRepositoryFile(path));
}
