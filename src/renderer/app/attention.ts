import { defineStore } from 'pinia';
import { computed } from 'vue';
import { useClient } from '../rpc/client.ts';
import { useQuery } from '../rpc/query.ts';
import { useHost } from './host.ts';

/** How many deeds await a signature of this console; null before the answer. */
export const useAttention = defineStore('attention', () => {
	const client = useClient();
	const host = useHost();
	const query = useQuery(
		() => `attention ${host.networkKey}`,
		['deeds'],
		() => client.deeds.list({ limit: 1 }),
		{ throttleMs: 500, enabled: () => host.hasNode },
	);
	const deeds = computed(() => query.data.value?.needsMe ?? null);
	return { deeds };
});
