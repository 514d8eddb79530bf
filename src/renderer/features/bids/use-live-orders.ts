import { computed } from 'vue';
import type { BidOrder } from '../../../shared/contract/index.ts';
import { useClient } from '../../rpc/client.ts';
import { useQuery } from '../../rpc/query.ts';

/** Live orders that the desk compares with. */
const LIVE_MAX = 100_000;
const MARK_THROTTLE_MS = 1_000;

/** All live orders of an owner. They are asked for again only when the node's mark of them has changed. */
export function useLiveOrders(owner: () => string) {
	const client = useClient();
	const enabled = () => owner() !== '';
	const mark = useQuery(
		() => `bids.mark ${owner()}`,
		['auctions'],
		async () => ({ owner: owner(), ...(await client.bids.mark({ owner: owner(), gate: 'ahead' })) }),
		{ enabled, throttleMs: MARK_THROTTLE_MS },
	);
	const orders = useQuery(
		() => `bids.orders ahead ${owner()} ${mark.data.value?.mark ?? ''}`,
		[],
		() => every(owner()),
		{ enabled: () => enabled() && mark.data.value?.owner === owner(), keepPrevious: true },
	);

	/** Page by page: a sheet is compared with every one of them. */
	async function every(id: string) {
		const first = await client.bids.orders({ owner: id, gate: 'ahead' });
		const all: BidOrder[] = [...first.orders];
		for (let page = first.orders; page.length > 0 && all.length < Math.min(first.total, LIVE_MAX); ) {
			page = (await client.bids.orders({ owner: id, gate: 'ahead', offset: all.length })).orders;
			all.push(...page);
		}
		return { owner: id, orders: all, total: first.total };
	}

	return {
		/** Of the owner that is asked for; null until they are in. */
		data: computed(() => (orders.data.value?.owner === owner() ? orders.data.value : null)),
		phase: computed(() => (mark.phase.value === 'ready' ? orders.phase.value : mark.phase.value)),
		error: computed(() => mark.error.value ?? orders.error.value),
		age: mark.age,
		refetch: async () => {
			await mark.refetch();
			await orders.refetch();
		},
	};
}
