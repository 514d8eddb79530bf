import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askForPort, onlyWindow, runFakeShell, settle } from '../../fixtures/desktop-shell.ts';
import {
	FakeFrame,
	FakeWebContents,
	type MessagePortMain,
	recorder,
	resetElectron,
} from '../../fixtures/electron-stub.ts';

beforeEach(() => resetElectron());
afterEach(() => vi.useRealTimers());

describe('the handshake', () => {
	it('hands exactly one port to the console and serves the other end', async () => {
		const shell = runFakeShell();
		await shell.start();
		const frame = await askForPort();
		expect(frame.posted).toHaveLength(1);
		expect(frame.posted[0]!.channel).toBe('gridquorum:port');
		expect(frame.posted[0]!.ports).toEqual([recorder.channels[0]!.port2]);
		expect(shell.host.ports).toHaveLength(1);
	});

	it('carries messages both ways', async () => {
		const shell = runFakeShell();
		await shell.start();
		const frame = await askForPort();
		const [page] = frame.posted[0]!.ports as MessagePortMain[];
		const heard: unknown[] = [];
		shell.host.ports[0]!.onMessage((value) => heard.push(value));
		page!.on('message', (event: { data: unknown }) => heard.push(event.data));
		page!.start();
		page!.postMessage('question');
		shell.host.ports[0]!.postMessage('answer');
		expect(heard).toEqual(['question', 'answer']);
	});

	it('waits until the node is up', async () => {
		const shell = runFakeShell();
		recorder.ready.resolve();
		await settle();
		const frame = await askForPort();
		expect(frame.posted).toEqual([]);
		await shell.start();
		expect(frame.posted).toHaveLength(1);
	});

	it('of a reloaded page closes the port before it', async () => {
		const shell = runFakeShell();
		await shell.start();
		await askForPort();
		let closed = 0;
		shell.host.ports[0]!.onClose(() => {
			closed += 1;
		});
		await askForPort();
		expect(closed).toBe(1);
		expect(shell.host.ports).toHaveLength(2);
	});

	it('gives the same page another port when the host closes the one before', async () => {
		const shell = runFakeShell();
		await shell.start();
		const frame = await askForPort();
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		shell.host.ports[0]!.close();
		vi.advanceTimersByTime(249);
		expect(shell.host.ports).toHaveLength(1);
		vi.advanceTimersByTime(1);
		expect(shell.host.ports).toHaveLength(2);
		expect(frame.posted.map(({ ports }) => ports)).toEqual([
			[recorder.channels[0]!.port2],
			[recorder.channels[1]!.port2],
		]);
	});

	it.each([
		['went to another place', (frame: FakeFrame) => void Object.assign(frame, { origin: 'https://example.org' })],
		['is gone', (frame: FakeFrame) => void Object.assign(frame, { detached: true })],
	])('gives none to a page that %s meanwhile', async (_what, change) => {
		const shell = runFakeShell();
		await shell.start();
		const frame = await askForPort();
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		change(frame);
		shell.host.ports[0]!.close();
		vi.advanceTimersByTime(1_000);
		expect(frame.posted).toHaveLength(1);
	});

	const strangers: readonly [string, () => { frame?: FakeFrame | null; sender?: object }][] = [
		['another origin', () => ({ frame: Object.assign(new FakeFrame(), { origin: 'https://example.org' }) })],
		['a frame inside the page', () => ({ frame: Object.assign(new FakeFrame(), { parent: new FakeFrame() }) })],
		['another page', () => ({ sender: new FakeWebContents() })],
		['a frame that is gone', () => ({ frame: null })],
	];
	it.each(strangers)('from %s is refused and logged', async (_name, stranger) => {
		const shell = runFakeShell();
		await shell.start();
		const frame = await askForPort(stranger());
		expect(frame.posted).toEqual([]);
		expect(recorder.channels).toEqual([]);
		expect(shell.logged).toContain('refused a handshake that is not from the console');
	});

	it('gets no port when the page is gone before the node is up', async () => {
		const shell = runFakeShell();
		recorder.ready.resolve();
		await settle();
		const frame = await askForPort();
		frame.detached = true;
		await shell.start();
		expect(frame.posted).toEqual([]);
		expect(shell.host.ports).toEqual([]);
	});

	it('gets no port when the window is gone before the node is up', async () => {
		const shell = runFakeShell();
		recorder.ready.resolve();
		await settle();
		await askForPort();
		onlyWindow().destroyed = true;
		await shell.start();
		expect(shell.host.ports).toEqual([]);
	});
});
