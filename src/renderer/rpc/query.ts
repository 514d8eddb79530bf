import {
	type ComputedRef,
	computed,
	type MaybeRefOrGetter,
	onScopeDispose,
	type Ref,
	type ShallowRef,
	shallowRef,
	toValue,
	watch,
} from 'vue';
import type { Topic } from '../../shared/contract/index.ts';
import { connectionState } from './connection.ts';
import { CallTimedOut, ConnectionLost } from './failure.ts';
import { onLive } from './live.ts';

/** loading: no answer yet. stale: the last answer stands, the newest attempt failed. failed: no answer, an error. */
export type QueryPhase = 'loading' | 'ready' | 'stale' | 'offline' | 'failed';

export interface Query<T> {
	/** The last answer; null before the first, never a made-up figure. */
	readonly data: Readonly<ShallowRef<T | null>>;
	readonly error: Readonly<ShallowRef<unknown>>;
	readonly phase: ComputedRef<QueryPhase>;
	/** Wall ms since the last answer, counted while something is wrong; null before the first. */
	readonly age: Readonly<Ref<number | null>>;
	readonly refetch: () => Promise<void>;
}

export interface QueryOptions {
	/** A new key shows the former answer until its own arrives; without it the view loads anew. */
	readonly keepPrevious?: boolean;
	readonly throttleMs?: number;
	/** While false nothing is asked. */
	readonly enabled?: MaybeRefOrGetter<boolean>;
}

const THROTTLE_MS = 250;
const TIMEOUT_MS = 20_000;
/** A failed question is asked again by itself after this long. */
const RETRY_MS = 5_000;
const AGE_TICK_MS = 1_000;

function withTimeout<T>(work: Promise<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new CallTimedOut(TIMEOUT_MS)), TIMEOUT_MS);
		work.then(resolve, reject).finally(() => clearTimeout(timer));
	});
}

/**
 * Asks the node once per key and again when a live notice names one of the topics: at most every `throttleMs`, one
 * question at a time, and only while the document can be seen. A new connection is asked at once: nobody knows what the
 * outage hid. Lives as long as the calling scope.
 */
export function useQuery<T>(
	key: MaybeRefOrGetter<string>,
	topics: readonly Topic[],
	fetcher: () => Promise<T>,
	options: QueryOptions = {},
): Query<T> {
	const data = shallowRef<T | null>(null);
	const error = shallowRef<unknown>(null);
	const age = shallowRef<number | null>(null);
	const throttleMs = options.throttleMs ?? THROTTLE_MS;
	let answeredAt: number | null = null;
	let askedAt = Number.NEGATIVE_INFINITY;
	let generation = 0;
	let asking = false;
	let again = false;
	let timer: ReturnType<typeof setTimeout> | null = null;
	let retry: ReturnType<typeof setTimeout> | undefined;
	const enabled = () => (options.enabled === undefined ? true : toValue(options.enabled));

	async function refetch(): Promise<void> {
		if (!enabled()) return;
		const mine = generation;
		asking = true;
		again = false;
		clearTimeout(retry);
		askedAt = performance.now();
		try {
			const answer = await withTimeout(fetcher());
			if (mine !== generation) return;
			data.value = answer;
			error.value = null;
			answeredAt = performance.now();
			age.value = 0;
		} catch (failure) {
			if (mine !== generation) return;
			error.value = failure;
			retry = setTimeout(schedule, RETRY_MS);
		} finally {
			if (mine === generation) {
				asking = false;
				if (again) schedule();
			}
		}
	}

	function schedule(): void {
		if (asking || document.hidden) {
			again = true;
			return;
		}
		if (timer !== null) return;
		timer = setTimeout(
			() => {
				timer = null;
				void refetch();
			},
			Math.max(0, askedAt + throttleMs - performance.now()),
		);
	}

	function askAnew(): void {
		if (!asking) {
			if (timer !== null) clearTimeout(timer);
			timer = null;
			askedAt = Number.NEGATIVE_INFINITY;
		}
		schedule();
	}

	function onVisible(): void {
		if (!document.hidden && again && !asking) schedule();
	}

	watch(
		[() => toValue(key), enabled],
		([next], [previous]) => {
			generation += 1;
			asking = false;
			error.value = null;
			if (previous !== undefined && next !== previous && !options.keepPrevious) data.value = null;
			void refetch();
		},
		{ immediate: true },
	);
	const release = onLive((changed) => {
		if (changed === 'all') askAnew();
		else if (changed.some((topic) => topics.includes(topic))) schedule();
	});
	const ageTimer = setInterval(() => {
		age.value = answeredAt === null ? null : performance.now() - answeredAt;
	}, AGE_TICK_MS);
	document.addEventListener('visibilitychange', onVisible);
	onScopeDispose(() => {
		generation += 1;
		release();
		clearInterval(ageTimer);
		if (timer !== null) clearTimeout(timer);
		clearTimeout(retry);
		document.removeEventListener('visibilitychange', onVisible);
	});

	const phase = computed<QueryPhase>(() => {
		if (connectionState.value === 'offline' || error.value instanceof ConnectionLost) return 'offline';
		if (data.value !== null) return error.value === null ? 'ready' : 'stale';
		return error.value === null ? 'loading' : 'failed';
	});
	return { data, error, phase, age, refetch };
}
