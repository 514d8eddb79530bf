import { type Ref, shallowRef, watch } from 'vue';
import type { LiveNotice, Topic } from '../../shared/contract/index.ts';
import { useClient } from './client.ts';
import { connectionEpoch, connectionState } from './connection.ts';

type Listener = (topics: readonly Topic[] | 'all') => void;

const listeners = new Set<Listener>();
const TICK_MS = 250;

const anchor = shallowRef<{ readonly now: number; readonly speed: number; readonly at: number } | null>(null);
const now = shallowRef<number | null>(null);
const notice = shallowRef<LiveNotice | null>(null);

/** Chain time in ms UTC, interpolated between notices; null before the first answer. */
export const chainNow: Readonly<Ref<number | null>> = now;
/** The newest notice, which names the newest final block. */
export const newestNotice: Readonly<Ref<LiveNotice | null>> = notice;

/** Sets the chain clock as the node told it. */
export function anchorChainClock(at: { readonly now: number; readonly speed: number }): void {
	anchor.value = { ...at, at: performance.now() };
	tick();
}

function tick(): void {
	const from = anchor.value;
	if (from && connectionState.value === 'online') now.value = from.now + (performance.now() - from.at) * from.speed;
}

/** Hears which topics have changed; 'all' after a new connection. Returns the release. */
export function onLive(listener: Listener): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Delivers one notice to the clock and to every listening query. */
export function deliver(arrived: LiveNotice): void {
	notice.value = arrived;
	anchorChainClock(arrived);
	for (const listener of listeners) listener(arrived.topics);
}

async function follow(epoch: number): Promise<void> {
	for (const listener of listeners) listener('all');
	try {
		for await (const arrived of await useClient().live.subscribe()) {
			if (epoch !== connectionEpoch.value) return;
			deliver(arrived);
		}
	} catch {
		// The connection's own state tells the views; a new epoch subscribes again.
	}
}

/** Called once at start: one subscription per connection, one ticking clock. */
export function startLive(): void {
	watch(connectionEpoch, (epoch) => void follow(epoch), { immediate: connectionEpoch.value > 0 });
	setInterval(() => {
		if (!document.hidden) tick();
	}, TICK_MS);
}
