import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EffectScope, effectScope, nextTick, ref } from 'vue';
import { type ConsoleClient, provideClient } from '../../../src/renderer/rpc/client.ts';
import { connectionEpoch, connectionState } from '../../../src/renderer/rpc/connection.ts';
import { ConnectionLost } from '../../../src/renderer/rpc/failure.ts';
import { chainNow, deliver, startLive } from '../../../src/renderer/rpc/live.ts';
import { useQuery } from '../../../src/renderer/rpc/query.ts';
import type { LiveNotice, Topic } from '../../../src/shared/contract/index.ts';

let scope: EffectScope;
let sequence = 0;

function notice(...topics: Topic[]): LiveNotice {
	sequence += 1;
	return { sequence, height: sequence, now: 1_000_000, speed: 60, topics };
}

function inScope<T>(work: () => T): T {
	return scope.run(work) as T;
}

/** Has queries hear of new connections, which bring no notices. */
function followConnections(): void {
	provideClient({ live: { subscribe: async () => [] } } as unknown as ConsoleClient);
	inScope(startLive);
}

const settle = () => vi.advanceTimersByTimeAsync(300);

beforeEach(() => {
	vi.useFakeTimers();
	scope = effectScope();
	connectionState.value = 'online';
});

afterEach(() => {
	scope.stop();
	vi.useRealTimers();
	Object.defineProperty(document, 'hidden', { value: false, configurable: true });
});

describe('useQuery', () => {
	it('has no figure before the answer and shows it after', async () => {
		const query = inScope(() => useQuery('a', [], async () => 7));
		expect([query.phase.value, query.data.value]).toEqual(['loading', null]);
		await settle();
		expect([query.phase.value, query.data.value]).toEqual(['ready', 7]);
	});

	it('asks again when a notice names one of its topics, and only then', async () => {
		const fetcher = vi.fn(async () => 1);
		inScope(() => useQuery('a', ['deeds'], fetcher));
		await settle();
		deliver(notice('market'));
		await settle();
		expect(fetcher).toHaveBeenCalledTimes(1);
		deliver(notice('deeds'));
		await settle();
		expect(fetcher).toHaveBeenCalledTimes(2);
	});

	it('asks at most once in 250 ms however many notices come', async () => {
		const fetcher = vi.fn(async () => 1);
		inScope(() => useQuery('a', ['deeds'], fetcher));
		await settle();
		for (let i = 0; i < 20; i++) {
			deliver(notice('deeds'));
			await vi.advanceTimersByTimeAsync(10);
		}
		expect(fetcher.mock.calls.length).toBeLessThanOrEqual(2);
	});

	it('waits while the document is hidden and catches up when it is seen', async () => {
		const fetcher = vi.fn(async () => 1);
		inScope(() => useQuery('a', ['deeds'], fetcher));
		await settle();
		Object.defineProperty(document, 'hidden', { value: true, configurable: true });
		deliver(notice('deeds'));
		await settle();
		expect(fetcher).toHaveBeenCalledTimes(1);
		Object.defineProperty(document, 'hidden', { value: false, configurable: true });
		document.dispatchEvent(new Event('visibilitychange'));
		await settle();
		expect(fetcher).toHaveBeenCalledTimes(2);
	});

	it('keeps the last answer and says that it is stale when the next question fails', async () => {
		let fails = false;
		const query = inScope(() =>
			useQuery('a', ['deeds'], async () => {
				if (fails) throw new Error('no');
				return 7;
			}),
		);
		await settle();
		fails = true;
		deliver(notice('deeds'));
		await settle();
		expect([query.phase.value, query.data.value]).toEqual(['stale', 7]);
		await vi.advanceTimersByTimeAsync(5_000);
		expect(query.age.value).toBeGreaterThan(4_000);
	});

	it('tells failed from offline', async () => {
		const failing = inScope(() => useQuery('a', [], async () => Promise.reject(new Error('no'))));
		const away = inScope(() => useQuery('b', [], async () => Promise.reject(new ConnectionLost())));
		await settle();
		expect([failing.phase.value, away.phase.value]).toEqual(['failed', 'offline']);
		connectionState.value = 'offline';
		expect(failing.phase.value).toBe('offline');
	});

	it('asks again by itself after a failure', async () => {
		const fetcher = vi.fn(async () => Promise.reject(new Error('no')));
		inScope(() => useQuery('a', [], fetcher));
		await vi.advanceTimersByTimeAsync(6_000);
		expect(fetcher.mock.calls.length).toBe(2);
	});

	it('asks a new connection at once, whatever its pace', async () => {
		followConnections();
		const fetcher = vi.fn(async () => 1);
		inScope(() => useQuery('a', ['deeds'], fetcher, { throttleMs: 15_000 }));
		await settle();
		deliver(notice('deeds'));
		await settle();
		expect(fetcher).toHaveBeenCalledTimes(1);
		connectionEpoch.value += 1;
		await settle();
		expect(fetcher).toHaveBeenCalledTimes(2);
		// What was due within the connection before is asked already.
		await vi.advanceTimersByTimeAsync(20_000);
		expect(fetcher).toHaveBeenCalledTimes(2);
	});

	it('paces what is under way when the connection comes', async () => {
		followConnections();
		const fetcher = vi.fn(() => new Promise<number>((resolve) => setTimeout(() => resolve(1), 100)));
		inScope(() => useQuery('a', ['deeds'], fetcher, { throttleMs: 15_000 }));
		connectionEpoch.value += 1;
		await settle();
		expect(fetcher).toHaveBeenCalledTimes(1);
		await vi.advanceTimersByTimeAsync(15_000);
		expect(fetcher).toHaveBeenCalledTimes(2);
	});

	it('drops the answer to a former key', async () => {
		const key = ref('slow');
		const query = inScope(() =>
			useQuery(key, [], () => {
				const asked = key.value;
				return new Promise<string>((resolve) => setTimeout(() => resolve(asked), asked === 'slow' ? 1_000 : 10));
			}),
		);
		key.value = 'quick';
		await nextTick();
		await vi.advanceTimersByTimeAsync(2_000);
		expect(query.data.value).toBe('quick');
	});

	it('gives up on an answer that does not come', async () => {
		const query = inScope(() => useQuery('a', [], () => new Promise<number>(() => {})));
		await vi.advanceTimersByTimeAsync(20_500);
		expect(query.phase.value).toBe('failed');
	});
});

describe('chain clock', () => {
	it('starts where the newest notice says', () => {
		deliver({ ...notice('status'), now: 5_000_000 });
		expect(chainNow.value).toBeGreaterThanOrEqual(5_000_000);
	});
});
