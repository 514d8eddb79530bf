import type { MessagePortMain as ElectronPort } from 'electron';
import { describe, expect, it } from 'vitest';
import type { Port } from '../../../src/main/api/port.ts';
import { adaptPort } from '../../../src/main/desktop/window/message-port.ts';
import { MessageChannelMain } from '../../fixtures/electron-stub.ts';

function pair(): { here: Port; there: Port } {
	const { port1, port2 } = new MessageChannelMain();
	const adapt = (port: unknown): Port => adaptPort(port as ElectronPort);
	return { here: adapt(port1), there: adapt(port2) };
}

describe("Electron's port as a Port", () => {
	it('keeps messages until start() and then delivers them in order', () => {
		const { here, there } = pair();
		const heard: unknown[] = [];
		there.postMessage('first');
		there.postMessage('second');
		here.onMessage((value) => heard.push(value));
		expect(heard).toEqual([]);
		here.start();
		there.postMessage('third');
		expect(heard).toEqual(['first', 'second', 'third']);
	});

	it.each(['here', 'there'] as const)('tells of a close once on both ends when %s closes', (end) => {
		const ends = pair();
		const closed: string[] = [];
		ends.here.onClose(() => closed.push('here'));
		ends.there.onClose(() => closed.push('there'));
		ends[end].close();
		ends[end].close();
		expect(closed.sort()).toEqual(['here', 'there']);
	});

	it('sends nothing after the close', () => {
		const { here, there } = pair();
		const heard: unknown[] = [];
		there.onMessage((value) => heard.push(value));
		there.start();
		here.close();
		here.postMessage('late');
		expect(heard).toEqual([]);
	});
});
