import { describe, expect, it } from 'vitest';
import { gateMessages } from '../../../src/main/api/connection-gate.ts';
import type { Port } from '../../../src/main/api/port.ts';
import { DEFAULT_CONSOLE_LIMITS } from '../../../src/main/api/session.ts';

function gate(limits: Partial<typeof DEFAULT_CONSOLE_LIMITS> = {}) {
	let deliver: (value: unknown) => void = () => undefined;
	const passed: string[] = [];
	const faults: string[] = [];
	let closes = 0;
	const port: Port = {
		postMessage: () => undefined,
		onMessage: (listener) => {
			deliver = listener;
		},
		onClose: () => undefined,
		start: () => undefined,
		close: () => {
			closes += 1;
		},
	};
	gateMessages(
		port,
		{ ...DEFAULT_CONSOLE_LIMITS, ...limits },
		(message) => passed.push(message),
		(reason) => faults.push(reason),
	);
	return { send: (value: unknown) => deliver(value), passed, faults, closes: () => closes };
}

const CALL = '{"i":"1","p":{"u":"/node/status"}}';

describe('the gate of a connection', () => {
	it('lets requests, stream events and aborts through', () => {
		const { send, passed, closes } = gate();
		const messages = [CALL, '{"i":"2","t":3,"p":{"e":"message","d":1}}', '{"i":"1","t":4}'];
		for (const message of messages) send(message);
		expect(passed).toEqual(messages);
		expect(closes()).toBe(0);
	});

	it.each([
		['null', 'null'],
		['a number', '5'],
		['an id that is no text', '{"i":1,"p":{}}'],
		['an id of 65 characters', `{"i":"${'x'.repeat(65)}","p":{}}`],
		['an unknown kind', '{"i":"1","t":2,"p":{}}'],
		['a request without a payload', '{"i":"1"}'],
	])('closes on %s', (_what, message) => {
		const { send, passed, closes } = gate();
		send(message);
		expect([passed, closes()]).toEqual([[], 1]);
	});

	it('closes a connection that floods, once, and lets nothing more through', () => {
		const { send, passed, faults, closes } = gate({ messagesPerSecond: 10 });
		for (let i = 0; i < 100; i++) send(CALL);
		expect(passed).toHaveLength(10);
		expect(faults).toEqual(['too many messages']);
		expect(closes()).toBe(1);
	});
});
