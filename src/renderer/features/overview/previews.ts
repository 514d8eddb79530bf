import { type ComputedRef, computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { MarketHour } from '../../../shared/contract/index.ts';
import { useClient } from '../../rpc/client.ts';
import { useQuery } from '../../rpc/query.ts';
import { openClearingDesk } from '../../workers/clearing-desk.ts';
import type { Previews } from './day-model.ts';

/** Clears the open books of the given hours on this machine, whenever one of them changes. */
export function usePreviews(hours: ComputedRef<readonly MarketHour[]>): ComputedRef<Previews> {
	const client = useClient();
	const desk = openClearingDesk();
	onScopeDispose(desk.close);
	const products = computed(() =>
		hours.value.flatMap((hour) => (hour.product && hour.state === 'open' ? hour.product : [])),
	);
	const books = useQuery(
		() => `previews ${products.value.join(' ')}`,
		['auctions'],
		() => Promise.all(products.value.map((product) => client.auctions.get({ product }))),
		{ keepPrevious: true, throttleMs: 1_000, enabled: () => products.value.length > 0 },
	);
	const previews = shallowRef<Previews>(new Map());
	watch(books.data, async (auctions) => {
		const cleared = await Promise.all(
			(auctions ?? []).map(async (auction) => {
				const cleared = await desk.clear(auction);
				const price = cleared?.prices.length === 1 ? (cleared.prices[0]?.ranges[0]?.price ?? null) : null;
				return [auction.product, { price, volumeWh: cleared?.volumeWh ?? 0 }] as const;
			}),
		).catch(() => []);
		if (books.data.value === auctions) previews.value = new Map(cleared);
	});
	return computed(() => previews.value);
}
