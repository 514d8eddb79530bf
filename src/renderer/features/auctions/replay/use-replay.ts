import { type ComputedRef, computed, onScopeDispose, type Ref, ref, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { Auction, WithdrawnOrders } from '../../../../shared/contract/index.ts';
import { useClient } from '../../../rpc/client.ts';
import { useQuery } from '../../../rpc/query.ts';
import { auctionAsOf, frameAt, framesOf } from './as-of.ts';

const FRAME_MS = 700;

export interface Replay {
	readonly isOn: ComputedRef<boolean>;
	/** Blocks in which the book changed. */
	readonly frames: ComputedRef<readonly number[]>;
	readonly frame: ComputedRef<number>;
	readonly height: ComputedRef<number | null>;
	/** The product as of that block; the live one while nothing is replayed. */
	readonly auction: ComputedRef<Auction | null>;
	readonly isPlaying: Ref<boolean>;
	/** Motion is not wanted: frames are turned by hand alone. */
	readonly isStill: boolean;
	/** Earlier orders that the node does not remember any more. */
	readonly forgotten: ComputedRef<number>;
	toggle(): void;
	show(frame: number): void;
	play(): void;
}

/** A product's book as of any block before its gate closed; the block is in the address. */
export function useReplay(live: ComputedRef<Auction | null>): Replay {
	const client = useClient();
	const route = useRoute();
	const router = useRouter();
	const asked = computed(() =>
		typeof route.query.at === 'string' && /^\d{1,15}$/.test(route.query.at) ? Number(route.query.at) : null,
	);
	const isOn = computed(() => asked.value !== null && live.value !== null);
	const product = computed(() => live.value?.product ?? '');
	const withdrawn = useQuery(
		() => `auctions.withdrawn ${product.value}`,
		['auctions'],
		(): Promise<WithdrawnOrders> => client.auctions.withdrawn({ product: product.value }),
		{ enabled: isOn },
	);
	const frames = computed(() => (live.value ? framesOf(live.value, withdrawn.data.value) : []));
	const frame = computed(() => (asked.value === null ? 0 : frameAt(frames.value, asked.value)));
	const height = computed(() => (isOn.value ? (frames.value[frame.value] ?? null) : null));
	const isPlaying = ref(false);
	const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
	let timer: ReturnType<typeof setInterval> | undefined;

	const put = (at: number | undefined) => void router.replace({ query: { ...route.query, at, order: undefined } });
	const show = (next: number): void => {
		const shown = frames.value[Math.min(Math.max(next, 0), frames.value.length - 1)];
		if (shown !== undefined) put(shown);
	};
	watch(isPlaying, (playing) => {
		clearInterval(timer);
		if (!playing) return;
		timer = setInterval(() => {
			if (frame.value >= frames.value.length - 1) isPlaying.value = false;
			else show(frame.value + 1);
		}, FRAME_MS);
	});
	watch(isOn, (on) => {
		if (!on) isPlaying.value = false;
	});
	onScopeDispose(() => clearInterval(timer));
	return {
		isOn,
		frames,
		frame,
		height,
		auction: computed(() =>
			live.value && height.value !== null ? auctionAsOf(live.value, withdrawn.data.value, height.value) : live.value,
		),
		isPlaying,
		isStill,
		forgotten: computed(() => withdrawn.data.value?.forgotten ?? 0),
		toggle() {
			if (isOn.value) put(undefined);
			else put(frames.value[0] ?? 0);
		},
		show,
		play() {
			if (frame.value >= frames.value.length - 1) show(0);
			isPlaying.value = !isPlaying.value;
		},
	};
}
