import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { desktopEntry, startAtLogin } from '../../../src/main/desktop/system/login-item.ts';
import { SettingsFile } from '../../../src/main/desktop/system/settings-file.ts';
import { hasTray } from '../../../src/main/desktop/system/tray-presence.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { callsOf, recorder, resetElectron } from '../../fixtures/electron-stub.ts';

let folder = '';
const warnings: string[] = [];
const note = (_facts: object, message: string): void => void warnings.push(message);
const log = { info: note, warn: note, error: note };
const file = (): string => join(folder, 'desktop.json');
const open = (): SettingsFile => new SettingsFile(file(), { log });

beforeEach(() => {
	resetElectron();
	warnings.length = 0;
	folder = mkdtempSync(join(tmpdir(), 'gridquorum-settings-'));
});
afterEach(() => {
	chmodSync(folder, 0o700);
	rmSync(folder, { recursive: true, force: true });
});

describe('the settings', () => {
	it('keep the node in the tray, start nothing by themselves and know no feed, until somebody changes them', () => {
		expect(open().kept).toEqual({
			startAtLogin: false,
			startMinimised: false,
			keepInTray: true,
			notifications: true,
			toldOfTray: false,
			updateFeed: null,
		});
	});

	it('hold at the next start, readable by their owner alone', async () => {
		await open().change({ keepInTray: false });
		await open().change({ startMinimised: true });
		expect(open().shown).toEqual({ startAtLogin: false, startMinimised: true, keepInTray: false, notifications: true });
		expect(statSync(file()).mode & 0o077).toBe(0);
	});

	it('that change at once are all kept', async () => {
		const settings = open();
		await Promise.all([settings.change({ keepInTray: false }), settings.change({ notifications: false })]);
		expect(open().shown).toMatchObject({ keepInTray: false, notifications: false });
	});

	it.each(['{', '[]', '{"keepInTray":"yes"}', '{"updateFeed":"http://feed.example/"}'])(
		'that cannot be understood (%s) are set aside, not lost, and the defaults hold',
		(content) => {
			writeFileSync(file(), content);
			if (content === '[]') expect(open().kept.keepInTray).toBe(true);
			else {
				expect(open().kept).toMatchObject({ keepInTray: true, updateFeed: null });
				expect(readFileSync(`${file()}.damaged`, 'utf8')).toBe(content);
				expect(warnings).toHaveLength(1);
			}
		},
	);

	it('that cannot be written do not hold, and say so', async () => {
		mkdirSync(file());
		const settings = open();
		expect(await settings.change({ keepInTray: false }).then(() => null, codeOf)).toBe('DESKTOP_SETTINGS_UNWRITABLE');
		expect(settings.kept.keepInTray).toBe(true);
	});
});

describe('starting at login', () => {
	const place = (platform: NodeJS.Platform) => ({ platform, configDirectory: folder, program: '/opt/Grid "x" 100%/g' });
	const entry = (): string => join(folder, 'autostart', 'gridquorum.desktop');

	it('is an autostart entry on Linux, and gone when it is switched off', async () => {
		await startAtLogin(true, place('linux'));
		expect(readFileSync(entry(), 'utf8')).toBe(desktopEntry('/opt/Grid "x" 100%/g'));
		await startAtLogin(false, place('linux'));
		expect(existsSync(entry())).toBe(false);
		expect(callsOf('app.setLoginItemSettings')).toEqual([]);
	});

	it('quotes the program as the desktop entry specification demands', () => {
		expect(desktopEntry('/opt/Grid "x" 100%/g')).toContain('Exec="/opt/Grid \\\\"x\\\\" 100%%/g"\n');
	});

	it.each(['darwin', 'win32'] as const)('is a login item on %s', async (platform) => {
		await startAtLogin(true, place(platform));
		expect(callsOf('app.setLoginItemSettings').map((call) => call.arguments)).toEqual([[{ openAtLogin: true }]]);
	});

	it('does nothing in an unpackaged build', async () => {
		recorder.packaged = false;
		await startAtLogin(true, place('linux'));
		await startAtLogin(true, place('darwin'));
		expect([existsSync(entry()), callsOf('app.setLoginItemSettings').length]).toEqual([false, 0]);
	});
});

describe('a tray', () => {
	it.each([
		['win32', {}, true],
		['darwin', {}, true],
		['linux', { XDG_CURRENT_DESKTOP: 'KDE' }, true],
		['linux', { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }, false],
		['linux', { XDG_CURRENT_DESKTOP: 'X-Cinnamon' }, true],
		['linux', {}, false],
	] as const)('on %s with %j is counted on: %s', (platform, environment, expected) => {
		expect(hasTray(platform, environment)).toBe(expected);
	});
});
