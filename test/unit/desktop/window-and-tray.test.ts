import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onlyWindow, runFakeShell, type ShellRun, settle } from '../../fixtures/desktop-shell.ts';
import {
	app,
	callNames,
	callsOf,
	FakeEvent,
	type FakeMenu,
	recorder,
	resetElectron,
} from '../../fixtures/electron-stub.ts';

let folder = '';
beforeEach(() => {
	resetElectron();
	folder = mkdtempSync(join(tmpdir(), 'gridquorum-shell-'));
	recorder.userData = folder;
});
afterEach(() => {
	vi.useRealTimers();
	rmSync(folder, { recursive: true, force: true });
});

const gnome = { environment: { XDG_CURRENT_DESKTOP: 'GNOME' } };
const set = (settings: object): void => writeFileSync(join(folder, 'desktop.json'), JSON.stringify(settings));

function close(): FakeEvent {
	const event = new FakeEvent();
	onlyWindow().emit('close', event);
	return event;
}

describe('closing the window', () => {
	it('leaves the node running in the tray, and says so once', async () => {
		const shell = runFakeShell();
		await shell.start();
		expect(close().defaultPrevented).toBe(true);
		expect(callsOf('window.hide')).toHaveLength(1);
		expect(recorder.notices.map(({ options }) => options.title)).toEqual(['The node goes on']);
		await expect.poll(() => readFileSync(join(folder, 'desktop.json'), 'utf8')).toContain('"toldOfTray": true');
		close();
		expect(recorder.notices).toHaveLength(1);
		expect(shell.host.log).toEqual([]);
	});

	it.each([
		['the person wants it', (): void => set({ keepInTray: false }), {}],
		['there is no tray to come back from', (): void => undefined, gnome],
	])('really closes it where %s', async (_why, prepare, surroundings) => {
		prepare();
		await runFakeShell(surroundings).start();
		expect(close().defaultPrevented).toBe(false);
		expect(callsOf('window.hide')).toEqual([]);
	});
});

describe('the first window', () => {
	const paint = (): void => void onlyWindow().emit('ready-to-show');

	it('is shown with its first paint, on the paper of the theme', async () => {
		recorder.dark = true;
		await runFakeShell().start();
		expect(callsOf('window.show')).toEqual([]);
		paint();
		expect(callsOf('window.show')).toHaveLength(1);
		expect(onlyWindow().options['backgroundColor']).toBe('#161510');
	});

	it.each([
		['the setting', {}, (): void => set({ startMinimised: true })],
		['the command line', { commandArguments: ['--minimised'] }, (): void => undefined],
	])('waits in the tray by %s', async (_name, surroundings, prepare) => {
		prepare();
		await runFakeShell(surroundings).start();
		paint();
		expect(callsOf('window.show')).toEqual([]);
		expect(callsOf('window.minimize')).toEqual([]);
		recorder.trays[0]!.emit('click');
		expect(callsOf('window.show')).toHaveLength(1);
	});

	it('waits on the taskbar where there is no tray', async () => {
		set({ startMinimised: true });
		await runFakeShell(gnome).start();
		paint();
		expect([callsOf('window.show').length, callsOf('window.minimize').length]).toEqual([0, 1]);
	});

	it('comes back when macOS activates the application', async () => {
		await runFakeShell().start();
		app.emit('activate', new FakeEvent(), false);
		expect(callNames().slice(-2)).toEqual(['window.show', 'window.focus']);
	});
});

