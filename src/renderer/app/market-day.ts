import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { MarketHour } from '../../shared/contract/index.ts';
import { useClient } from '../rpc/client.ts';
import { useQuery } from '../rpc/query.ts';
import { useHost } from './host.ts';

/** The day on the spine. `chosen` comes from the URL (`?day=`); null follows the chain clock. */
export const useMarketDay = defineStore('market-day', () => {
	const client = useClient();
	const host = useHost();
	const chosen = ref<string | null>(null);
	const query = useQuery(
		() => `market.day ${host.networkKey} ${chosen.value ?? ''}`,
		['market', 'auctions', 'deeds'],
		() => client.market.day(chosen.value === null ? {} : { day: chosen.value }),
		{ keepPrevious: true, enabled: () => host.hasNode },
	);
	const hours = computed<readonly MarketHour[]>(() => query.data.value?.hours ?? []);
	const neighbours = computed(() => {
		const days = query.data.value?.days ?? [];
		const at = days.indexOf(query.data.value?.day ?? '');
		return { previous: at > 0 ? (days[at - 1] ?? null) : null, next: at < 0 ? null : (days[at + 1] ?? null) };
	});
	return { ...query, chosen, hours, neighbours };
});
