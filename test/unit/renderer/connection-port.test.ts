import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
	connectByPort,
	connectionEpoch,
	connectionState,
	currentLink,
	outage,
} from '../../../src/renderer/rpc/connection.ts';

/** As the window's preload hands a port over. */
function handOver(): { readonly port: MessagePort; readonly other: MessagePort } {
	const { port1, port2 } = new MessageChannel();
	const event = new MessageEvent('message', { data: 'gridquorum:port', source: window, ports: [port1] as never });
	window.dispatchEvent(event);
	return { port: port1, other: port2 };
}

let isListening = false;
beforeEach(() => {
	if (!isListening) connectByPort();
	isListening = true;
});

describe('a console in the window', () => {
	it('is online with the port that it is handed, and offline since that port closed', async () => {
		const before = connectionEpoch.value;
		const first = handOver();
		expect([connectionState.value, connectionEpoch.value, outage.value]).toEqual(['online', before + 1, null]);
		await expect(currentLink()).resolves.toBeDefined();
		first.other.close();
		await vi.waitFor(() => expect(connectionState.value).toBe('offline'));
		expect(outage.value).toMatchObject({ nextTryAt: null, sessionEnded: false });
		await expect(currentLink()).rejects.toThrow();
	});

	it('takes a new port when one arrives, and does not mind the end of the former one', async () => {
		const first = handOver();
		const ended = new Promise((resolve) => first.port.addEventListener('close', resolve));
		const link = await currentLink();
		const before = connectionEpoch.value;
		handOver();
		expect(connectionEpoch.value).toBe(before + 1);
		expect(await currentLink()).not.toBe(link);
		await ended;
		expect(connectionState.value).toBe('online');
	});

	it('ignores messages of another name, and without a port', () => {
		const before = connectionEpoch.value;
		window.dispatchEvent(new MessageEvent('message', { data: 'gridquorum:port', source: window }));
		const { port1 } = new MessageChannel();
		window.dispatchEvent(new MessageEvent('message', { data: 'other', source: window, ports: [port1] as never }));
		expect(connectionEpoch.value).toBe(before);
	});
});