describe('an alarm', () => {
	async function shellWithClock(): Promise<ShellRun> {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
		const shell = runFakeShell();
		await shell.start();
		return shell;
	}
	const pass = (): void => void vi.advanceTimersByTime(2_000);

	it('is the first thing that the tray says, with its priority, and changes its image', async () => {
		const shell = await shellWithClock();
		shell.host.alarm = 1;
		pass();
		const [tray] = recorder.trays;
		expect(tray!.toolTip).toBe('Gridquorum: Alarm of priority 1. · Validating · height 7 · connected 4, needed 3');
		expect(tray!.image).toMatchObject({ path: '/app/resources/icons/tray-alarm-1.png' });
		shell.host.alarm = null;
		pass();
		expect(tray!.image).toMatchObject({ path: '/app/resources/icons/tray.png' });
	});

	it('is told once by the system while nobody looks, and leads to the alarms', async () => {
		const shell = await shellWithClock();
		shell.host.alarm = 2;
		pass();
		pass();
		expect(recorder.notices.map(({ options }) => options.body)).toEqual([
			'Alarm of priority 2. The console says what it is and what to do.',
		]);
		recorder.notices[0]!.emit('click');
		expect(callsOf('window.loadURL').at(-1)!.arguments).toEqual(['gridquorum://console/#/node/alarms']);
		shell.host.alarm = 1;
		pass();
		expect(recorder.notices).toHaveLength(2);
	});

	it.each([
		['of priority 3', 3, (): void => undefined],
		['while the person looks at the console', 1, (): void => void Object.assign(onlyWindow(), { focused: true })],
		['where the system shows none', 1, (): void => void Object.assign(recorder, { notifies: false })],
	] as const)('%s is not told by the system', async (_name, priority, prepare) => {
		const shell = await shellWithClock();
		prepare();
		shell.host.alarm = priority;
		pass();
		expect(recorder.notices).toEqual([]);
	});

	it('is not told where the person wants no notifications', async () => {
		set({ notifications: false });
		const shell = await shellWithClock();
		shell.host.alarm = 1;
		pass();
		expect(recorder.notices).toEqual([]);
	});
});

describe('the menu', () => {
	const click = (label: string): void => {
		const menu = callsOf('Menu.setApplicationMenu')[0]!.arguments[0] as FakeMenu;
		menu.items.flatMap((item) => item.submenu ?? []).find((item) => item.label === label)!.click!();
	};

	it('saves the diagnostics where the person wants them, for its owner alone', async () => {
		await runFakeShell().start();
		recorder.chosenFile = join(folder, 'saved.json');
		click('Save diagnostics…');
		await expect.poll(() => readFileSync(join(folder, 'saved.json'), 'utf8')).toBe('{}');
		expect(callsOf('dialog.showSaveDialog')[0]!.arguments[0]).toEqual({
			defaultPath: '/paths/downloads/diagnostics.json',
		});
	});

	it('says why the diagnostics could not be saved', async () => {
		const shell = runFakeShell();
		await shell.start();
		shell.host.diagnostics = () => Promise.reject(new Error('disk'));
		click('Save diagnostics…');
		await settle();
		expect(callsOf('dialog.showMessageBox')[0]!.arguments[0]).toMatchObject({ type: 'error' });
	});

	it('says that there is nothing to diagnose before a network was chosen', async () => {
		const shell = runFakeShell();
		await shell.start();
		shell.host.diagnostics = async () => null;
		click('Save diagnostics…');
		await settle();
		expect(callsOf('dialog.showMessageBox')[0]!.arguments[0]).toMatchObject({
			detail: expect.stringContaining('DESKTOP_DIAGNOSTICS_ABSENT'),
		});
	});

	it('shows the folder of the crash reports', async () => {
		await runFakeShell().start();
		click('Show crash reports');
		expect(callsOf('shell.openPath').map((call) => call.arguments)).toEqual([['/paths/crashDumps']]);
	});

	it('opens a bundle that the person chose, and nothing when none was', async () => {
		await runFakeShell().start();
		click('Open audit bundle…');
		await settle();
		expect(callsOf('window.loadURL')).toHaveLength(1);
		recorder.chosenFile = join(folder, 'b.car');
		writeFileSync(recorder.chosenFile, 'x');
		click('Open audit bundle…');
		await expect.poll(() => String(callsOf('window.loadURL').at(-1)!.arguments[0])).toContain('#/trace/audit?opened=');
	});
});
