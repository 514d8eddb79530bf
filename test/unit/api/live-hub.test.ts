import { describe, expect, it } from 'vitest';
import { LiveHub } from '../../../src/main/api/live-hub.ts';
import { until } from '../../fixtures/until.ts';

function createHub(options: { intervalMs?: number; heartbeatMs?: number } = {}): LiveHub {
	return new LiveHub(
		{ intervalMs: 10, heartbeatMs: 60_000, ...options },
		{ read: () => ({ height: 7, now: 1, speed: 60 }) },
	);
}

describe('the live hub', () => {
	it('sends the first notice at once', async () => {
		const stream = createHub({ intervalMs: 60_000 }).subscribe();
		expect(await stream.next()).toEqual({
			done: false,
			value: { sequence: 0, height: 7, now: 1, speed: 60, topics: ['status'] },
		});
	});

	it('merges whatever changes while a reader is slow into one notice', async () => {
		const hub = createHub();
		const stream = hub.subscribe();
		await stream.next();
		for (let i = 0; i < 10_000; i++) hub.changed(i % 2 === 0 ? ['market', 'deeds'] : ['trace']);
		expect((await stream.next()).value).toMatchObject({ sequence: 1, topics: ['market', 'deeds', 'trace'] });
		hub.changed(['consensus']);
		expect((await stream.next()).value).toMatchObject({ sequence: 2, topics: ['consensus'] });
	});

	it('tells each reader for itself', async () => {
		const hub = createHub();
		const [fast, slow] = [hub.subscribe(), hub.subscribe()];
		await Promise.all([fast.next(), slow.next()]);
		hub.changed(['market']);
		expect((await fast.next()).value).toMatchObject({ topics: ['market'] });
		hub.changed(['deeds']);
		expect((await fast.next()).value).toMatchObject({ topics: ['deeds'] });
		expect((await slow.next()).value).toMatchObject({ topics: ['market', 'deeds'] });
	});

	it('gives a sign of life when nothing changes', async () => {
		const stream = createHub({ heartbeatMs: 15 }).subscribe();
		await stream.next();
		expect((await stream.next()).value).toMatchObject({ sequence: 1, topics: ['status'] });
	});

	it('ends with its signal, even while it waits, and forgets the reader', async () => {
		const hub = createHub();
		const ending = new AbortController();
		const stream = hub.subscribe(ending.signal);
		await stream.next();
		const waiting = stream.next();
		ending.abort();
		expect(await waiting).toEqual({ done: true, value: undefined });
		await until(() => hub.subscribers === 0);
	});

	it('ends every stream when it closes, and begins none after', async () => {
		const hub = createHub();
		const stream = hub.subscribe();
		await stream.next();
		const waiting = stream.next();
		hub.close();
		expect((await waiting).done).toBe(true);
		expect((await hub.subscribe().next()).done).toBe(true);
		expect(hub.subscribers).toBe(0);
	});
});
