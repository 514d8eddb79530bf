import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runFakeShell, settle } from '../../fixtures/desktop-shell.ts';
import { callsOf, type FakeMenu, type FakeMenuItem, recorder, resetElectron } from '../../fixtures/electron-stub.ts';

beforeEach(() => resetElectron());
afterEach(() => vi.useRealTimers());

function menuItems(): FakeMenuItem[] {
	const menu = callsOf('Menu.setApplicationMenu')[0]!.arguments[0] as FakeMenu;
	return menu.items.flatMap((item) => item.submenu ?? []);
}

const itemNamed = (label: string): FakeMenuItem => menuItems().find((item) => item.label === label)!;

describe('the menu', () => {
	it('gives each own command an accelerator, and none twice', async () => {
		await runFakeShell().start();
		const own = menuItems().filter((item) => item.click !== undefined);
		const accelerators = own.map((item) => item.accelerator);
		expect(own.length).toBeGreaterThan(5);
		expect(accelerators.every((accelerator) => accelerator !== undefined)).toBe(true);
		expect(new Set(accelerators).size).toBe(accelerators.length);
	});

	it('opens views of the console', async () => {
		await runFakeShell().start();
		itemNamed('Auctions').click!();
		expect(callsOf('window.loadURL').at(-1)!.arguments).toEqual(['gridquorum://console/#/auctions']);
	});

	it('stops the node before it quits', async () => {
		const shell = runFakeShell();
		await shell.start();
		itemNamed('Stop the node and quit').click!();
		await settle();
		expect(shell.host.log).toEqual(['stop', 'stopped']);
		expect(callsOf('app.exit').map((call) => call.arguments)).toEqual([[0]]);
	});

	it('offers developer tools in an unpackaged build only', async () => {
		await runFakeShell().start();
		expect(menuItems().some((item) => item.role === 'toggleDevTools')).toBe(false);
		resetElectron();
		recorder.packaged = false;
		await runFakeShell().start();
		expect(menuItems().some((item) => item.role === 'toggleDevTools')).toBe(true);
	});

	it('speaks the language of the system', async () => {
		recorder.locale = 'zh-CN';
		await runFakeShell().start();
		expect(itemNamed('竞价')).toBeDefined();
	});
});

describe('the tray', () => {
	it('says the state of the node in words and follows it', async () => {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
		const shell = runFakeShell();
		recorder.ready.resolve();
		await settle();
		const [tray] = recorder.trays;
		expect(tray!.toolTip).toBe('Gridquorum: Starting · height 0');
		await shell.start();
		vi.advanceTimersByTime(2_000);
		expect(tray!.toolTip).toBe('Gridquorum: Validating · height 7 · connected 4, needed 3');
		expect(tray!.menu!.items[0]).toMatchObject({ label: 'Validating · height 7', enabled: false });
	});

	it('says that the start failed', async () => {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
		const shell = runFakeShell();
		await shell.failStart(new Error('no disk'));
		vi.advanceTimersByTime(2_000);
		expect(recorder.trays[0]!.toolTip).toBe('Gridquorum: Failed · height 0');
	});

	it('shows the window and quits', async () => {
		const shell = runFakeShell();
		await shell.start();
		const byLabel = (label: string): FakeMenuItem =>
			recorder.trays[0]!.menu!.items.find((item) => item.label === label)!;
		byLabel('Show console').click!();
		expect(callsOf('window.focus')).toHaveLength(1);
		byLabel('Stop the node and quit').click!();
		await settle();
		expect(shell.host.log).toEqual(['stop', 'stopped']);
	});
});
