import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { useClient } from '../rpc/client.ts';
import { connectionState } from '../rpc/connection.ts';
import { useQuery } from '../rpc/query.ts';

const POLL_MS = 400;

/**
 * The program around the node: its stage, the steps of a start, and why it failed. Stages without a node announce
 * nothing, so the state is asked for again and again while a step runs.
 */
export const useHost = defineStore('host', () => {
	const client = useClient();
	const query = useQuery('host.state', ['status'], () => client.host.state(), { throttleMs: POLL_MS });
	const state = query.data;
	/** Null before the first answer. */
	const stage = computed(() => state.value?.stage ?? null);
	/** False while the program says that it has no node to ask. */
	const hasNode = computed(() => stage.value === null || stage.value === 'running');
	/** Changes when another network is chosen, so that figures of one are not shown as those of the other. */
	const networkKey = ref(0);
	let known: string | null = null;
	watch(
		() => state.value?.network?.directory ?? null,
		(directory) => {
			if (directory === null) return;
			if (known !== null && directory !== known) networkKey.value += 1;
			known = directory;
		},
		{ flush: 'sync' },
	);
	const isDemo = computed(() => state.value?.network?.kind === 'demo');
	const isMoving = computed(
		() =>
			stage.value === 'starting' ||
			stage.value === 'stopping' ||
			(state.value?.steps.some((step) => step.state === 'running') ?? false),
	);

	let timer: ReturnType<typeof setInterval> | undefined;
	watch(
		isMoving,
		(moving) => {
			clearInterval(timer);
			if (!moving) return;
			timer = setInterval(() => {
				if (!document.hidden && connectionState.value === 'online') void query.refetch();
			}, POLL_MS);
		},
		{ immediate: true },
	);

	return { ...query, state, stage, hasNode, networkKey, isDemo };
});
