import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { askForPort, onlyWindow, runFakeShell, settle } from '../../fixtures/desktop-shell.ts';
import { app, callNames, callsOf, FakeEvent, recorder, resetElectron } from '../../fixtures/electron-stub.ts';

beforeEach(() => resetElectron());
afterEach(() => vi.useRealTimers());

const exitCodes = (): unknown[] => callsOf('app.exit').map((call) => call.arguments[0]);
const loaded = (): unknown[] => callsOf('window.loadURL').map((call) => call.arguments[0]);

describe('a second instance', () => {
	it('ends without touching a window, the node or a handler', async () => {
		recorder.firstInstance = false;
		const shell = runFakeShell();
		await shell.start();
		expect(shell.isFirst).toBe(false);
		expect(callNames()).toEqual(['app.requestSingleInstanceLock', 'app.quit']);
		expect(shell.signal()).toBeNull();
	});

	it('makes the first show and focus its window', async () => {
		await runFakeShell().start();
		onlyWindow().minimized = true;
		recorder.calls.length = 0;
		app.emit('second-instance', new FakeEvent(), ['/opt/gridquorum'], '/');
		expect(callNames()).toEqual(['window.restore', 'window.show', 'window.focus']);
	});
});

describe('the end', () => {
	it('waits for the node to stop before the process exits', async () => {
		const shell = runFakeShell();
		await shell.start();
		const stopping = Promise.withResolvers<void>();
		shell.host.stopping = stopping.promise;
		app.quit();
		await settle();
		expect(shell.host.log).toEqual(['stop']);
		expect(exitCodes()).toEqual([]);
		stopping.resolve();
		await settle();
		expect(shell.host.log).toEqual(['stop', 'stopped']);
		expect(exitCodes()).toEqual([0]);
	});

	it('is prevented each time until then, and stops the node once', async () => {
		const shell = runFakeShell();
		await shell.start();
		const events = [new FakeEvent(), new FakeEvent()];
		for (const event of events) app.emit('before-quit', event);
		await settle();
		expect(events.map((event) => event.defaultPrevented)).toEqual([true, true]);
		expect(shell.host.log).toEqual(['stop', 'stopped']);
		expect(exitCodes()).toEqual([0]);
	});

	it('comes when the last window is closed', async () => {
		const shell = runFakeShell();
		await shell.start();
		app.emit('window-all-closed');
		await settle();
		expect(shell.host.log).toEqual(['stop', 'stopped']);
		expect(exitCodes()).toEqual([0]);
	});

	it('comes with code 1 after the limit when the node does not stop', async () => {
		const shell = runFakeShell();
		await shell.start();
		shell.host.stopping = Promise.withResolvers<void>().promise;
		vi.useFakeTimers();
		app.quit();
		await vi.advanceTimersByTimeAsync(19_999);
		expect(exitCodes()).toEqual([]);
		await vi.advanceTimersByTimeAsync(1);
		expect(exitCodes()).toEqual([1]);
	});

	it('keeps the last line of the log', async () => {
		const shell = runFakeShell();
		await shell.start();
		shell.host.stopping = Promise.reject(new Error('disk'));
		app.quit();
		await settle();
		expect(shell.logged).toEqual(['the node did not stop cleanly', 'closed']);
		expect(callNames().at(-1)).toBe('app.exit');
	});

	it('comes with code 1 when the node fails to stop', async () => {
		const shell = runFakeShell();
		await shell.start();
		shell.host.stopping = Promise.reject(new Error('disk'));
		app.quit();
		await settle();
		expect(exitCodes()).toEqual([1]);
	});

	it('breaks off a start that is under way', async () => {
		const shell = runFakeShell();
		recorder.ready.resolve();
		await settle();
		app.quit();
		expect(shell.signal()!.aborted).toBe(true);
		await shell.failStart(new CodedError('DESKTOP_UNEXPECTED', { reason: 'aborted' }));
		expect(exitCodes()).toEqual([0]);
	});

	it('comes before the application is ready without a node', async () => {
		runFakeShell();
		app.quit();
		await settle();
		expect(exitCodes()).toEqual([0]);
	});
});

describe('a fault nobody caught', () => {
	it.each(['uncaughtException', 'unhandledRejection'])(
		'%s is logged, the node stops signing, the code is 1',
		async (kind) => {
			const shell = runFakeShell();
			await shell.start();
			shell.faults.emit(kind, new Error('unexpected'));
			await settle();
			expect(shell.logged).toContain('a fault nobody caught');
			expect(shell.host.log).toEqual(['stop', 'stopped']);
			expect(exitCodes()).toEqual([1]);
		},
	);

	it('of many ends the process once, and logs each', async () => {
		const shell = runFakeShell();
		await shell.start();
		for (let count = 0; count < 3; count += 1) shell.faults.emit('uncaughtException', new Error('again'));
		await settle();
		expect(shell.logged.filter((line) => line === 'a fault nobody caught')).toHaveLength(3);
		expect(exitCodes()).toEqual([1]);
	});
});

describe('a window whose process is gone', () => {
	const crash = (reason: string): unknown =>
		onlyWindow().webContents.emit('render-process-gone', {}, { reason, exitCode: 9 });

	it('is loaded once more', async () => {
		await runFakeShell().start();
		crash('crashed');
		expect(loaded()).toEqual(['gridquorum://console/', 'gridquorum://console/']);
	});

	it('tells of the failure the second time', async () => {
		await runFakeShell().start();
		crash('oom');
		crash('oom');
		expect(loaded().at(-1)).toBe('gridquorum://console/failure');
		const page = (await recorder.sessions
			.get('persist:console')!
			.ask('protocol', new Request('gridquorum://console/failure'))) as Response;
		expect(await page.text()).toContain('DESKTOP_WINDOW_CRASHED');
	});

	it('is loaded again when the crash before it is long past', async () => {
		const shell = runFakeShell();
		await shell.start();
		crash('crashed');
		shell.setTime(5 * 60_000 + 1);
		crash('crashed');
		expect(loaded().at(-1)).toBe('gridquorum://console/');
	});

	it('is left alone when it ended in order', async () => {
		await runFakeShell().start();
		crash('clean-exit');
		expect(loaded()).toHaveLength(1);
	});

	it('leaves the node running', async () => {
		const shell = runFakeShell();
		await shell.start();
		crash('crashed');
		crash('crashed');
		await settle();
		expect(shell.host.log).toEqual([]);
		await askForPort();
		expect(shell.host.ports).toHaveLength(1);
	});
});

describe('a node that does not start', () => {
	it('is shown with its code, cause and action in both languages, and the window stays', async () => {
		const shell = runFakeShell();
		await shell.failStart(new CodedError('DESKTOP_PASSPHRASE_UNREADABLE', { file: '<b>passphrase</b>' }));
		expect(loaded().at(-1)).toBe('gridquorum://console/failure');
		const page = (await recorder.sessions
			.get('persist:console')!
			.ask('protocol', new Request('gridquorum://console/failure'))) as Response;
		const text = await page.text();
		expect(text).toContain('DESKTOP_PASSPHRASE_UNREADABLE');
		expect(text).toContain('&lt;b&gt;passphrase&lt;/b&gt;');
		expect(text).toContain('密码短语');
		expect(text).toContain('The keystore itself is unharmed.');
		expect(exitCodes()).toEqual([]);
	});

	it('hands out no port', async () => {
		const shell = runFakeShell();
		await shell.failStart(new Error('no disk'));
		const frame = await askForPort();
		expect(frame.posted).toEqual([]);
	});
});
