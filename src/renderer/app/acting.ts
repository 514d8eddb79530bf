import { defineStore } from 'pinia';
import { computed } from 'vue';
import { useNodeStatus } from './node-status.ts';
import { usePreferences } from './preferences.ts';

/**
 * Who the person at the console acts as: one of the identities whose keys the node holds. Procedures that take a
 * `participant` are asked with `participant`; those without one act for every identity of the node. Views that can
 * show somebody else keep their own choice and begin with this one.
 */
export const useActing = defineStore('acting', () => {
	const preferences = usePreferences();
	const status = useNodeStatus();
	const identities = computed(() => status.data?.identities ?? []);
	/** The one chosen, else the node's first; null for an observer, and before the node has answered. */
	const identity = computed(
		() =>
			identities.value.find(({ participant }) => participant === preferences.actingAs) ?? identities.value[0] ?? null,
	);
	const participant = computed(() => identity.value?.participant ?? null);

	function choose(wanted: string): void {
		preferences.actingAs = wanted;
	}

	return { identities, identity, participant, choose };
});
