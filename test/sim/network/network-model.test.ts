import { describe, expect, it } from 'vitest';
import type { ReplicaPort } from '../../../src/main/lab/protocols/replica.ts';
import { runToy, straightLatency, type ToyMessage, toy } from '../../fixtures/toy-protocol.ts';

/** Only replica 0 acts at the start. */
const first = (act: (port: ReplicaPort<ToyMessage>) => void) => ({
	start: (port: ReplicaPort<ToyMessage>) => {
		if (port.self === 0) act(port);
	},
});

describe('the way of a message', () => {
	it('takes one delay to everybody else', () => {
		const { heard } = runToy({ size: 4, untilMs: 10, behaviour: first((port) => port.broadcast(toy('a'))) });
		expect(heard).toEqual([1, 2, 3].map((to) => ({ at: 1_000, from: 0, to, name: 'a' })));
	});

	it('to oneself takes no time, after the handler that sent it', () => {
		const order: string[] = [];
		runToy({
			size: 2,
			untilMs: 10,
			behaviour: {
				...first((port) => {
					port.send(0, toy('self'));
					order.push('sent');
				}),
				receive: (port, _from, message) => order.push(`${message.name} at ${port.nowMs()}`),
			},
		});
		expect(order).toEqual(['sent', 'self at 0']);
	});

	it('waits for its place on the sender’s link: a broadcast pays once for each receiver', () => {
		// 1,000 bytes at 8 Mbit/s are 1,000 µs on the link.
		const { heard } = runToy({
			size: 4,
			untilMs: 20,
			latency: straightLatency({ linkBitsPerSecond: 8_000_000 }),
			behaviour: first((port) => {
				port.broadcast(toy('large', { bytes: 1_000 }));
				port.send(1, toy('small', { bytes: 100 }));
			}),
		});
		expect(heard.map(({ at, to, name }) => `${name} to ${to} at ${at}`)).toEqual([
			'large to 1 at 2000',
			'large to 2 at 3000',
			'large to 3 at 4000',
			'small to 1 at 4100',
		]);
	});
});

describe('a processor', () => {
	const costs = { signUs: 20, verifyUs: 50, encodeUs: 5, decodeUs: 10, hashKilobyteUs: 100, transactionUs: 3 };

	it('signs and encodes a message once before any copy leaves', () => {
		const { arrived } = runToy({
			size: 3,
			untilMs: 10,
			latency: straightLatency({ hasCpuCost: true }),
			costModel: costs,
			behaviour: first((port) => port.broadcast(toy('a', { signatures: 2 }))),
		});
		expect(arrived.map(({ at }) => at)).toEqual([1_045, 1_045]);
	});

	it('does one message after the other, in the order of arrival', () => {
		// Each costs 10 + 50 µs, and 100 µs for its kilobyte where it has one.
		const { heard } = runToy({
			size: 2,
			untilMs: 10,
			latency: straightLatency({ hasCpuCost: true }),
			costModel: { ...costs, encodeUs: 0 },
			behaviour: first((port) => {
				port.send(1, toy('a', { verifications: 1 }));
				port.send(1, toy('b', { verifications: 1, bytes: 1_000 }));
				port.send(1, toy('c', { transactions: 7 }));
			}),
		});
		expect(heard.map(({ at, name }) => [name, at])).toEqual([
			['a', 1_060],
			['b', 1_060 + 160],
			['c', 1_220 + 31],
		]);
	});

	it('answers only after it has worked, and is busy while it signs', () => {
		const { heard } = runToy({
			size: 2,
			untilMs: 10,
			latency: straightLatency({ hasCpuCost: true }),
			costModel: { ...costs, encodeUs: 0 },
			behaviour: {
				...first((port) => {
					port.send(1, toy('ask'));
					port.send(1, toy('ask'));
				}),
				receive: (port, from) => {
					if (port.self === 1) port.send(from, toy('answer', { signatures: 1 }));
				},
			},
		});
		// Heard at 1,010; answered at 1,030, when the second is taken up: heard at 1,040, answered at 1,060.
		const answers = heard.filter(({ name }) => name === 'answer').map(({ at }) => at);
		expect(answers).toEqual([1_030 + 1_000 + 10, 1_060 + 1_000 + 10]);
	});
});

describe('timers', () => {
	it('fire once, moved by being set again, not at all when cancelled', () => {
		const fired: string[] = [];
		runToy({
			size: 1,
			untilMs: 100,
			behaviour: {
				start: (port) => {
					port.setTimer('a', 5);
					port.setTimer('a', 9);
					port.setTimer('b', 7);
					port.cancelTimer('b');
				},
				timer: (port, name) => fired.push(`${name} at ${port.nowMs()}`),
			},
		});
		expect(fired).toEqual(['a at 9']);
	});
});
