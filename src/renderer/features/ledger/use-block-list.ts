import { computed, ref, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useClient } from '../../rpc/client.ts';
import { newestNotice } from '../../rpc/live.ts';
import { useQuery } from '../../rpc/query.ts';

const PAGE = 50;
/** New blocks come faster than they are read. */
const THROTTLE_MS = 1_000;

/**
 * A page of blocks. Without `top` in the address it begins with the newest and grows; with it, it stays while it is
 * read, and what came since is counted.
 */
export function useBlockList() {
	const client = useClient();
	const route = useRoute();
	const router = useRouter();
	const top = computed(() => (/^\d{1,15}$/.test(String(route.query.top)) ? Number(route.query.top) : null));
	const list = useQuery(
		() => `ledger.blocks ${top.value}`,
		['status'],
		() => client.ledger.blocks({ before: top.value === null ? null : top.value + 1, limit: PAGE }),
		{ keepPrevious: true, throttleMs: THROTTLE_MS },
	);
	/** Heights up to this one were on screen before the newest answer. */
	const seen = ref(Number.POSITIVE_INFINITY);
	watch(
		() => list.data.value,
		(_, before) => {
			seen.value = before && top.value === null ? before.kept.to : Number.POSITIVE_INFINITY;
		},
	);
	const blocks = computed(() => list.data.value?.blocks ?? []);
	const newest = computed(() => Math.max(list.data.value?.kept.to ?? 0, newestNotice.value?.height ?? 0));
	const go = (height: number | null): void => {
		void router.replace({ query: { ...route.query, top: height === null ? undefined : String(height) } });
	};
	return {
		list,
		blocks,
		isHeld: computed(() => top.value !== null),
		newer: computed(() =>
			top.value === null ? 0 : Math.max(0, newest.value - (blocks.value[0]?.height ?? newest.value)),
		),
		isNew: (height: number): boolean => height > seen.value,
		/** Keeps the page as it is. */
		hold: (): void => {
			const [first] = blocks.value;
			if (top.value === null && first) go(first.height);
		},
		follow: (): void => go(null),
		older: (): void => {
			const next = list.data.value?.next;
			if (next) go(next - 1);
		},
	};
}
