import { type ComputedRef, computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { RoundView } from '../../../shared/contract/index.ts';
import { useClient } from '../../rpc/client.ts';
import { type Query, useQuery } from '../../rpc/query.ts';

export interface ShownRound {
	/** `round` is null where the node keeps no such round. */
	readonly query: Query<{ readonly round: RoundView | null }>;
	/** The round that the URL holds still; null while the newest is followed. */
	readonly held: ComputedRef<number | null>;
	readonly show: (round: number | null) => void;
	/** To the round before or after the one shown; past the newest it follows again. */
	readonly step: (by: -1 | 1, newest: number) => void;
	readonly togglePause: () => void;
}

/** Which round the strip shows: held by `?round=` or the newest one that has ended. */
export function useShownRound(): ShownRound {
	const route = useRoute();
	const router = useRouter();
	const client = useClient();
	const held = computed(() => {
		const text = route.query.round;
		return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
	});
	const query = useQuery(
		() => `consensus.round/${held.value ?? 'newest'}`,
		['consensus'],
		async () => ({ round: await client.consensus.round(held.value === null ? {} : { round: held.value }) }),
		{ keepPrevious: true },
	);

	function show(round: number | null): void {
		const { round: _former, ...rest } = route.query;
		void router.replace({ query: round === null ? rest : { ...rest, round: String(round) } });
	}

	function step(by: -1 | 1, newest: number): void {
		const from = held.value ?? query.data.value?.round?.round ?? newest;
		const to = from + by;
		show(to >= newest && by === 1 ? null : Math.max(1, to));
	}

	function togglePause(): void {
		if (held.value !== null) show(null);
		else if (query.data.value?.round) show(query.data.value.round.round);
	}

	return { query, held, show, step, togglePause };
}
