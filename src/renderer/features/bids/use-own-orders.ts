import { computed } from 'vue';
import type { BidOrder } from '../../../shared/contract/index.ts';
import { useClient } from '../../rpc/client.ts';
import { useQuery } from '../../rpc/query.ts';

const MARK_THROTTLE_MS = 1_000;

export interface OrderScope {
	readonly owner: () => string;
	readonly gate: 'ahead' | 'closed';
	/** Orders that are asked for, page by page. */
	readonly most: number;
	readonly enabled?: () => boolean;
}

/** An owner's orders. They are asked for again only when the node's mark of them has changed. */
export function useOwnOrders({ owner, gate, most, enabled = () => true }: OrderScope) {
	const client = useClient();
	const isAsked = () => owner() !== '' && enabled();
	const mark = useQuery(
		() => `bids.mark ${gate} ${owner()}`,
		['auctions'],
		async () => ({ owner: owner(), ...(await client.bids.mark({ owner: owner(), gate })) }),
		{ enabled: isAsked, throttleMs: MARK_THROTTLE_MS },
	);
	const orders = useQuery(
		() => `bids.orders ${gate} ${owner()} ${mark.data.value?.mark ?? ''}`,
		[],
		() => pages(owner()),
		{ enabled: () => isAsked() && mark.data.value?.owner === owner(), keepPrevious: true },
	);

	async function pages(id: string) {
		const first = await client.bids.orders({ owner: id, gate });
		const all: BidOrder[] = [...first.orders];
		for (let page = first.orders; page.length > 0 && all.length < Math.min(first.total, most); ) {
			page = (await client.bids.orders({ owner: id, gate, offset: all.length })).orders;
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
